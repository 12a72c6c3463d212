"""The queue of a tablet that does not connect comes in as a file: same bytes, same verdicts (H10)."""

import hashlib
import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import ECKey
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.cards.models import Card
from server.db import db
from server.evidence.arrivals.models import Arrival
from server.evidence.models import Evidence
from server.issuance.models import HandOver
from server.rules import policy
from server.sync.epochs.models import TabletEpoch
from server.sync.epochs.queries import held_of
from server.sync.models import Event, EventConflict, Quarantined
from server.verify import verify
from tests.support.closing import send
from tests.support.field import SECOND_INK, Field, go_out
from tests.support.people import HEADERS, logged_in, make_officer
from tests.support.rescue import bring, frame, from_tablet, manifest, rescue_file, signed
from tests.support.sealing import Written, key_of, sealed_attachment
from tests.support.tablets import STROKES, STROKES_TYPE

pytestmark = pytest.mark.both_engines
INK = sealed_attachment(STROKES).content


@pytest.fixture
def out(app: Flask) -> Field:
    return go_out(app, 6)


@pytest.fixture
def desk(app: Flask, out: Field) -> FlaskClient:
    """The specialist of the township."""
    return logged_in(app, out.office.specialist)


def day(out: Field) -> list[Written]:
    """Records of every kind of verdict: sound ones, one that is refused, one without its picture."""
    pen, people = out.pen, out.people
    return [
        pen.hand_over(people[0]),
        pen.not_served(people[1]),
        pen.wrong_face(people[2]),
        pen.hand_over(people[0]),
        pen.not_served(people[3], reason="no such reason"),
        pen.hand_over(people[4]),
    ]


def left_behind(out: Field) -> dict[str, Any]:
    """What the records of a tablet left in the tables, in words that two tablets have in common."""
    of = {person["card"]["id"]: place for place, person in enumerate(out.people)}
    own = select(Event).where(Event.device_id == out.tablet.id).order_by(Event.epoch, Event.seq)
    events = list(db.session.scalars(own))
    numbers = {event.id: event.seq for event in events}
    cases = db.session.scalars(select(EventConflict).where(EventConflict.device_id == out.tablet.id))
    handed = db.session.scalars(select(HandOver).where(HandOver.round_id == out.round_id))
    kept = db.session.scalars(select(Evidence).where(Evidence.event_id.in_(numbers)))
    chain = db.session.get(TabletEpoch, (out.tablet.id, 1))
    return {
        "events": [(one.seq, one.type, one.verdict, one.reason, one.clause, one.officer_id) for one in events],
        "cases": [(one.kind, one.detail, of.get(one.card_id)) for one in cases],
        "handed": [(of[one.card_id], one.device_id == out.tablet.id, one.specialist_id) for one in handed],
        "evidence": sorted((numbers[one.event_id], one.kind, one.sha256) for one in kept),
        "cards": [db.session.get(Card, card_id, populate_existing=True).custody_state for card_id in of],
        "told": chain.last_seq if chain else None,
    }


def violations() -> list[str]:
    return [finding.line() for finding in verify() if not finding.holds]


def greet(out: Field) -> None:
    head = {"epoch": 1, "last_seq": out.pen.seq, "head_hash": out.pen.head}
    answer = out.tablet.client.post("/api/v1/sync/hello", json={"report": {"unsent": 6}, **head}, headers=HEADERS)
    assert answer.status_code == 200, answer.json


@pytest.mark.parametrize("sent_before", [0, 3, 6])
def test_h10_a_part_by_network_and_the_whole_by_file_leaves_what_the_network_alone_leaves(
    app: Flask, out: Field, desk: FlaskClient, sent_before: int
) -> None:
    other = go_out(app, 6, out.office, first_number=7)
    by_network, by_file = day(other), day(out)
    other.tablet.put(STROKES)
    send(other, *by_network)
    greet(other)
    if sent_before:
        out.tablet.put(STROKES)
        send(out, *by_file[:sent_before])

    answer = bring(desk, from_tablet(out.tablet, by_file, [INK]))

    assert answer.status_code == 200, answer.json
    assert answer.json["counts"]["duplicate"] == sent_before
    assert left_behind(out) == left_behind(other)
    # When the tablet comes itself, it hears so, and nothing is there twice.
    send(out, *by_file)
    assert left_behind(out) == left_behind(other)
    assert violations() == []


