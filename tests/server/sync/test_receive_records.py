"""One verdict a record; nothing sent is thrown away; one bad record holds up no other."""

import hashlib
import sqlite3
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from server.accounts.officers.models import Officer, OfficerRole
from server.activation.models import Activation
from server.cards.models import Card
from server.core.clock import to_wire, utc_now
from server.core.errors import Refusal
from server.custody.models import Movement
from server.db import db, transaction
from server.evidence.models import Evidence
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.sync import actions
from server.sync.actions import receive_records
from server.sync.models import Event, EventConflict, Quarantined
from server.sync.rules import Answer
from tests.support import field
from tests.support.field import Field, Pen, id_of
from tests.support.sealing import changed, posted, sealed, sealed_attachment
from tests.support.tablets import STROKES, STROKES_TYPE, enrol_tablet

pytestmark = pytest.mark.both_engines


def send(out: Field, *contents: bytes) -> list[Answer]:
    answers = receive_records(out.tablet.id, [posted(content) for content in contents])
    db.session.rollback()
    return answers


def verdicts(answers: list[Answer]) -> list[tuple[str, str | None]]:
    return [(answer.verdict, answer.reason) for answer in answers]


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def card(person: dict) -> Card:
    return db.session.get(Card, person["card"]["id"])


# Refused, and kept.


def test_t22_it_parks_a_record_that_breaks_a_rule_and_takes_the_ones_behind_it(out: Field) -> None:
    one, two, *_ = out.people
    bad = out.pen.hand_over(one, approvals=[])
    good = out.pen.hand_over(two)

    answers = send(out, bad, good)

    assert verdicts(answers) == [("parked", "bank_check_missing"), ("accepted", None)]
    assert answers[0].clause == "1.2.2.c"
    assert card(one).custody_state == "checked_out"
    assert db.session.scalar(select(Event.content).where(Event.id == id_of(bad))) == bad


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"type": "card.invented"}, "unknown_type"),
        ({"schema": 2}, "unknown_type"),
        ({"payload": "no object"}, "not_understood"),
        ({"approvals": [{"officer": 7}]}, "not_understood"),
        ({"device_time": "yesterday"}, "not_understood"),
        ({"device_time": "0001-01-01T00:00:00+08:00"}, "not_understood"),
        ({"device_time": "9999-12-31T23:59:59Z", "clock_offset_ms": 60_000}, None),
        ({"officer": "\u0000"}, "signature_wrong"),
        ({"build": "\u0000" * 9}, None),
        ({"attachments": [{"sha256": "nonsense"}]}, "not_understood"),
        ({"lease": "01a20fed-71cf-717a-9002-4cab3e61eae7"}, "lease_not_valid"),
        ({"round": "01a20fed-71cf-717a-9002-4cab3e61eae7"}, "lease_not_valid"),
    ],
)
def test_s10_it_parks_every_kind_of_poison_with_its_bytes(out: Field, changed: dict, reason: str | None) -> None:
    bad = out.pen.not_served(out.people[0], **changed)
    good = out.pen.not_served(out.people[1])

    answers = send(out, bad, good)

    assert verdicts(answers) == [("parked" if reason else "accepted", reason), ("accepted", None)]
    assert db.session.scalar(select(Event.content).where(Event.id == id_of(bad))) == bad


@pytest.mark.parametrize("garbage", [b"", b"{", b"[1]", b'{"id": 1}', b"\xef\xbb\xbf{}", b'{"id":"x","seq":1}'])
def test_it_quarantines_bytes_that_name_no_record_and_goes_on_behind_them(out: Field, garbage: bytes) -> None:
    pen = out.pen
    first = pen.not_served(out.people[0])
    pen.seq, pen.head = pen.seq + 1, hashlib.sha256(garbage).hexdigest()
    third = pen.not_served(out.people[1])

    answers = send(out, first, garbage, third)

    assert verdicts(answers) == [("accepted", None), ("parked", "not_understood"), ("parked", "chain_broken")]
    assert db.session.scalar(select(Quarantined.content)) == garbage
    assert verdicts(send(out, garbage, out.pen.not_served(out.people[2]))) == [
        ("parked", "not_understood"),
        ("accepted", None),
    ]
    assert count(Quarantined) == 1


def test_it_goes_on_behind_several_unreadable_records_that_came_earlier(out: Field) -> None:
    torn = [b'{"torn": 1}', b'{"torn": 2}']
    send(out, out.pen.not_served(out.people[0]))
    send(out, *torn)
    out.pen.seq, out.pen.head = out.pen.seq + 2, hashlib.sha256(torn[1]).hexdigest()

    assert verdicts(send(out, out.pen.not_served(out.people[1]))) == [("parked", "chain_broken")]


