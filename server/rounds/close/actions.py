"""Take the counts in, take the rest back into the vault, close the round."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from server import audit
from server.audit import actor
from server.cards.models import Card
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.custody.actions import hand_in_wrong_cards, return_cards
from server.custody.incidents.actions import Place, close_missing_of, report_missing
from server.custody.models import Vault
from server.custody.rules import Occasion
from server.db import db, transaction
from server.evidence.actions import Origin, keep_evidence
from server.evidence.blobs.actions import put_blob
from server.evidence.blobs.rules import STROKES
from server.evidence.rules import key_group
from server.rounds.actions import Signature, refuse_other_count
from server.rounds.close.models import CheckIn, CountCosign, RoundCount
from server.rounds.close.queries import count_of, standing_of
from server.rounds.models import Lease, Round
from server.rounds.queries import cards_of, leases_of, open_leases, round_in_scope
from server.rules import next_state, transition_clause

_OUT = "checked_out"


def take_count(count: RoundCount) -> list[str]:
    """File the joint count of a tablet and report what it misses; return the cards now frozen (4.1.1.b, 4.1.5).

    A card that another tablet has handed over meanwhile is not missing: the equation shows the contradiction.
    Joins the transaction of its caller, who has judged the record.

    Raises:
        Refusal: count_twice.
    """
    with transaction():
        if count_of(count.round_id, count.device_id) is not None:
            raise Refusal("count_twice")
        db.session.add(count)
        db.session.flush()
        out = _still_out(count)
        frozen = [card_id for card_id in count.missing if card_id in out]
        if frozen:
            occasion = Occasion(
                officer_id=count.specialist_id,
                second_officer_id=count.bank_manager_id,
                at=count.at,
                round_id=count.round_id,
                event_id=count.id,
            )
            place = Place(count.area_code, count.bank_code, count.round_id, count.device_id, count.id)
            report_missing(frozen, occasion, place)
    return frozen


def take_count_back(count: RoundCount, correction_id: str, reason: str, officer_id: str) -> None:
    """Undo a count by a counter-entry while the round is open: its missing cards are in the round again (4.1.1.b).

    Raises:
        Refusal: round_not_in_the_field, movement_not_last.
    """
    with transaction():
        if db.session.get_one(Round, count.round_id).state != "packed":
            raise Refusal("round_not_in_the_field")
        occasion = Occasion(officer_id=officer_id, round_id=count.round_id, event_id=correction_id, reason=reason)
        close_missing_of(count.id, count.missing, occasion)
        count.corrected_by = correction_id


def take_cosign(cosign: CountCosign) -> None:
    """File the bank manager's half of a count; it may come before the other half (1.2.2.b)."""
    with transaction():
        db.session.add(cosign)


@dataclass(frozen=True)
class BroughtBack:
    """What the team puts before the custodian, card by card; `missing` got lost on the way."""

    counted: Sequence[str]
    missing: Sequence[str] = ()


def check_in_round(
    round_id: str,
    custodian_id: str,
    specialist_id: str,
    back: BroughtBack,
    signatures: tuple[Signature, Signature],
) -> CheckIn:
    """Take the rest of a round back from the specialist's hand into the custodian's (4.1.1.b).

    Cards whose face is wrong come back too and go into the office's bag (1.1.1.h). Both have proved their
    accounts; `signatures` are the custodian's and the specialist's.

    Raises:
        Refusal: not_found, illegal_transition, already_checked_in, round_not_counted, count_not_cosigned,
            same_person_twice, not_the_custodian, not_the_specialist, count_differs (with the box positions).
    """
    with transaction():
        back_home = round_in_scope(round_id, lock=True)
        next_state("round", back_home.state, "check_in")
        now = standing_of(back_home)
        if now.check_in is not None:
            raise Refusal("already_checked_in")
        for code in now.blocks:
            if code in ("round_not_counted", "count_not_cosigned"):
                raise Refusal(code)
        _refuse_wrong_hands(back_home, custodian_id, specialist_id)
        expected = {*now.rest, *now.wrong}
        refuse_other_count([card for card in cards_of(round_id) if card.id in expected], [*back.counted, *back.missing])
        found = _write_check_in(back_home, custodian_id, back, now.wrong, signatures)
        _move_back(back_home, found, back, now.rest, now.wrong)
    return found


def declare_lost(round_id: str, lease_id: str, reason: str, note: str | None) -> Lease:
    """End the claim of a tablet that will bring no more records: the round is closed without its count (4.1.5).

    What it still brings is judged as ever while the round is open, and parked afterwards.

    Raises:
        Refusal: not_found, tablet_has_counted, illegal_transition.
    """
    with transaction():
        leaving = round_in_scope(round_id, lock=True)
        lease = next((one for one in leases_of(round_id) if one.id == lease_id), None)
        if lease is None:
            raise Refusal("not_found")
        next_state("round", leaving.state, "close")
        if lease.lost_at is not None:
            return lease
        if count_of(round_id, lease.device_id) is not None:
            raise Refusal("tablet_has_counted")
        now = utc_now()
        lease.revoked_at = lease.revoked_at or now
        lease.lost_at, lease.lost_by, lease.lost_reason, lease.lost_note = now, actor().officer_id, reason, note
        audit.record("declare_tablet_lost", "round", round_id, "4.1.5", lease=lease.id, reason=reason)
    return lease