def test_it_says_of_each_record_what_became_of_it(out: Field, desk: FlaskClient) -> None:
    answer = bring(desk, from_tablet(out.tablet, day(out), [INK])).json

    assert answer["counts"] == {"accepted": 4, "duplicate": 0, "parked": 1, "conflict": 1, "wait": 0}
    assert [one["number"] for one in answer["kept_for_people"]] == [4, 5]
    assert answer["held"] == [{"epoch": 1, "first": 1, "last": 6}]
    assert (answer["records"], answer["device_id"], answer["waiting"], answer["damaged"]) == (6, out.tablet.id, [], [])


def test_the_audit_log_names_who_brought_it_and_the_records_stay_the_devices(out: Field, desk: FlaskClient) -> None:
    bring(desk, from_tablet(out.tablet, [out.pen.hand_over(out.people[0])], [INK]))

    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "take_rescue_file"))
    assert (entry.officer_id, entry.subject_id) == (out.office.specialist, out.tablet.id)
    assert entry.facts["accepted"] == 1
    assert db.session.scalar(select(Event.device_id)) == out.tablet.id
    told = db.session.get(TabletEpoch, (out.tablet.id, 1))
    assert told.last_seq == 1


def test_h10_a_revoked_tablets_file_is_judged_like_its_own_late_upload(
    app: Flask, out: Field, desk: FlaskClient
) -> None:
    before = out.pen.hand_over(out.people[0])
    logged_in(app, out.office.supervisor).post(f"/api/v1/devices/{out.tablet.id}/revocation", headers=HEADERS)
    later = out.pen.not_served(out.people[1])

    answer = bring(desk, from_tablet(out.tablet, [before, later], [INK]))

    assert answer.json["counts"]["accepted"] == 1
    assert [one["reason"] for one in answer.json["kept_for_people"]] == ["lease_not_valid"]


def test_of_a_truncated_file_what_is_whole_is_taken_and_the_rest_named(out: Field, desk: FlaskClient) -> None:
    records = [out.pen.not_served(person) for person in out.people[:4]]
    whole = from_tablet(out.tablet, records)
    cut = whole.index(frame("record", records[2].sealed)) + 300

    answer = bring(desk, whole[:cut])

    assert answer.json["counts"]["accepted"] == 2
    assert answer.json["damaged"] == [{"epoch": 1, "first": 3, "last": 4}]
    assert bring(desk, whole).json["counts"] == {"accepted": 2, "duplicate": 2, "parked": 0, "conflict": 0, "wait": 0}


def test_t5_behind_a_damaged_record_the_rest_waits_until_it_is_said_that_the_tablet_is_gone(
    out: Field, desk: FlaskClient
) -> None:
    records = [out.pen.not_served(person) for person in out.people[:4]]
    rotten = bytearray(from_tablet(out.tablet, records))
    rotten[rotten.index(records[1].sealed) + 40] ^= 1

    first = bring(desk, bytes(rotten)).json
    assert (first["counts"]["accepted"], first["counts"]["wait"]) == (1, 2)
    assert (first["damaged"], first["waiting"]) == (
        [{"epoch": 1, "first": 2, "last": 2}],
        [{"epoch": 1, "first": 3, "last": 4}],
    )

    then = bring(desk, bytes(rotten), gone=True).json
    assert then["counts"] == {"accepted": 1, "duplicate": 1, "parked": 1, "conflict": 0, "wait": 0}
    assert [one["reason"] for one in then["kept_for_people"]] == ["chain_broken"]
    assert db.session.scalar(select(Quarantined.seq)) == 2
    assert violations() == []


def test_a_missing_picture_keeps_its_record_waiting_until_the_tablet_is_gone(out: Field, desk: FlaskClient) -> None:
    ink = hashlib.sha256(SECOND_INK).hexdigest()
    attached = [{"sha256": ink, "length": len(SECOND_INK), "media_type": STROKES_TYPE, "kind": "signature"}]
    signed_with = {"signature": {"sha256": ink, "words": ["本人领卡"], "words_sha256": "0" * 64}}
    records = [out.pen.hand_over(out.people[0], payload=signed_with, attachments=attached)]

    waits = bring(desk, from_tablet(out.tablet, records)).json
    assert (waits["counts"]["wait"], waits["attachments_missing"]) == (1, 1)

    assert bring(desk, from_tablet(out.tablet, records), gone=True).json["counts"]["parked"] == 1


