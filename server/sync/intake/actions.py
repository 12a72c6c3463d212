"""Take one record after the other; joins the transaction of the upload."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from server import audit
from server.audit import Actor, acting_as
from server.core.errors import Refusal
from server.core.ids import new_id
from server.custody.incidents.actions import SECOND_HAND_OVER, Place, open_incident
from server.custody.queries import hand_over_before
from server.db import db
from server.db.clashes import is_clash
from server.db.faults import is_failure, is_full
from server.evidence.actions import Origin, keep_evidence
from server.evidence.blobs.models import Blob
from server.issuance import actions as issuance
from server.issuance.cosigns.actions import cosign
from server.issuance.counts import actions as counts
from server.issuance.queries import Place as Whereabouts
from server.issuance.queries import place_of, tablet_clock_offset
from server.issuance.receipt_books.actions import void_receipt
from server.issuance.rules import Case, Report
from server.issuance.temporary_cards.actions import take_back_temporary_card, take_fee
from server.rules import refusal
from server.sync.intake.rules import attachments_refused, event_row, missing_attachments
from server.sync.letters.actions import Brought
from server.sync.letters.rules import Letter
from server.sync.models import Event, EventConflict, Quarantined
from server.sync.queries import Chain, Filed
from server.sync.rules import (
    CASE_CODES,
    Answer,
    Head,
    Record,
    Verdict,
    id_of,
    named_attachments,
    number_of,
    place_in_chain,
)
from server.sync.signatures.models import UsedCheck

_log = structlog.get_logger(__name__)

# The one table from event to action.
ACTIONS: dict[str, Callable[[Report], Case | None]] = {
    "card.handed_over": issuance.hand_over,
    "person.not_served": issuance.not_served,
    "card.wrong_face": issuance.wrong_face,
    "check.cosigned": cosign,
    "finance.activated": issuance.report_finance,
    "temp_card.returned": take_back_temporary_card,
    "temp_card.fee_paid": take_fee,
    "receipt.voided": void_receipt,
    "event.corrected": issuance.correct,
    "round.counted": counts.count_round,
    "count.cosigned": counts.cosign_count,
}
_SECOND_HAND_OVER = CASE_CODES["second_hand_over"]
# What a record that slipped past its schema can make an action raise. It is parked with its bytes; to
# answer with an error instead would hold up every record behind it for ever (S10, T22).
_POISON = (DBAPIError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


class NotTogetherError(Exception):
    """One record of an upload breaks a rule: the whole of it is to be taken in again, one by one."""


class Intake:
    """The working state of one upload of one tablet.

    `one_by_one` gives each record a savepoint, so that a bad one is parked alone; without it nothing of the upload
    stands once one breaks a rule, and all rows are written in a few statements.
    """

    def __init__(
        self,
        device_id: str,
        received_at: datetime,
        chain: Chain,
        blobs: Mapping[str, Blob],
        brought: Brought,
        used_checks: dict[str, str],
        *,
        one_by_one: bool,
    ) -> None:
        self.device_id = device_id
        self.received_at = received_at
        self._chain = chain
        self._blobs = blobs
        self._brought = brought
        self._used_checks = used_checks
        self._one_by_one = one_by_one
        self._new_checks: dict[str, str] = {}
        self._rows: list[dict[str, Any]] = []
        self._answers: dict[str, Answer] = {}
        self._places: dict[str | None, Whereabouts] = {}

    def take(self, record: Record) -> None:
        """Give one record its verdict, and its row unless it must come again."""
        if record.hash in self._answers:
            return
        filed = self._chain.filed.get(record.id)
        if filed is not None:
            self._meet_again(record, filed)
            return
        place = place_in_chain(record, self._chain.head(record.epoch), self._chain.quarantine)
        if place == "gap":
            self._wait(record, "chain_gap", [])
        elif place == "taken":
            self._open_case(record, "chain", content=record.content)
            self._answer(record, "conflict", "chain_broken")
        elif missing := missing_attachments(record, {*self._blobs, *self._brought.spoilt}):
            self._wait(record, "attachment_missing", missing)
        else:
            self._file(record, broken=place == "broken")

    def quarantine(self, letter: Letter) -> None:
        """Keep bytes that cannot be filed under the tablet."""
        if letter.name in self._answers:
            return
        if letter.name not in self._chain.quarantine.known:
            row = {
                "hash": letter.name,
                "device_id": self.device_id,
                "content": letter.content,
                "record_hash": letter.record_hash,
                "epoch": letter.place[0] if letter.place else None,
                "seq": letter.place[1] if letter.place else None,
                "reason": letter.reason,
                "received_at": self.received_at,
            }
            db.session.execute(insert(Quarantined), [row])
            audit.record("quarantine_record", "device", self.device_id, code=letter.reason, hash=letter.name)
            self._chain.quarantine.add(letter.name, letter.record_hash, letter.place)
        # Of an envelope that does not open nobody here knows the record's own hash.
        self._answers[letter.name] = Answer(None if letter.is_unopened else letter.name, "parked", reason=letter.reason)

    def write(self) -> None:
        """Insert the rows of the upload at once, in the tablet's order, and complete the answers with their index."""
        if not self._rows:
            return
        statement = insert(Event).returning(Event.hash, Event.idx)
        for row in db.session.execute(statement, self._rows):
            self._answers[row.hash] = replace(self._answers[row.hash], index=row.idx)
        if self._new_checks:
            rows = [{"nonce": nonce, "event_id": event_id} for nonce, event_id in self._new_checks.items()]
            db.session.execute(insert(UsedCheck), rows)

    def answer(self, letter: Letter) -> Answer:
        """Return the verdict on what was sent."""
        return replace(self._answers[letter.name], sealed=letter.sealed)

    def _meet_again(self, record: Record, filed: Filed) -> None:
        if filed.hash == record.hash:
            self._answers[record.hash] = Answer(
                record.hash, "duplicate", record.id, filed.reason, filed.clause, filed.idx
            )
            return
        self._open_case(record, "changed_bytes", event_id=filed.id, content=record.content)
        self._answer(record, "conflict", "same_id_other_content")

    def _wait(self, record: Record, reason: str, missing: list[str]) -> None:
        self._answers[record.hash] = Answer(record.hash, "wait", record.id, reason, missing=missing)

    def _file(self, record: Record, *, broken: bool) -> None:
        reason = "chain_broken" if broken else self._settle(record)
        clause = refusal(reason).clause if reason else None
        if broken:
            self._open_case(record, "chain", event_id=record.id)
        if reason == _SECOND_HAND_OVER:
            self._open_second_hand_over(record)
        if reason and not broken and self._is_readable(record):
            self._keep_evidence(record)
        if reason:
            with acting_as(self._actor(record)):
                audit.record("park_record", "event", record.id, clause, code=reason)
        place = self._place(record)
        self._rows.append(
            {
                **event_row(record, self.received_at),
                "verdict": "parked" if reason else "accepted",
                "reason": reason,
                "clause": clause,
                "area_code": place.area_code,
                "bank_code": place.bank_code,
                "settled_at": None,
            }
        )
        self._chain.heads[record.epoch] = Head(record.seq, record.hash)
        self._chain.filed[record.id] = Filed(record.id, record.hash, None, reason, clause)
        self._answers[record.hash] = Answer(record.hash, _verdict(reason), record.id, reason, clause)

    def _settle(self, record: Record) -> str | None:
        """Judge and act in a savepoint of its own; return the code under which the record is parked, or None.

        Raises:
            NotTogetherError: it breaks a rule, and there is no savepoint to go back to.
        """
        refused = self._refused(record)
        if refused:
            return refused
        try:
            with self._savepoint(), acting_as(self._actor(record)):
                case = ACTIONS[record.type](self._report(record))
                self._refuse_beside_paper(record)
        except Refusal as found:
            if not self._one_by_one:
                raise NotTogetherError from found
            return found.code
        except _POISON as found:
            if isinstance(found, DBAPIError) and is_of_the_database(found):
                raise
            if not self._one_by_one:
                raise NotTogetherError from found
            _log.error("record_not_judged", event_id=record.id, problem=type(found).__name__)
            return "record_not_judged"
        if case is not None:
            # The record stands; what it says beside another one is for people (1.2.2.c).
            first = hand_over_before(case.card_id)
            self._open_case(record, case.kind, case.event_id, case.card_id, first_event_id=first)
        return None

    def _savepoint(self) -> AbstractContextManager[object]:
        return db.session.begin_nested() if self._one_by_one else nullcontext()

    def _refused(self, record: Record) -> str | None:
        """Say what is wrong with a record before the rules of its event are asked; a check is good for one record."""
        proof = self._brought.proofs[record.hash]
        refused = proof.signature_fault or proof.misshapen
        refused = refused or attachments_refused(record, self._blobs, self._brought.spoilt) or proof.check_fault
        if refused:
            return refused
        taken = self._used_checks | self._new_checks
        if any(nonce in taken for nonce in proof.nonces):
            return "check_replayed"
        self._new_checks |= dict.fromkeys(proof.nonces, record.id)
        return None

    def _refuse_beside_paper(self, record: Record) -> None:
        """Take back what two people have said from paper already: which of the two counts is for people (H10)."""
        if self._brought.paper.stands_for(record):
            raise Refusal("recorded_from_paper")

    def _is_readable(self, record: Record) -> bool:
        misshapen = self._brought.proofs[record.hash].misshapen
        return not misshapen and attachments_refused(record, self._blobs, self._brought.spoilt) is None

    def _report(self, record: Record) -> Report:
        offset = number_of(record.body, "clock_offset_ms")
        if offset is None:
            offset = tablet_clock_offset(self.device_id)
        return Report(record.id, self.device_id, record.body, self.received_at, offset)

    def _open_second_hand_over(self, record: Record) -> None:
        """Open a case and an incident: one hand-over stands, people find out about the other (4.1.1.b, 4.1.5)."""
        card_id = _card_of(record)
        if card_id is None or ("second_hand_over", record.hash) in self._chain.known_conflicts:
            return
        first = hand_over_before(card_id)
        self._open_case(record, "second_hand_over", record.id, card_id, first_event_id=first)
        place = self._place(record)
        with acting_as(self._actor(record)):
            open_incident(
                SECOND_HAND_OVER,
                card_id,
                Place(
                    place.area_code,
                    place.bank_code,
                    id_of(record.body, "round"),
                    self.device_id,
                    event_id=record.id,
                    other_event_id=first,
                ),
                self.received_at,
            )

    def _keep_evidence(self, record: Record) -> None:
        """Keep what a parked record brings, so that whoever settles it sees it."""
        place = self._place(record)
        origin = Origin(place.area_code, place.bank_code, record.id, _card_of(record), id_of(record.body, "round"))
        for sha256, attachment in named_attachments(record).items():
            keep_evidence(origin, attachment["kind"], sha256)

    def _open_case(
        self,
        record: Record,
        kind: str,
        event_id: str | None = None,
        card_id: str | None = None,
        content: bytes | None = None,
        first_event_id: str | None = None,
    ) -> None:
        if (kind, record.hash) in self._chain.known_conflicts:
            return
        place = self._place(record)
        case = EventConflict(
            id=new_id(),
            event_id=event_id,
            first_event_id=first_event_id,
            card_id=card_id,
            device_id=self.device_id,
            kind=kind,
            detail=f"epoch {record.epoch}, number {record.seq}",
            hash=record.hash,
            content=content,
            area_code=place.area_code,
            bank_code=place.bank_code,
            state="open",
            created_at=self.received_at,
        )
        db.session.add(case)
        self._chain.known_conflicts.add((kind, record.hash))
        with acting_as(self._actor(record)):
            audit.record("open_case", "event", record.id, kind=kind)

    def _answer(self, record: Record, verdict: Verdict, reason: str) -> None:
        self._answers[record.hash] = Answer(record.hash, verdict, record.id, reason, refusal(reason).clause)

    def _place(self, record: Record) -> Whereabouts:
        round_id = id_of(record.body, "round")
        if round_id not in self._places:
            self._places[round_id] = place_of(round_id, self.device_id)
        return self._places[round_id]

    def _actor(self, record: Record) -> Actor:
        return Actor(officer_id=id_of(record.body, "officer"), device_id=self.device_id)


def is_of_the_database(found: DBAPIError) -> bool:
    """Tell a fault of the database, which says nothing of the record, from one that the record caused."""
    return found.connection_invalidated or is_clash(found) or is_full(found) or is_failure(found)


def _verdict(reason: str | None) -> Verdict:
    if reason is None:
        return "accepted"
    return "conflict" if reason == _SECOND_HAND_OVER else "parked"


def _card_of(record: Record) -> str | None:
    payload = record.body.get("payload")
    return id_of(payload, "card_id") if isinstance(payload, dict) else None