def test_it_quarantines_a_record_of_another_tablet(out: Field, app: Flask) -> None:
    other = enrol_tablet(app, out.office.world.station)
    content = out.pen.not_served(out.people[0])

    answers = receive_records(other.id, [posted(content)])

    assert verdicts(answers) == [("parked", "record_of_another_device")]
    assert count(Event) == 0
    assert verdicts(send(out, content)) == [("accepted", None)]


def test_it_parks_what_makes_an_action_fail_instead_of_failing_for_ever(out: Field) -> None:
    poison = out.pen.not_served(out.people[0], reason="absent", officer="01a20fed-71cf-717a-9002-4cab3e61eae7")
    one = out.people[0]
    named = {"cardholder_id": one["cardholder_id"], "card_id": one["card"]["id"]}
    note = out.pen.write("person.not_served", {**named, "reason": "absent", "note": "\u0000"})

    answers = send(out, poison, note, out.pen.not_served(out.people[1]))

    # SQLite takes a NUL in a text, PostgreSQL does not: there the record is parked.
    assert answers[0].reason == "signature_wrong"
    assert answers[1].reason in (None, "record_not_judged")
    assert answers[2].verdict == "accepted"


def test_it_refuses_nothing_for_a_wrong_clock(out: Field, app: Flask) -> None:
    office = out.office
    for days in (400, -400):
        moment = to_wire(utc_now() + timedelta(days=days))
        approval = out.pen.approval(at=to_wire(utc_now() + timedelta(days=days, seconds=-5)))
        record = out.pen.hand_over(
            out.people[1 if days > 0 else 2], device_time=moment, approvals=[approval], clock_offset_ms=None
        )
        assert verdicts(send(out, record)) == [("accepted", None)]
    found = db.session.scalars(select(Event).order_by(Event.idx)).all()
    assert abs(found[0].device_time - utc_now()) > timedelta(days=399)
    assert all(abs(one.handed_at - utc_now()) < timedelta(days=401) for one in db.session.scalars(select(HandOver)))
    assert office is out.office


def test_s11_it_judges_by_the_scope_and_roles_of_that_time(out: Field) -> None:
    record = out.pen.hand_over(out.people[0])
    with transaction():
        officer = db.session.get(Officer, out.office.specialist)
        officer.organisation_id = out.office.world.other_station
        officer.disabled_at = utc_now()
        db.session.query(OfficerRole).filter_by(officer_id=officer.id).delete()

    assert verdicts(send(out, record)) == [("accepted", None)]


def test_it_parks_what_happened_after_the_lease_was_over(out: Field) -> None:
    with transaction():
        lease = db.session.merge(out.lease)
        lease.expires_at = utc_now() - timedelta(minutes=5)

    late = out.pen.hand_over(out.people[0])
    in_time = out.pen.hand_over(
        out.people[1],
        device_time=to_wire(utc_now() - timedelta(minutes=9)),
        approvals=[out.pen.approval(at=to_wire(utc_now() - timedelta(minutes=10)))],
    )

    assert verdicts(send(out, late, in_time)) == [("parked", "lease_not_valid"), ("accepted", None)]


def test_it_parks_an_attachment_of_the_wrong_kind(out: Field) -> None:
    sha256 = out.tablet.put(b"not a jpeg")
    frame = {"sha256": sha256, "length": 10, "media_type": "image/jpeg", "kind": "barcode_frame"}
    record = out.pen.not_served(out.people[0], attachments=[frame])

    assert verdicts(send(out, record)) == [("parked", "attachment_unfit")]


def test_it_parks_a_record_whose_attachment_the_tablet_has_lost(out: Field) -> None:
    gone = "a" * 64
    frame = {"sha256": gone, "length": 10, "media_type": "image/jpeg", "kind": "barcode_frame"}
    record = out.pen.not_served(out.people[0], attachments=[frame])

    waiting = send(out, record)
    given_up = receive_records(out.tablet.id, [posted(record, frozenset({gone}))])

    assert (waiting[0].verdict, waiting[0].missing) == ("wait", [gone])
    assert verdicts(given_up) == [("parked", "attachment_lost")]


# Accepted.


