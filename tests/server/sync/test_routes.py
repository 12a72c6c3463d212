"""What a tablet and the desk get over HTTP."""

import secrets

import orjson
import pytest
from flask import Flask
from joserfc import jws
from joserfc.jwk import ECKey

from server.accounts.devices.models import Device
from server.core import signing
from server.core.clock import utc_now
from server.db import db, transaction
from server.rules import policy
from server.sync.actions import start_lineage
from tests.support.field import Field, id_of
from tests.support.people import HEADERS, logged_in, make_officer
from tests.support.sealing import changed, on_the_wire

HELLO = {"report": {"unsent": 3, "storage_persisted": True, "build": "0.1.0"}, "epoch": 1, "last_seq": 0}


def post(out: Field, *contents: bytes, raw: bytes | None = None):
    body = raw if raw is not None else orjson.dumps({"records": [on_the_wire(one) for one in contents]})
    return out.tablet.client.post("/api/v1/events", data=body, headers=HEADERS, content_type="application/json")


def test_it_refuses_a_browser_that_is_no_tablet(client, out: Field) -> None:
    assert client.post("/api/v1/events", json={"records": []}, headers=HEADERS).status_code == 401
    assert client.post("/api/v1/sync/hello", json=HELLO, headers=HEADERS).status_code == 401


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"records": 1}', b'{"records": [{"bytes": 7}]}', b'{"other": []}'])
def test_it_refuses_a_body_it_does_not_understand(out: Field, raw: bytes) -> None:
    answer = post(out, raw=raw)

    assert (answer.status_code, answer.json["code"]) == (400, "not_understood")


def test_it_refuses_too_many_records_and_too_long_an_upload_so_that_the_tablet_halves_it(out: Field) -> None:
    many = [out.pen.not_served(out.people[0]) for _ in range(policy("sync.batch_records") + 1)]
    long = [out.pen.write("card.long", {"text": secrets.token_hex(75_000)}) for _ in range(2)]

    assert post(out, *many).status_code == 413
    assert (post(out, *long).status_code, post(out, *long).json["code"]) == (413, "batch_too_large")
    assert post(out, raw=b" " * (policy("sync.batch_bytes") * policy("sync.body_factor") + 1)).status_code == 413


def test_it_takes_one_long_record_alone(out: Field) -> None:
    alone = out.pen.write("card.long", {"text": secrets.token_hex(150_000)})

    assert post(out, alone).status_code == 200


def test_it_answers_with_a_receipt_that_only_this_server_can_make(out: Field) -> None:
    hello = out.tablet.client.post("/api/v1/sync/hello", json=HELLO, headers=HEADERS).json
    content = out.pen.not_served(out.people[0])

    answer = post(out, content, b"{}")

    assert answer.status_code == 200
    key = ECKey.import_key(hello["receipt_key"])
    receipt = jws.deserialize_compact(answer.json["receipt"], key, algorithms=["ES256"])
    assert receipt.headers()["typ"] == "songka-receipt"
    claims = orjson.loads(receipt.payload)
    assert (claims["lineage"], claims["device"]) == (hello["lineage"], out.tablet.id)
    first, second = claims["verdicts"]
    assert (first["id"], first["verdict"], first["index"]) == (id_of(content), "accepted", 1)
    assert (second["id"], second["verdict"], second["reason"]) == (None, "parked", "not_understood")


def test_it_tells_a_tablet_what_it_has_and_what_to_forget(out: Field) -> None:
    post(out, out.pen.not_served(out.people[0]), out.pen.not_served(out.people[1]))
    first = out.tablet.client.post("/api/v1/sync/hello", json=HELLO, headers=HEADERS).json
    with transaction():
        db.session.merge(out.lease).revoked_at = utc_now()
    start_lineage()

    second = out.tablet.client.post("/api/v1/sync/hello", json=HELLO, headers=HEADERS).json

    assert first["have"] == [{"epoch": 1, "last_seq": 2}]
    assert (first["revoked"], second["revoked"]) == ([], [out.round_id])
    assert first["lineage"] != second["lineage"]
    assert db.session.get(Device, out.tablet.id).report["unsent"] == 3


