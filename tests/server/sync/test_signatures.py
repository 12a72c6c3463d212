"""Who signed a record is proved before its rules are asked; whatever is not proved is kept for two people (T5, T8)."""

import hashlib
from datetime import timedelta

import orjson
import pytest
from flask import Flask
from joserfc import jws
from joserfc.jwk import ECKey
from joserfc.util import json_b64decode, urlsafe_b64decode
from sqlalchemy import func, select

from server.accounts.signing_keys.models import SigningKey
from server.config import current_config
from server.core.checks import sign_check
from server.core.clock import utc_now
from server.core.escrow import newest_escrow_key, rotate_escrow
from server.core.ids import new_id
from server.core.sealed_bytes import new_byte_key
from server.core.sealed_records import Opened, seal_record
from server.core.signed_records import sign_record
from server.db import db, transaction
from server.evidence.blobs.queries import read_blob
from server.evidence.models import Evidence
from server.sync.actions import receive_records
from server.sync.letters.rules import Sent
from server.sync.models import Event, Quarantined
from server.sync.rules import Answer
from server.sync.signatures.models import UsedCheck
from tests.support.collecting import companion
from tests.support.field import SECOND_INK, Field, id_of
from tests.support.people import HEADERS, logged_in
from tests.support.sealing import (
    Written,
    changed,
    enter_keys,
    forget_key,
    key_of,
    on_the_wire,
    posted,
    sealed,
    sealed_attachment,
    write,
)
from tests.support.tablets import STROKES_TYPE

pytestmark = pytest.mark.both_engines

INK = b'{"box":[600,200],"strokes":[[[7,7,0],[70,70,70]]]}'


def send(out: Field, *records: bytes) -> list[Answer]:
    answers = receive_records(out.tablet.id, [posted(record) for record in records])
    db.session.rollback()
    return answers


def reasons(answers: list[Answer]) -> list[str | None]:
    return [answer.reason for answer in answers]


def signed_by(out: Field, body: dict, officer: str) -> bytes:
    """Sign a record with another officer's key than it says."""
    return sealed(sign_record(body, key_of(out.tablet.id), key_of(out.tablet.id, officer)))


def test_it_parks_what_nobody_signed(out: Field) -> None:
    record = out.pen.not_served(out.people[0])
    bare = orjson.dumps({**record.body, "v": 1})

    assert reasons(send(out, bare)) == ["not_signed"]
    assert db.session.scalar(select(Event.content)) == bare


def test_it_parks_what_another_officer_signed(out: Field) -> None:
    body = out.pen.not_served(out.people[0]).body

    assert reasons(send(out, signed_by(out, body, out.office.bank_manager))) == ["signature_wrong"]


def test_it_parks_what_one_or_three_signed(out: Field) -> None:
    body, device = out.pen.not_served(out.people[0]).body, key_of(out.tablet.id)
    both = [key_of(out.tablet.id, who) for who in (out.office.specialist, out.office.bank_manager)]

    assert reasons(send(out, sealed(sign_record(body, device)))) == ["signature_wrong"]
    again = {**body, "id": new_id(), "epoch": 2}
    assert reasons(send(out, sealed(sign_record(again, device, *both)))) == ["signature_wrong"]


def test_it_parks_a_changed_content_under_true_signatures(out: Field) -> None:
    first, second = out.pen.not_served(out.people[0]), out.pen.not_served(out.people[1])
    other = changed(first, payload={**first.body["payload"], "reason": "dead"})
    whole = orjson.loads(bytes(first))
    whole["payload"] = orjson.loads(bytes(other))["payload"]
    forged = sealed(orjson.dumps(whole))

    assert reasons(send(out, forged)) == ["signature_wrong"]
    assert reasons(send(out, second)) == ["chain_broken"]


def test_it_parks_what_keys_signed_that_nobody_entered(out: Field) -> None:
    body = out.pen.not_served(out.people[0]).body
    stranger = sign_record(body, key_of(out.tablet.id), ECKey.generate_key("P-256"))

    assert reasons(send(out, sealed(stranger))) == ["key_unknown"]


def test_it_parks_what_the_keys_of_another_tablet_signed(app: Flask, out: Field) -> None:
    phone = companion(app, out)
    body = out.pen.not_served(out.people[0]).body
    manager = key_of(phone.tablet.id, out.office.bank_manager)

    assert reasons(send(out, sealed(sign_record(body, key_of(out.tablet.id), manager)))) == ["key_unknown"]


def test_it_parks_a_header_that_says_something_else(out: Field) -> None:
    record = out.pen.not_served(out.people[0])
    other = {**record.body, "type": "card.wrong_face"}
    lying = sign_record(other, key_of(out.tablet.id), key_of(out.tablet.id, out.office.specialist))
    header = orjson.loads(lying)["signatures"][0]

    body = orjson.loads(bytes(record))
    resigned = _sign_over(body["payload"], header["protected"], key_of(out.tablet.id))
    body["signatures"][0] = resigned

    assert reasons(send(out, sealed(orjson.dumps(body)))) == ["header_differs"]


