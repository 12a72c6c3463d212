"""Take the tablets' records in: file the bytes, judge, act, answer each with one verdict."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from server import audit
from server.accounts.devices.actions import leave_device, store_report
from server.accounts.devices.models import Device
from server.accounts.signing_keys.actions import end_older_keys
from server.core import failpoints
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.db.clashes import is_clash
from server.db.session import is_in_action
from server.evidence.arrivals.actions import keep_claimed
from server.evidence.blobs.queries import find_blobs
from server.issuance.queries import hold_rows
from server.rounds.queries import other_open_round
from server.sync.desk.queries import paper_beside
from server.sync.epochs.actions import Told, note_chain
from server.sync.intake.actions import Intake, NotTogetherError, is_of_the_database
from server.sync.letters.actions import Brought, open_all
from server.sync.letters.rules import Sent
from server.sync.models import ServerLineage
from server.sync.queries import (
    chain_of,
    conflict_in_scope,
    current_lineage,
    describe_conflicts,
    describe_parked,
    events_of,
    has_everything_up_to,
    lock_tablet,
    parked_in_scope,
    sides_of,
)
from server.sync.rules import Answer, Record, id_of, masked_record, named_attachments
from server.sync.settlements.queries import describe_case_settling, describe_settling, evidence_of
from server.sync.signatures.queries import used_checks

# What a layer above does with a greeting: device, epoch, last number, records not yet sent.
Greeted = Callable[[str, int, int, int], None]


def receive_records(device_id: str, sent: Sequence[Sent], *, at_desk: bool = False) -> list[Answer]:
    """File an upload and return one answer a record, in the order sent.

    Records filed `at_desk` are the server's own: they carry its signature and no officer's.
    The whole upload is taken in together; where a record breaks a rule nothing of that stands, and all are taken in
    again one by one. A clash with another transaction is tried once more.

    Raises:
        Refusal: unavailable — the database is busy; nothing was filed, the tablet keeps everything.
    """
    brought = open_all(device_id, sent, at_desk=at_desk)
    # What joins another action cannot take its own part of it back.
    one_by_one, tries = is_in_action(), 2
    while tries:
        try:
            answers = _receive(device_id, brought, one_by_one)
        except NotTogetherError:
            one_by_one = True
        except DBAPIError as problem:
            if not one_by_one and not is_of_the_database(problem):
                one_by_one = True
                continue
            # A unique violation here is another tablet filing the same id at once: the next try finds its row.
            if not (is_clash(problem) or isinstance(problem, IntegrityError)):
                raise
            tries -= 1
            if not tries:
                raise Refusal("unavailable") from problem
        else:
            failpoints.pass_by("after_commit")
            return answers
    raise AssertionError("the last try answers or raises")


def _receive(device_id: str, brought: Brought, one_by_one: bool) -> list[Answer]:
    with transaction():
        lock_tablet(device_id)
        readable = [one.record for one in brought.letters if one.record]
        arrived = brought.attachments
        keep_claimed(arrived.opened, arrived.known, arrived.doubled)
        end_older_keys(brought.new_keys)
        held = hold_rows(record.body for record in readable)
        chain = chain_of(device_id, readable, [one.name for one in brought.letters])
        blobs = find_blobs(sha256 for record in readable for sha256 in named_attachments(record))
        used = used_checks({nonce for proof in brought.proofs.values() for nonce in proof.nonces})
        brought = replace(brought, paper=paper_beside(device_id, _rounds_of(readable)))
        intake = Intake(device_id, utc_now(), chain, blobs, brought, used, one_by_one=one_by_one)
        for letter in brought.letters:
            if letter.record is None:
                intake.quarantine(letter)
        # The tablet's own order: a card is activated after it was handed over, however the upload was packed.
        for record in sorted(readable, key=lambda record: record.order):
            intake.take(record)
        intake.write()
        held.clear()
        failpoints.pass_by("before_commit")
    return [intake.answer(one) for one in brought.letters]


def _rounds_of(records: Sequence[Record]) -> set[str]:
    return {found for record in records if (found := id_of(record.body, "round"))}


def greet(device_id: str, report: dict[str, Any], told: Told, greeted: Greeted | None = None) -> list[tuple[int, int]]:
    """Note that a tablet reached the server, how it is, and where its chain stands; lost epochs open their cases.

    Returns (epoch, last number) as the tablet must heed it.
    """
    unsent = report.get("unsent")
    with transaction():
        store_report(device_id, report)
        known = note_chain(device_id, told)
        if greeted is not None:
            greeted(device_id, told.epoch, told.last_seq, unsent or 0)
        audit.record("greet_tablet", "device", device_id, unsent=unsent)
    return known


def leave(device: Device, epoch: int, last_seq: int, head_hash: str | None) -> None:
    """Let a browser stop being a device: nothing of it is still on its way, and no round is out with it (T4).

    Raises:
        Refusal: queue_not_empty, round_still_held.
    """
    with transaction():
        lock_tablet(device.id)
        if not has_everything_up_to(device.id, epoch, last_seq, head_hash):
            raise Refusal("queue_not_empty")
        if held := other_open_round(device.id):
            raise Refusal("round_still_held", day=held.planned_on.isoformat(), place=held.place)
        leave_device(device)


def open_parked(event_id: str) -> dict[str, Any]:
    """Return a parked record with what the tablet wrote, and note who looked (I15).

    Raises:
        Refusal: not_found.
    """
    with transaction():
        event = parked_in_scope(event_id)
        audit.record("look_at_parked", "event", event_id)
        return {**describe_parked([event])[0], "record": masked_record(event.content), **describe_settling(event)}


def open_conflict(conflict_id: str) -> dict[str, Any]:
    """Return a case with both records, and note who looked (I15).

    Raises:
        Refusal: not_found.
    """
    with transaction():
        case = conflict_in_scope(conflict_id)
        audit.record("look_at_case", "event_conflict", conflict_id)
        first, second = events_of(case)
        evidence = {"first_evidence": evidence_of(first), "second_evidence": evidence_of(second)}
        return {**describe_conflicts([case])[0], **sides_of(case), **evidence, **describe_case_settling(case)}


def lineage() -> str:
    """Return the id of this database's history; the first caller makes it."""
    known = current_lineage()
    return known if known is not None else start_lineage()


def start_lineage() -> str:
    """Begin a new history: at the first start, and after a backup was restored (S7)."""
    with transaction():
        row = {"id": new_id(), "created_at": utc_now()}
        db.session.execute(insert(ServerLineage), [row])
        audit.record("start_lineage", "lineage", row["id"])
    return str(row["id"])
