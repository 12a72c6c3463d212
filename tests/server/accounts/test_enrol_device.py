from datetime import timedelta

import pytest
import time_machine
from joserfc.jwk import ECKey
from sqlalchemy import select

from server.accounts.devices.models import Device, DeviceOfficer, EnrolmentCode
from server.accounts.signing_keys.actions import end_older_keys
from server.accounts.signing_keys.models import SigningKey
from server.core.clock import utc_now
from server.db import db, transaction
from server.rules import policy
from tests.support import people
from tests.support.clients import client_of

SEAL_KEY = {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "B" * 42 + "A", "ext": True, "key_ops": []}


@pytest.fixture
def desk(log_in, county_admin):
    return log_in(county_admin)


@pytest.fixture
def device_id(desk, world):
    body = {"name": "平板 1", "organisation_id": world.station}
    return desk.post("/api/v1/devices", json=body, headers=people.HEADERS).json["id"]


def code_for(desk, device_id):
    return desk.post(f"/api/v1/devices/{device_id}/enrolment-code", headers=people.HEADERS).json


def enrol(client, code, **more):
    return client.post("/api/v1/enrolment", json={"code": code, **more}, headers=people.HEADERS)


@pytest.fixture
def tablet(app, desk, device_id):
    client = client_of(app)
    assert enrol(client, code_for(desk, device_id)["code"]).status_code == 201
    return client


def signing_key():
    return ECKey.generate_key("P-256").as_dict(private=False)


def join(client, username="zhoumin", key=None, password=people.PASSWORD, sign_key=None):
    keys = {"seal_public_key": key or SEAL_KEY, "sign_public_key": sign_key or signing_key()}
    body = {"username": username, "password": password, **keys}
    return client.post("/api/v1/device/officers", json=body, headers=people.HEADERS)


def test_it_refuses_a_device_for_another_county(desk, world):
    body = {"name": "平板 2", "organisation_id": world.other_station}
    assert desk.post("/api/v1/devices", json=body, headers=people.HEADERS).status_code == 404


def test_it_refuses_a_wrong_code(app, desk, device_id):
    assert enrol(client_of(app), "0000-0000").json["code"] == "enrolment_code_invalid"


def test_it_refuses_a_code_after_its_time(app, desk, device_id):
    code = code_for(desk, device_id)["code"]
    with time_machine.travel(utc_now() + timedelta(minutes=policy("enrolment.code_minutes"), seconds=1)):
        assert enrol(client_of(app), code).json["code"] == "enrolment_code_invalid"


@pytest.mark.both_engines
def test_it_refuses_a_code_twice_and_one_that_a_newer_one_replaced(app, desk, device_id):
    older, newer = code_for(desk, device_id)["code"], code_for(desk, device_id)["code"]
    assert enrol(client_of(app), older).status_code == 422
    assert enrol(client_of(app), newer).status_code == 201
    assert enrol(client_of(app), newer).status_code == 422


def test_it_slows_whoever_guesses_codes(app, desk, device_id):
    answers = [enrol(client_of(app), "0000-0000") for _ in range(policy("login.free_tries") + 1)]
    assert [a.status_code for a in answers] == [422] * policy("login.free_tries") + [429]


def test_it_keeps_neither_code_nor_token(app, desk, device_id):
    code = code_for(desk, device_id)
    assert code["qr"].endswith(f"/enrol#{code['code']}")
    client = client_of(app)
    answer = enrol(client, code["code"].lower().replace("-", " "))
    assert code["code"] not in db.session.scalar(select(EnrolmentCode.code_hash))
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("songka-device="))
    assert {"HttpOnly", "SameSite=Strict", "Max-Age=31536000"} <= set(cookie.split("; "))
    assert client.get_cookie("songka-device").value != db.session.get(Device, device_id).token_hash