def _sign_over(payload: str, protected: str, key: ECKey) -> dict[str, str]:
    header = json_b64decode(protected.encode())
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    token = jws.serialize_compact(header, urlsafe_b64decode(payload.encode()), key, registry=registry)
    return {"protected": protected, "signature": token.rsplit(".", 1)[1]}


def test_it_parks_what_was_signed_after_its_key_had_ended(out: Field) -> None:
    before, after = out.pen.not_served(out.people[0]), out.pen.not_served(out.people[1])
    with transaction():
        of_officer = SigningKey.officer_id == out.office.specialist
        key = db.session.scalar(select(SigningKey).where(of_officer))
        key.ended_at = utc_now() - timedelta(minutes=10)
    early = changed(before, device_time=(utc_now() - timedelta(minutes=20)).isoformat())
    after = changed(after, prev=hashlib.sha256(early).hexdigest())

    assert reasons(send(out, early, after)) == [None, "key_ended"]


def test_an_old_key_ends_when_the_new_one_has_signed(out: Field) -> None:
    old = db.session.scalar(select(SigningKey.kid).where(SigningKey.officer_id == out.office.specialist))
    first = out.pen.not_served(out.people[0])
    forget_key(out.tablet.id, out.office.specialist)
    with transaction():
        enter_keys(out.tablet.id, out.office.specialist)
    assert reasons(send(out, first)) == [None]
    assert db.session.get(SigningKey, old).ended_at is None

    assert reasons(send(out, out.pen.not_served(out.people[1]))) == [None]

    assert db.session.get(SigningKey, old).ended_at is not None


@pytest.mark.parametrize("signature", [None, 7, "nonsense"])
def test_it_parks_a_check_that_its_giver_did_not_sign(out: Field, signature: object) -> None:
    record = out.pen.hand_over(out.people[0], approvals=[out.pen.approval(signature=signature)])

    assert reasons(send(out, record)) in (["check_not_signed"], ["not_understood"])
    assert db.session.scalar(select(func.count()).select_from(UsedCheck)) == 0


def test_it_parks_a_check_that_the_specialist_signed_for_the_manager(out: Field) -> None:
    approval = out.pen.approval()
    said = {**approval, "nonce": new_id(), "type": "card.handed_over", "facts": {}}
    del said["way"]
    forged = sign_check(said, key_of(out.tablet.id, out.office.specialist))

    record = out.pen.hand_over(out.people[0], approvals=[{**approval, "signature": forged}])

    assert reasons(send(out, record)) == ["check_not_signed"]


def test_it_parks_a_check_of_another_card(out: Field) -> None:
    [other] = out.pen.hand_over(out.people[1]).body["approvals"]
    out.pen.seq, out.pen.head = 0, None

    record = out.pen.hand_over(out.people[0], approvals=[other])

    assert reasons(send(out, record)) == ["check_differs"]
    assert db.session.scalar(select(func.count()).select_from(Evidence).where(Evidence.event_id == id_of(record))) == 1


def test_h8_t9_it_takes_a_check_for_one_record_only(out: Field) -> None:
    first = out.pen.hand_over(out.people[0])
    again = out.pen.hand_over(out.people[0], approvals=first.body["approvals"])

    assert reasons(send(out, first, again)) == [None, "check_replayed"]
    later = out.pen.hand_over(out.people[0], approvals=first.body["approvals"])
    assert reasons(send(out, later)) == ["check_replayed"]
    assert reasons(send(out, first)) == [None]
    assert db.session.scalars(select(UsedCheck.event_id)).all() == [id_of(first)]


def test_the_manager_checks_anew_what_was_not_signed(app: Flask, out: Field) -> None:
    record = out.pen.hand_over(out.people[0], approvals=[out.pen.approval(signature=None)])
    send(out, record)

    answer = logged_in(app, out.office.supervisor).get(f"/api/v1/parked/{id_of(record)}", headers=HEADERS).json

    assert (answer["can_stand"], answer["way"]) == (True, "approval")


def test_s10_an_envelope_that_does_not_open_holds_nothing_up(out: Field) -> None:
    lost, behind, last = (out.pen.not_served(person) for person in out.people[:3])
    torn = Sent(b'{"recipients":[]}', frozenset(), True, hashlib.sha256(lost).hexdigest(), (1, 1))

    answers = receive_records(out.tablet.id, [torn, posted(behind), posted(last)])

    assert [(one.verdict, one.reason) for one in answers] == [
        ("parked", "not_understood"), ("parked", "chain_broken"), ("accepted", None),
    ]  # fmt: skip
    assert (answers[0].hash, answers[0].sealed) == (None, hashlib.sha256(torn.content).hexdigest())
    assert db.session.scalar(select(Quarantined.content)) == torn.content
    assert db.session.scalar(select(Quarantined.record_hash)) == hashlib.sha256(lost).hexdigest()