def test_it_accepts_a_day_in_the_village(out: Field) -> None:
    one, two, three, four, _five = out.people
    pen = out.pen
    records = [pen.hand_over(one), pen.hand_over(two), pen.not_served(three), pen.wrong_face(four), pen.finance(one)]

    answers = send(out, *records)

    assert verdicts(answers) == [("accepted", None)] * 5
    assert [answer.index for answer in answers] == [1, 2, 3, 4, 5]
    assert (card(one).custody_state, card(one).holder_kind) == ("handed_over", "cardholder")
    assert (card(one).face_check, card(one).finance_state, card(one).password_changed) == (
        "correct",
        "requested",
        "changed",
    )
    assert (card(three).custody_state, card(four).custody_state) == ("checked_out", "recalled")
    assert [count(model) for model in (HandOver, NotServed, WrongFace, FinanceReport)] == [2, 1, 1, 1]
    kinds = sorted(db.session.execute(select(Activation.kind, Activation.state)).all())
    assert kinds == [("finance", "pending"), ("social", "pending"), ("social", "pending")]
    movement = db.session.scalar(select(Movement).where(Movement.event_id == id_of(records[0])))
    assert (movement.officer_id, movement.second_officer_id) == (out.office.specialist, out.office.bank_manager)


def test_it_keeps_the_exact_bytes(out: Field) -> None:
    spaced = sealed(out.pen.not_served(out.people[0]).replace(b'"payload":', b'"payload" :\n '))
    out.pen.head = hashlib.sha256(spaced).hexdigest()

    assert verdicts(send(out, spaced, out.pen.not_served(out.people[1]))) == [("accepted", None)] * 2
    assert db.session.scalar(select(Event.content).where(Event.seq == 1)) == spaced


def test_it_asks_for_no_social_function_where_the_person_declined(out: Field) -> None:
    send(out, out.pen.hand_over(out.people[0], payload={"social_activation": "declined"}))

    assert count(HandOver) == 1
    assert count(Activation) == 0


def test_it_queues_the_barcode_frame_for_a_second_reading(out: Field) -> None:
    from tests.support.codes import as_jpeg, draw_code128, on_white

    person = out.people[0]
    picture = as_jpeg(on_white(draw_code128(person["card"]["number"], 3, 80), 640, 360))
    sha256 = out.tablet.put(picture)
    frame = {"sha256": sha256, "length": len(picture), "media_type": "image/jpeg", "kind": "barcode_frame"}
    signature = {
        "sha256": hashlib.sha256(STROKES).hexdigest(), "length": len(STROKES),
        "media_type": "application/x-songka-strokes+json", "kind": "signature",
    }  # fmt: skip
    record = out.pen.hand_over(
        person, payload={"found": {"method": "camera", "symbology": "code128"}}, attachments=[signature, frame]
    )

    assert verdicts(send(out, record)) == [("accepted", None)]
    kept = {one.kind: one for one in db.session.scalars(select(Evidence).where(Evidence.event_id == id_of(record)))}
    assert (kept["barcode_frame"].reading_state, kept["signature"].reading_state) == ("pending", "none")
    assert kept["barcode_frame"].reading == {"expected": person["card"]["number"]}


# Again, out of order, against each other.


def test_it_answers_the_same_bytes_again_with_the_first_answer(out: Field) -> None:
    good, bad = out.pen.hand_over(out.people[0]), out.pen.hand_over(out.people[1], approvals=[])
    first = send(out, good, bad)

    again = send(out, bad, good, good)

    assert verdicts(again) == [("duplicate", "bank_check_missing"), ("duplicate", None), ("duplicate", None)]
    assert [answer.index for answer in again] == [first[1].index, first[0].index, first[0].index]
    assert (count(Event), count(HandOver)) == (2, 1)


def test_it_takes_an_upload_in_any_order_inside_one_request(out: Field) -> None:
    records = [out.pen.hand_over(out.people[0]), out.pen.finance(out.people[0]), out.pen.not_served(out.people[1])]

    assert verdicts(send(out, *reversed(records))) == [("accepted", None)] * 3
    assert [event.seq for event in db.session.scalars(select(Event).order_by(Event.idx))] == [1, 2, 3]


def test_it_lets_a_record_wait_behind_a_gap(out: Field) -> None:
    first, second, third = (out.pen.not_served(person) for person in out.people[:3])

    assert verdicts(send(out, third, second)) == [("wait", "chain_gap")] * 2
    assert count(Event) == 0
    assert verdicts(send(out, first)) == [("accepted", None)]
    assert verdicts(send(out, third, second)) == [("accepted", None)] * 2