def test_it_tells_the_device_who_it_is_and_how_to_check_receipts(app, desk, device_id):
    client = client_of(app)
    answer = enrol(client, code_for(desk, device_id)["code"])
    assert answer.json["device"]["id"] == device_id
    assert answer.json["receipt_key"]["crv"] == "P-256"
    assert "d" not in answer.json["receipt_key"]
    assert set(answer.json["escrow_key"]) == {"kid", "kty", "crv", "x", "y"}
    assert client.get("/api/v1/device").json["name"] == "平板 1"


def test_a_browser_that_is_no_device_is_refused(app, specialist):
    assert client_of(app).get("/api/v1/device").json["code"] == "not_enrolled"
    assert join(client_of(app)).json["code"] == "not_enrolled"


def test_it_refuses_a_code_for_another_device_and_leaves_it_usable(app, desk, tablet, device_id, world):
    other = desk.post(
        "/api/v1/devices", json={"name": "平板 2", "organisation_id": world.station}, headers=people.HEADERS
    ).json["id"]
    code = code_for(desk, other)["code"]
    refused = enrol(tablet, code, device_id=device_id)
    assert (refused.status_code, refused.json["code"]) == (422, "enrolment_code_of_another_device")
    assert "平板 2" in refused.json["message_zh"]
    assert enrol(client_of(app), code).status_code == 201


def test_the_same_browser_keeps_its_officers_and_its_old_token_ends(app, desk, tablet, device_id, specialist):
    join(tablet)
    old = tablet.get_cookie("songka-device").value
    assert enrol(tablet, code_for(desk, device_id)["code"], device_id=device_id).status_code == 201
    assert tablet.get("/api/v1/device").json["officers"][0]["name"] == "周敏"
    stale = client_of(app)
    stale.set_cookie("songka-device", old)
    assert stale.get("/api/v1/device").json["code"] == "not_enrolled"


def test_enrolling_anew_shuts_the_earlier_browser_out_with_its_keys(app, desk, tablet, device_id, specialist):
    join(tablet)
    assert enrol(client_of(app), code_for(desk, device_id)["code"]).status_code == 201
    assert tablet.get("/api/v1/device").json["code"] == "not_enrolled"
    assert db.session.scalars(select(DeviceOfficer)).all() == []


@pytest.mark.both_engines
def test_an_officer_joins_with_their_password_and_public_key(tablet, specialist, device_id):
    assert join(tablet, password="not the password").json["code"] == "wrong_credentials"
    assert join(tablet).json["officer"]["name"] == "周敏"
    stored = db.session.scalar(select(DeviceOfficer))
    assert (stored.device_id, stored.officer_id) == (device_id, specialist)
    assert stored.seal_public_key == {name: SEAL_KEY[name] for name in ("kty", "crv", "x", "y")}
    assert join(tablet, key=SEAL_KEY | {"x": "C" * 42 + "A"}).status_code == 201
    assert tablet.get("/api/v1/device").json["officers"][0]["name"] == "周敏"


def test_both_organisations_of_a_round_join_one_tablet(tablet, specialist, bank_manager):
    assert join(tablet).status_code == 201
    assert join(tablet, "hanlei").status_code == 201


def test_an_officer_of_another_area_or_without_field_work_cannot_join(tablet, world, county_admin):
    people.make_officer(world.other_station, "card_specialist", username="elsewhere")
    assert join(tablet, "elsewhere").json["code"] == "officer_unfit_for_device"
    assert join(tablet, "liuyang").json["code"] == "officer_unfit_for_device"


def test_a_companion_is_the_bank_manager_s_alone(app, desk, world, specialist, bank_manager):
    body = {"name": "银行手机", "kind": "companion", "organisation_id": world.station}
    phone_id = desk.post("/api/v1/devices", json=body, headers=people.HEADERS).json["id"]
    phone = client_of(app)
    assert enrol(phone, code_for(desk, phone_id)["code"]).json["device"]["kind"] == "companion"
    assert join(phone).json["code"] == "companion_is_the_bank_manager_s"
    assert join(phone, "hanlei").status_code == 201


@pytest.mark.parametrize("broken", [{"crv": "P-384"}, {"kty": "RSA"}, {"d": "A" * 43}, {"x": "AA"}, {"y": 7}])
def test_it_refuses_an_unfit_key(tablet, specialist, broken):
    assert join(tablet, key=SEAL_KEY | broken).json["code"] == "seal_key_unfit"


