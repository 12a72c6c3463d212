"""Each check holds after an honest day, and is shown to fail when its fault is planted in the database."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from flask import Flask

from server.activation.gateways import Answer
from server.audit import Actor, acting_as
from server.core.clock import utc_now
from server.db import db
from server.evidence.blobs.queries import blob_filesystem, blob_path, find_blob
from server.sync.actions import receive_records
from server.sync.checkpoints.actions import make_checkpoint
from server.verify import (
    activations,
    attachments,
    audit_entries,
    cards,
    chains,
    checkpoints,
    fees,
    persons,
    receipts,
    records,
    signatures,
)
from server.verify.rules import Finding
from tests.support.collecting import fee, go_out_with_receipts, told
from tests.support.field import Field
from tests.support.sealing import posted
from tests.support.tablets import STROKES


class Far:
    """A far side that says one thing."""

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome

    def query(self, _key: str) -> Answer:
        return Answer(self.outcome)  # type: ignore[arg-type]


def sides(outcome: str) -> dict[str, Far]:
    return {kind: Far(outcome) for kind in ("social", "finance", "recovery")}


@pytest.fixture
def out(app: Flask) -> Field:
    """An honest day: two served, one of them with a lost temporary card, one absent, one wrong card, one parked."""
    field = go_out_with_receipts(app)
    pen, (one, two, three, four, five) = field.pen, field.people
    contents = [
        pen.hand_over(one), pen.finance(one), pen.not_served(three), pen.wrong_face(four),
        pen.hand_over(five, approvals=[]), pen.hand_over(two, payload=told("lost", paid=fee())),
    ]  # fmt: skip
    receive_records(field.tablet.id, [posted(content) for content in contents])
    with acting_as(Actor(system="test")):
        make_checkpoint()
    db.session.rollback()
    return field


def plant(*statements: str) -> None:
    """Change the database behind the application's back."""
    db.session.rollback()
    with closing(sqlite3.connect(db.engine.url.database)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


CHECKS: dict[str, Callable[[], Finding]] = {
    "I1": records.check,
    "I2": signatures.check,
    "I3": chains.check,
    "I5": attachments.check,
    "I7": cards.check,
    "I8": persons.check,
    "I9": fees.check,
    "I10": receipts.check,
    "I12": lambda: activations.check(sides("absent")),  # type: ignore[arg-type]
    "I15": audit_entries.check,
    "I4": checkpoints.check,
}


def test_it_prints_a_line_each_and_exits_0_after_an_honest_day(app: Flask, out: Field) -> None:
    result = app.test_cli_runner().invoke(args=["verify"])

    assert result.exit_code == 0, result.output
    assert [line.split()[:2] for line in result.output.splitlines()] == [[name, "ok"] for name in CHECKS]
    assert "5 accepted, 1 parked" in result.output.replace("1 parked, 5 accepted", "5 accepted, 1 parked")


def test_it_exits_1_when_one_does_not_hold(app: Flask, out: Field) -> None:
    plant("UPDATE card SET custody_state = 'in_vault' WHERE custody_state = 'handed_over'")

    result = app.test_cli_runner().invoke(args=["verify"])

    assert result.exit_code == 1
    assert "I7   FAILED" in result.output


@pytest.mark.parametrize(
    ("invariant", "fault"),
    [
        ("I1", "DELETE FROM hand_over WHERE id = (SELECT id FROM event WHERE seq = 1)"),
        ("I1", "UPDATE event SET verdict = 'accepted' WHERE seq = 5"),
        ("I1", "UPDATE event SET verdict = 'parked', reason = 'x' WHERE seq = 1"),
        ("I1", "UPDATE event SET verdict = 'lost' WHERE seq = 1"),
        (
            "I1",
            "UPDATE event SET bytes = CAST(replace(bytes, 'signat', 's1gnat') AS BLOB) WHERE seq = 3",
        ),
        ("I1", "UPDATE event SET device_id = 'another' WHERE seq = 3"),
        ("I1", "DELETE FROM event WHERE seq = 6"),
        ("I1", "UPDATE event SET rules_edition = '2018-1' WHERE seq = 1"),
        ("I1", "UPDATE event SET device_time = received_at WHERE seq = 1"),
        ("I1", "UPDATE hand_over SET told_wechat = 0"),
        ("I1", "UPDATE not_served SET reason = 'refused'"),
        ("I1", "UPDATE wrong_face SET items = '[]'"),
        ("I1", "UPDATE finance_report SET terminal_reference = 'T-0002'"),
        ("I1", "UPDATE event SET bytes = (SELECT bytes FROM event WHERE seq = 2) WHERE seq = 3"),
        ("I2", "DELETE FROM signing_key WHERE use = 'officer'"),
        ("I2", "UPDATE signing_key SET kid = substr(kid, 2) WHERE use = 'officer'"),
        ("I2", "UPDATE signing_key SET officer_id = NULL WHERE use = 'officer'"),
        ("I2", "UPDATE signing_key SET ended_at = '2020-01-01 00:00:00.000000'"),
        ("I2", "DELETE FROM used_check"),
        ("I2", "UPDATE used_check SET event_id = 'another'"),
        ("I2", "INSERT INTO used_check VALUES ('another', 'another')"),
        ("I2", "UPDATE lease SET token = replace(token, 'e', 'f')"),
        ("I2", "UPDATE lease SET device_id = (SELECT id FROM device LIMIT 1), round_id = 'another'"),
        ("I4", "UPDATE checkpoint SET token = replace(token, 'e', 'f')"),
        ("I4", "UPDATE event SET received_at = '2020-01-01 00:00:00.000000' WHERE seq = 1"),
        ("I4", "UPDATE movement SET reason = 'because' WHERE id = 3"),
        ("I4", "DELETE FROM movement WHERE id = (SELECT max(id) FROM movement)"),
        ("I4", "DELETE FROM audit_entry WHERE id > 5"),
        ("I3", "DELETE FROM event WHERE seq = 2"),
        ("I3", "DELETE FROM event WHERE seq = 1"),
        ("I3", "UPDATE event SET prev_hash = hash WHERE seq = 2"),
        ("I5", "DELETE FROM blob WHERE media_type LIKE '%strokes%'"),
        ("I5", "UPDATE blob SET length = length + 1 WHERE media_type LIKE '%strokes%'"),
        ("I7", "UPDATE card SET holder_id = NULL WHERE custody_state = 'handed_over'"),
        ("I7", "UPDATE card SET last_movement_id = 1"),
        ("I7", "UPDATE card SET live = 0 WHERE custody_state = 'handed_over'"),
        ("I7", "DELETE FROM movement WHERE verb = 'hand_over'"),
        ("I7", "DELETE FROM movement WHERE verb = 'check_out'"),
        ("I7", "DELETE FROM card WHERE custody_state = 'recalled'"),
        ("I8", "UPDATE movement SET second_officer_id = officer_id WHERE verb = 'hand_over'"),
        ("I8", "UPDATE movement SET second_officer_id = NULL WHERE verb = 'check_out'"),
        ("I8", "UPDATE movement SET officer_id = NULL WHERE verb = 'recall'"),
        ("I8", "UPDATE movement SET to_state = 'missing' WHERE verb = 'hand_over'"),
        ("I8", "UPDATE hand_over SET bank_manager_id = specialist_id"),
        ("I8", "UPDATE check_out SET custodian_id = specialist_id"),
        ("I8", "UPDATE card_state_change SET new = 'wrong' , old = 'correct' WHERE axis = 'face'"),
        ("I8", "UPDATE card_state_change SET audit_id = 99999"),
        ("I8", "UPDATE hand_over SET bank_check_way = 'companion'"),
        ("I8", "UPDATE hand_over SET path = 'direct_relative'"),
        ("I9", "UPDATE temporary_card_settlement SET fee_fen = 1900"),
        ("I9", "UPDATE receipt_use SET amount_fen = 1900"),
        ("I9", "UPDATE receipt_use SET state = 'void'"),
        ("I9", "UPDATE temporary_card_settlement SET corrected_by = 'somebody'"),
        ("I10", "UPDATE receipt_use SET receipt_number = 'TS-000130'"),
        ("I10", "UPDATE receipt_use SET receipt_number = 'TS-101'"),
        ("I10", "DELETE FROM receipt_range"),
        ("I12", "UPDATE card SET social_state = 'enabled' WHERE custody_state = 'handed_over'"),
        ("I12", "UPDATE activation SET state = 'confirmed' WHERE kind = 'social'"),
        ("I12", "UPDATE activation SET state = 'sent', lease_until = NULL"),
        ("I15", "DELETE FROM audit_entry WHERE action = 'hand_over'"),
        ("I15", "UPDATE audit_entry SET officer_id = 'somebody' WHERE id = 3"),
        ("I15", "DELETE FROM event WHERE seq = 6"),
        ("I15", "UPDATE movement SET audit_id = 99999 WHERE verb = 'recall'"),
        ("I15", "UPDATE card_state_change SET audit_id = 99999"),
    ],
)
def test_it_fails_when_the_fault_is_planted(out: Field, invariant: str, fault: str) -> None:
    assert CHECKS[invariant]().holds
    plant(fault)

    finding = CHECKS[invariant]()

    assert not finding.holds
    assert finding.line().startswith(f"{invariant:<4} FAILED")


def test_it_finds_changed_and_missing_bytes_of_a_blob(out: Field) -> None:
    import hashlib

    filesystem, folder = blob_filesystem()
    path = blob_path(folder, find_blob(hashlib.sha256(STROKES).hexdigest()).sealed_sha256)
    with filesystem.open(path, "wb") as file:
        file.write(STROKES[::-1])
    assert "other bytes" in attachments.check().line()
    filesystem.rm(path)
    assert "no bytes" in attachments.check().line()


def test_it_finds_evidence_that_carries_metadata(out: Field) -> None:
    plant("UPDATE blob SET media_type = 'image/jpeg' WHERE media_type LIKE '%strokes%'")

    assert "is evidence and not_its_type" in attachments.check().line()


def test_it_finds_a_doubled_record_and_a_second_live_card(out: Field) -> None:
    plant(
        "CREATE TABLE copy AS SELECT * FROM event",
        "DROP TABLE event",
        "CREATE TABLE event AS SELECT * FROM copy",
        "INSERT INTO event SELECT * FROM copy WHERE seq = 1",
        "UPDATE event SET idx = rowid",
        "DROP INDEX uq_card_live_cardholder",
        "UPDATE card SET cardholder_id = (SELECT min(id) FROM cardholder)",
    )

    assert "is here 2 times" in records.check().line()
    assert "two live cards" in cards.check().line()


def test_it_believes_the_far_side_where_it_answers(out: Field) -> None:
    plant(
        "UPDATE activation SET state = 'confirmed' WHERE kind = 'social'",
        "UPDATE card SET social_state = 'enabled' WHERE custody_state = 'handed_over'",
    )

    assert activations.check(sides("confirmed")).holds  # type: ignore[arg-type]
    assert "refused there" in activations.check(sides("refused")).line()  # type: ignore[arg-type]
    unanswered = activations.check(sides("unknown"))  # type: ignore[arg-type]
    assert unanswered.holds
    assert unanswered.counts["not answered"] == 2


def test_it_finds_an_outcome_unknown_for_too_long(out: Field) -> None:
    long_ago = (utc_now() - timedelta(days=3)).strftime("%Y-%m-%d %H:%M:%S.000000")
    plant(f"UPDATE activation SET state = 'unknown', sent_at = '{long_ago}'")

    assert "unknown for too long" in activations.check(sides("unknown")).line()  # type: ignore[arg-type]