def test_it_lets_a_record_wait_for_its_attachments_by_name(out: Field) -> None:
    content = b'{"box":[10,10],"strokes":[[[1,1,0]]]}'
    sha256 = hashlib.sha256(content).hexdigest()
    sealed_attachment(content)
    signature = {"sha256": sha256, "length": len(content), "media_type": STROKES_TYPE, "kind": "signature"}
    record = out.pen.hand_over(
        out.people[0],
        attachments=[signature],
        payload={"signature": {"sha256": sha256, "words": [], "words_sha256": "0" * 64}},
    )
    behind = out.pen.not_served(out.people[1])

    answers = send(out, record, behind)
    assert verdicts(answers) == [("wait", "attachment_missing"), ("wait", "chain_gap")]
    assert answers[0].missing == [sha256]
    out.tablet.put(content)
    assert verdicts(send(out, record, behind)) == [("accepted", None)] * 2


def test_it_opens_a_case_for_other_bytes_under_a_known_id(out: Field) -> None:
    first = out.pen.not_served(out.people[0])
    other = changed(first, payload={**first.body["payload"], "reason": "refused"})
    send(out, first)

    answers = send(out, other, other)

    assert verdicts(answers) == [("conflict", "same_id_other_content")] * 2
    send(out, other)
    case = db.session.scalar(select(EventConflict))
    assert (case.kind, case.content, case.event_id) == ("changed_bytes", other, id_of(first))
    assert db.session.scalar(select(Event.content)) == first
    assert count(EventConflict) == 1


def test_it_opens_a_case_for_a_second_record_in_the_same_place(out: Field) -> None:
    first = out.pen.not_served(out.people[0])
    rival = Pen(out).not_served(out.people[1])
    send(out, first)

    assert verdicts(send(out, rival)) == [("conflict", "chain_broken")]
    assert db.session.scalar(select(EventConflict.content)) == rival
    assert count(Event) == 1


def test_it_parks_a_record_that_does_not_follow_its_predecessor_and_goes_on(out: Field) -> None:
    send(out, out.pen.not_served(out.people[0]))
    out.pen.head = "f" * 64
    torn = out.pen.not_served(out.people[1])
    after = out.pen.not_served(out.people[2])

    assert verdicts(send(out, torn, after)) == [("parked", "chain_broken"), ("accepted", None)]
    assert db.session.scalar(select(EventConflict.kind)) == "chain"


def test_it_starts_a_new_epoch_beside_the_old_one(out: Field) -> None:
    send(out, out.pen.not_served(out.people[0]))
    pen = Pen(out, epoch=2)

    assert verdicts(send(out, pen.not_served(out.people[1]))) == [("accepted", None)]


def test_t10_it_opens_a_case_for_a_second_hand_over_of_a_card_and_keeps_both_facts(out: Field) -> None:
    first, second = out.pen.hand_over(out.people[0]), out.pen.hand_over(out.people[0])

    answers = send(out, first, second)

    assert verdicts(answers) == [("accepted", None), ("conflict", "card_already_handed_over")]
    case = db.session.scalar(select(EventConflict))
    assert (case.kind, case.card_id, case.event_id) == (
        "second_hand_over",
        out.people[0]["card"]["id"],
        id_of(second),
    )
    assert (count(Event), count(HandOver)) == (2, 1)
    assert verdicts(send(out, second)) == [("duplicate", "card_already_handed_over")]
    assert count(EventConflict) == 1


# Clashes with other work.


def test_s5_it_tries_once_more_when_the_database_is_busy_then_says_so(
    out: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = 5  # type: ignore[attr-defined]
    tries: list[int] = []

    def clash(*_arguments: object) -> list[Answer]:
        tries.append(1)
        raise OperationalError("", {}, busy)

    monkeypatch.setattr(actions, "_receive", clash)
    with pytest.raises(Refusal, match="unavailable"):
        receive_records(out.tablet.id, [posted(b"{}")])
    assert len(tries) == 2


def test_it_leaves_other_faults_to_be_seen(out: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = sqlite3.OperationalError("disk I/O error")
    broken.sqlite_errorcode = 10  # type: ignore[attr-defined]

    def fail(*_arguments: object) -> list[Answer]:
        raise OperationalError("", {}, broken)

    monkeypatch.setattr(actions, "_receive", fail)
    with pytest.raises(OperationalError):
        receive_records(out.tablet.id, [posted(b"{}")])


def test_it_writes_the_audit_log_once_a_record(out: Field) -> None:
    from server.audit.models import AuditEntry

    records = [out.pen.hand_over(out.people[0]), out.pen.hand_over(out.people[1], approvals=[])]
    send(out, *records)

    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "event").order_by(AuditEntry.id))
    assert [(entry.action, entry.subject_id, entry.device_id, entry.officer_id) for entry in entries] == [
        ("hand_over", id_of(records[0]), out.tablet.id, out.office.specialist),
        ("park_record", id_of(records[1]), out.tablet.id, out.office.specialist),
    ]
    assert field.BANK == "CBRCB"