def test_it_lists_parked_records_and_cases_in_plain_words_to_those_in_scope(app: Flask, out: Field) -> None:
    bad = out.pen.hand_over(out.people[0], approvals=[])
    good = out.pen.hand_over(out.people[1])
    second = out.pen.hand_over(out.people[1])
    assert post(out, bad, good, second).status_code == 200

    client = logged_in(app, out.office.supervisor)
    parked = client.get("/api/v1/parked").json
    cases = client.get("/api/v1/conflicts?state=open").json
    shown = client.get(f"/api/v1/parked/{id_of(bad)}").json

    assert [(one["reason"], one["message_zh"]) for one in parked["items"]] == [
        ("bank_check_missing", "还差：银行管理员复核。"),
        ("card_already_handed_over", "这张卡已经发出过。"),
    ]
    assert [(one["kind"], one["message_en"]) for one in cases["items"]] == [
        ("second_hand_over", "This card has already been handed over.")
    ]
    assert shown["record"]["payload"]["identity"]["number"] != out.people[0]["number"]
    assert "••••" in shown["record"]["payload"]["identity"]["number"]
    stranger = logged_in(app, make_officer(out.office.world.other_county, "supervisor"))
    assert stranger.get("/api/v1/parked").json["total"] == 0
    assert stranger.get("/api/v1/conflicts").json["total"] == 0
    assert stranger.get(f"/api/v1/parked/{id_of(bad)}").status_code == 404
    assert logged_in(app, out.office.specialist).get("/api/v1/parked").status_code == 403


def test_it_shows_both_records_of_a_case_to_those_in_scope(app: Flask, out: Field) -> None:
    good = out.pen.hand_over(out.people[0])
    other = changed(good, build="0.1.0+other")
    second = out.pen.hand_over(out.people[0])
    assert post(out, good).status_code == 200
    assert post(out, other, second).status_code == 200

    client = logged_in(app, out.office.supervisor)
    cases = {one["kind"]: one["id"] for one in client.get("/api/v1/conflicts").json["items"]}
    twice = client.get(f"/api/v1/conflicts/{cases['second_hand_over']}").json
    altered = client.get(f"/api/v1/conflicts/{cases['changed_bytes']}").json

    assert (twice["first"]["record"]["id"], twice["second"]["record"]["id"]) == (id_of(good), id_of(second))
    assert twice["first"]["officer_name"] == "周敏"
    assert "••••" in twice["first"]["record"]["payload"]["identity"]["number"]
    assert [altered[side]["record"]["build"] for side in ("first", "second")] == ["0.1.0+test", "0.1.0+other"]
    assert "••••" in altered["second"]["record"]["payload"]["identity"]["number"]
    assert altered["second"]["officer_name"] is None
    stranger = logged_in(app, make_officer(out.office.world.other_county, "supervisor"))
    assert stranger.get(f"/api/v1/conflicts/{cases['second_hand_over']}").status_code == 404


def test_it_shows_the_record_before_a_broken_chain(app: Flask, out: Field) -> None:
    before = out.pen.not_served(out.people[0])
    out.pen.head = "0" * 64
    broken = out.pen.not_served(out.people[1])
    assert post(out, before, broken).status_code == 200

    client = logged_in(app, out.office.supervisor)
    (case,) = client.get("/api/v1/conflicts").json["items"]
    shown = client.get(f"/api/v1/conflicts/{case['id']}").json

    assert [shown[side]["record"]["id"] for side in ("first", "second")] == [id_of(before), id_of(broken)]


def escrow_of(out: Field) -> list[dict[str, str]]:
    hello = out.tablet.client.post("/api/v1/sync/hello", json=HELLO, headers=HEADERS).json
    said = signing.claims_of(ECKey.import_key(hello["receipt_key"]), signing.ESCROW, hello["escrow"])
    assert said["device"] == out.tablet.id
    return said["keys"]


def test_it_tells_a_tablet_under_its_signature_to_which_key_records_are_sealed(app: Flask, out: Field) -> None:
    [first] = escrow_of(out)
    drawn = app.test_cli_runner().invoke(args=["rotate-escrow"]).output.strip()

    assert set(first) == {"kid", "kty", "crv", "x", "y"}
    assert [key["kid"] for key in escrow_of(out)] == [drawn, first["kid"]]