@pytest.mark.parametrize("broken", [{"crv": "P-384"}, {"d": "A" * 43}, {"y": "B" * 42 + "A"}])
def test_it_refuses_an_unfit_signing_key(tablet, specialist, broken):
    assert join(tablet, sign_key=signing_key() | broken).json["code"] == "sign_key_unfit"


def test_it_refuses_two_officers_one_signing_key(tablet, specialist, bank_manager):
    key = signing_key()
    assert join(tablet, sign_key=key).status_code == 201
    assert join(tablet, "hanlei", sign_key=key).json["code"] == "sign_key_unfit"
    assert join(tablet, sign_key=key).status_code == 201


@pytest.mark.both_engines
def test_it_keeps_every_signing_key_and_ends_an_old_one_only_when_the_new_one_signs(
    app, desk, tablet, device_id, specialist
):
    device_key, first, second = signing_key(), signing_key(), signing_key()
    enrol(tablet, code_for(desk, device_id)["code"], device_id=device_id, public_key=device_key)
    join(tablet, sign_key=first)
    join(tablet, sign_key=second)
    assert usable_keys() == {kid(device_key): True, kid(first): True, kid(second): True}
    with transaction():
        end_older_keys([kid(second)])
    assert usable_keys() == {kid(device_key): True, kid(first): False, kid(second): True}


def test_a_new_browser_ends_every_key_of_the_old_one(app, desk, tablet, device_id, specialist):
    join(tablet)
    again = signing_key()
    enrol(client_of(app), code_for(desk, device_id)["code"], public_key=again)
    assert sorted(usable_keys().values()) == [False, True]
    assert usable_keys()[kid(again)]


def usable_keys():
    db.session.rollback()
    return {key.kid: key.ended_at is None for key in db.session.scalars(select(SigningKey))}


def kid(jwk):
    return ECKey.import_key(jwk).thumbprint()


def test_a_log_in_on_a_tablet_does_not_work_elsewhere(app, tablet, specialist):
    body = {"username": "zhoumin", "password": people.PASSWORD}
    opened = tablet.post("/api/v1/session", json=body, headers=people.HEADERS)
    assert opened.json["idle_minutes"] == policy("session.idle_minutes_tablet")
    elsewhere = client_of(app)
    elsewhere.set_cookie("songka", tablet.get_cookie("songka").value)
    assert elsewhere.get("/api/v1/session").status_code == 401
    assert tablet.get("/api/v1/session").status_code == 200


def test_another_county_cannot_revoke_it(device_id, world, log_in):
    foreign = people.make_officer(world.other_county, "county_admin")
    path = f"/api/v1/devices/{device_id}/revocation"
    assert log_in(foreign).post(path, headers=people.HEADERS).status_code == 404


@pytest.mark.both_engines
def test_revoking_shuts_device_and_log_ins_out(desk, tablet, device_id, specialist):
    path = f"/api/v1/devices/{device_id}/revocation"
    body = {"username": "zhoumin", "password": people.PASSWORD}
    tablet.post("/api/v1/session", json=body, headers=people.HEADERS)
    assert desk.post(path, headers=people.HEADERS).json["revoked_at"] is not None
    assert tablet.get("/api/v1/device").json["code"] == "device_revoked"
    assert tablet.get("/api/v1/session").status_code == 401
    assert desk.post(path, headers=people.HEADERS).json["code"] == "device_already_revoked"
    again = desk.post(f"/api/v1/devices/{device_id}/enrolment-code", headers=people.HEADERS)
    assert again.json["code"] == "device_already_revoked"


def test_the_desk_lists_its_devices_and_no_others(desk, tablet, device_id, log_in, world):
    assert [row["id"] for row in desk.get("/api/v1/devices").json["items"]] == [device_id]
    other = people.make_officer(world.other_county, "county_admin")
    assert log_in(other).get("/api/v1/devices").json["items"] == []