def test_a_damaged_length_or_head_loses_that_frame_only(out: Field, desk: FlaskClient) -> None:
    records = [out.pen.not_served(person) for person in out.people[:3]]
    file = from_tablet(out.tablet, records)
    head = frame("record", records[2].sealed).split(b"\n", 1)[0]
    for spoilt in (head.replace(b'"bytes":', b'"bytes":9'), head.replace(b"frame", b"frane")):
        answer = bring(desk, file.replace(head, spoilt)).json
        assert answer["damaged"] == [{"epoch": 1, "first": 3, "last": 3}]
    assert answer["counts"]["duplicate"] == 2


def test_the_second_manifest_stands_in_for_a_damaged_first(out: Field, desk: FlaskClient) -> None:
    file = bytearray(from_tablet(out.tablet, [out.pen.not_served(out.people[0])]))
    file[400] ^= 1

    assert bring(desk, bytes(file)).json["counts"]["accepted"] == 1


@pytest.mark.parametrize("content", [b"", b"not ours", b"PK\x03\x04" + bytes(2000), b'\n{"frame":"' * 5000])
def test_a_foreign_file_is_refused(desk: FlaskClient, content: bytes) -> None:
    answer = bring(desk, content)

    assert (answer.status_code, answer.json["code"]) == (422, "rescue_unreadable")


def test_a_manifest_that_the_device_has_not_signed_is_refused(out: Field, desk: FlaskClient) -> None:
    records = [out.pen.not_served(out.people[0])]

    for key in (ECKey.generate_key("P-256"), key_of(out.tablet.id, out.office.specialist)):
        answer = bring(desk, rescue_file(out.tablet.id, records, key=key))
        assert (answer.status_code, answer.json["code"]) == (422, "rescue_unreadable")
    newer = bring(desk, rescue_file(out.tablet.id, records, version=2))
    assert newer.json["code"] == "rescue_unreadable"
    assert db.session.scalar(select(Event.id)) is None


def test_what_no_manifest_names_is_not_taken(out: Field, desk: FlaskClient) -> None:
    listed, smuggled = out.pen.not_served(out.people[0]), out.pen.not_served(out.people[1])
    token = signed(manifest(out.tablet.id, [listed]), key_of(out.tablet.id))
    middle = frame("record", listed.sealed) + frame("record", smuggled.sealed) + frame("attachment", b"x")

    answer = bring(desk, b"songka-rescue 1\n" + frame("manifest", token) + middle)

    assert answer.json["counts"]["accepted"] == 1
    assert held_of(out.tablet.id) == {1: 1}
    assert db.session.scalar(select(Arrival.sha256)) is None


def test_a_file_of_another_countys_device_is_refused(app: Flask, out: Field) -> None:
    file = from_tablet(out.tablet, [out.pen.not_served(out.people[0])])
    stranger = logged_in(app, make_officer(out.office.world.other_station, "card_specialist", name="别处"))

    answer = bring(stranger, file)

    assert (answer.status_code, answer.json["code"]) == (404, "rescue_of_elsewhere")
    assert db.session.scalar(select(Event.id)) is None


@pytest.mark.parametrize("role", ["bank_manager", "custodian"])
def test_who_has_not_the_permission_is_refused(app: Flask, out: Field, role: str) -> None:
    answer = bring(logged_in(app, getattr(out.office, role)), from_tablet(out.tablet, []))

    assert (answer.status_code, answer.json["code"]) == (403, "not_allowed")


def test_t17_a_file_of_more_frames_or_damage_than_any_tablet_makes_is_not_read_on(
    out: Field, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = out.pen.not_served(out.people[0])
    good = from_tablet(out.tablet, [record])
    empty = frame("attachment", b"") * 40
    wrong = frame("attachment", b"x" * 10, sha256="0" * 64) * 40
    for key, before in (("rescue.frames", empty), ("rescue.damaged", wrong)):
        monkeypatch.setattr(
            "server.sync.rescue.actions.policy", lambda asked, key=key: 30 if asked == key else policy(asked)
        )
        assert bring(desk, before + good).json["code"] == "rescue_unreadable"


def test_a_frame_longer_than_its_kind_may_be_is_no_frame(out: Field, desk: FlaskClient) -> None:
    huge = frame("record", bytes(policy("sync.batch_bytes") * policy("sync.body_factor") + 1))

    answer = bring(desk, b"songka-rescue 1\n" + huge + from_tablet(out.tablet, [out.pen.not_served(out.people[0])]))

    assert answer.json["counts"]["accepted"] == 1


def test_a_file_without_a_file_is_refused(desk: FlaskClient) -> None:
    answer = desk.post("/api/v1/rescue-files", data={"other": (io.BytesIO(b"x"), "x")}, headers=HEADERS)

    assert answer.status_code in (400, 422)