def test_one_that_does_not_open_stands_for_no_other_place(out: Field) -> None:
    records = [out.pen.not_served(person) for person in out.people[:4]]
    torn = Sent(b"{}", frozenset(), True, hashlib.sha256(records[2]).hexdigest(), (1, 3))
    send(out, records[0])

    answers = receive_records(out.tablet.id, [torn, posted(records[3])])

    assert [one.reason for one in answers] == ["not_understood", "chain_gap"]
    assert reasons(send(out, records[1], records[3])) == [None, "chain_broken"]


def test_it_opens_what_was_sealed_before_the_escrow_key_was_changed(out: Field) -> None:
    record = out.pen.not_served(out.people[0])
    rotate_escrow(current_config().key_dir)

    assert reasons(send(out, record)) == [None]


def test_it_answers_the_same_record_in_another_envelope_as_a_duplicate(out: Field) -> None:
    record = out.pen.not_served(out.people[0])
    again = sealed(bytes(record))

    first, second = send(out, record)[0], send(out, again)[0]

    assert (second.verdict, second.hash) == ("duplicate", first.hash)
    assert first.sealed != second.sealed


def test_it_keeps_exactly_what_was_signed_and_no_key_of_an_attachment(out: Field) -> None:
    record = out.pen.hand_over(out.people[0])
    send(out, record)

    assert db.session.scalar(select(Event.content)) == record
    assert db.session.scalar(select(Event.hash)) == hashlib.sha256(record).hexdigest()


def with_ink(out: Field, ink: bytes) -> Written:
    """Write a hand-over with a signature that nobody has brought yet."""
    sha256, sealed_ink = hashlib.sha256(ink).hexdigest(), sealed_attachment(ink)
    attached = {"sha256": sha256, "sealed": sealed_ink.sha256, "length": len(ink), "kind": "signature"}
    signature = {"sha256": sha256, "words": [], "words_sha256": "0" * 64}
    attachments = [{**attached, "media_type": STROKES_TYPE}]
    return out.pen.hand_over(out.people[0], payload={"signature": signature}, attachments=attachments)


def test_it_parks_an_attachment_whose_key_does_not_open_it(out: Field) -> None:
    for keys in ({}, {sealed_attachment(INK).sha256: new_byte_key()}):
        record = with_ink(out, INK)
        out.tablet.put(INK)
        envelope = seal_record(Opened(bytes(record), keys), newest_escrow_key(current_config().key_dir))

        [answer] = receive_records(out.tablet.id, [Sent(envelope, is_sealed=True)])

        assert (answer.verdict, answer.reason) == ("parked", "attachment_unfit")


def test_it_takes_an_attachment_of_version_1_by_its_clear_hash(out: Field) -> None:
    path = f"/api/v1/blobs/{hashlib.sha256(INK).hexdigest()}"
    assert out.tablet.client.put(path, data=INK, headers=HEADERS).status_code == 201
    record = with_ink(out, INK)
    attached = [{name: value for name, value in one.items() if name != "sealed"} for one in record.body["attachments"]]
    bare = orjson.dumps({**record.body, "v": 1, "attachments": attached})

    assert reasons(send(out, bare)) == ["not_signed"]
    kept = db.session.scalar(select(Evidence).where(Evidence.event_id == id_of(record)))
    assert (read_blob(kept.sha256), kept.kind) == (INK, "signature")


def test_the_routes_take_envelopes_and_bare_records(out: Field) -> None:
    one, two = out.pen.not_served(out.people[0]), out.pen.not_served(out.people[1])
    body = {"records": [on_the_wire(one), {"bytes": two.decode()}]}
    assert out.tablet.client.post("/api/v1/events", json=body, headers=HEADERS).status_code == 200
    for odd in ({}, {"bytes": "x", "sealed": "x"}, {"sealed": "x", "hash": "no"}, {"sealed": "x", "place": [0, 1]}):
        answer = out.tablet.client.post("/api/v1/events", json={"records": [odd]}, headers=HEADERS)
        assert answer.status_code == 400, odd

    assert db.session.scalar(select(func.count()).select_from(Event)) == 2


def test_an_approval_of_a_count_covers_what_was_counted(out: Field) -> None:
    out.tablet.put(SECOND_INK)
    record = out.pen.count(returned=[person["card"]["id"] for person in out.people])
    fewer = {**record.body["payload"], "returned": record.body["payload"]["returned"][1:]}

    # The check of the first count stays under the second.
    assert reasons(send(out, write({**record.body, "payload": fewer}))) == ["check_differs"]