def close_round(round_id: str, finance_seen: Collection[str] = ()) -> Round:
    """Close a round whose cards are all accounted for; its tablets forget its people (4.1.1.b, 4.2).

    No clause lets an account without a card keep the cards from being closed (1.2.2.d comes after 1.2.2.c, and the
    equation is one of cards); but nobody closes without having seen it: `finance_seen` names those reports.

    Raises:
        Refusal: not_found, illegal_transition, or the first thing that keeps it open: round_not_counted,
            count_not_cosigned, records_wait_for_people, cards_not_back, count_contradicts; last
            finance_without_hand_over.
    """
    with transaction():
        closing = round_in_scope(round_id, lock=True)
        state, clause = next_state("round", closing.state, "close"), transition_clause("round", closing.state, "close")
        now = standing_of(closing)
        for code in now.blocks:
            raise Refusal(code)
        if not {one["event_id"] for one in now.finance_alone} <= set(finance_seen):
            raise Refusal("finance_without_hand_over")
        at = utc_now()
        whole = now.equation.whole
        audit.record(
            "close_round",
            "round",
            round_id,
            clause,
            taken=whole.taken,
            handed=whole.handed,
            returned=whole.returned,
            wrong=whole.wrong,
            missing=whole.missing,
            finance_alone=len(now.finance_alone),
        )
        for lease in open_leases(round_id):
            lease.revoked_at = at
        closing.state, closing.closed_at, closing.closed_by = state, at, actor().officer_id
    return closing


def _still_out(count: RoundCount) -> set[str]:
    """Return which of the missing cards nobody has handed over by now; held, so that nobody does meanwhile."""
    statement = select(Card.id, Card.custody_state, Card.holder_id).where(Card.id.in_(count.missing))
    rows = db.session.execute(statement.order_by(Card.id).with_for_update())
    return {row.id for row in rows if (row.custody_state, row.holder_id) == (_OUT, count.round_id)}


def _refuse_wrong_hands(back_home: Round, custodian_id: str, specialist_id: str) -> None:
    if custodian_id == specialist_id:
        raise Refusal("same_person_twice")
    # 4.1.4: nobody stands in for the custodian.
    if db.session.get_one(Vault, back_home.vault_id).custodian_id != custodian_id:
        raise Refusal("not_the_custodian")
    if back_home.specialist_id != specialist_id:
        raise Refusal("not_the_specialist")


def _write_check_in(
    back_home: Round,
    custodian_id: str,
    back: BroughtBack,
    wrong: Sequence[str],
    signatures: tuple[Signature, Signature],
) -> CheckIn:
    origin = Origin(back_home.area_code, back_home.bank_code, round_id=back_home.id)
    group = key_group("officer_signature", back_home.id)
    hashes = [put_blob(signature.content(), STROKES, group) for signature in signatures]
    for sha256 in hashes:
        keep_evidence(origin, "officer_signature", sha256)
    came = set(back.counted)
    found = CheckIn(
        id=new_id(),
        round_id=back_home.id,
        custodian_id=custodian_id,
        specialist_id=back_home.specialist_id,
        returned=len(came - set(wrong)),
        wrong=len(came & set(wrong)),
        missing=len(back.missing),
        at=utc_now(),
        custodian_signature_sha256=hashes[0],
        specialist_signature_sha256=hashes[1],
    )
    db.session.add(found)
    audit.record(
        "check_in_round",
        "round",
        back_home.id,
        transition_clause("round", back_home.state, "check_in"),
        returned=found.returned,
        wrong=found.wrong,
        missing=found.missing,
        second_officer=back_home.specialist_id,
    )
    return found


def _move_back(back_home: Round, found: CheckIn, back: BroughtBack, rest: Sequence[str], wrong: Sequence[str]) -> None:
    came, lost = set(back.counted), [card_id for card_id in back.missing if card_id in set(rest)]
    # A wrong card that got lost stays the team's: it is recalled already and nobody can use it.
    returned = [card_id for card_id in rest if card_id in came]
    handed_in = [card_id for card_id in wrong if card_id in came]
    people = {"specialist_id": found.specialist_id, "custodian_id": found.custodian_id}
    if returned:
        return_cards(back_home.id, returned, back_home.vault_id, **people)
    occasion = _occasion(back_home, found, found.at)
    if handed_in:
        hand_in_wrong_cards(handed_in, occasion)
    if lost:
        report_missing(lost, occasion, Place(back_home.area_code, back_home.bank_code, back_home.id))


def _occasion(back_home: Round, found: CheckIn, at: datetime) -> Occasion:
    return Occasion(officer_id=found.custodian_id, second_officer_id=found.specialist_id, at=at, round_id=back_home.id)
