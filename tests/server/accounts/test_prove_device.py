"""A device whose browser lost the cookie is known again by its own signature, and by nothing else."""

from datetime import timedelta

import pytest
import time_machine
from joserfc import jws
from joserfc.jwk import ECKey

from server.core import signing
from server.core.clock import utc_now
from server.rules import policy
from tests.support import people
from tests.support.clients import client_of

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def desk(log_in, county_admin):
    return log_in(county_admin)


@pytest.fixture
def device_id(desk, world):
    body = {"name": "平板 1", "organisation_id": world.station}
    return desk.post("/api/v1/devices", json=body, headers=people.HEADERS).json["id"]


@pytest.fixture
def key():
    return ECKey.generate_key("P-256")


@pytest.fixture
def lost(app, desk, device_id, key):
    """The browser of a device that was enrolled with its key and then lost its cookie; `lost.old` is the cookie."""
    code = desk.post(f"/api/v1/devices/{device_id}/enrolment-code", headers=people.HEADERS).json["code"]
    client = client_of(app)
    body = {"code": code, "public_key": key.as_dict(private=False)}
    assert client.post("/api/v1/enrolment", json=body, headers=people.HEADERS).status_code == 201
    client.old = client.get_cookie("songka-device").value
    client.delete_cookie("songka-device")
    return client


def challenge(client, device_id):
    asked = client.post("/api/v1/enrolment/challenge", json={"device_id": device_id}, headers=people.HEADERS)
    assert asked.status_code == 200
    return asked.json["challenge"]


def sign(key, text, kind=signing.PROOF):
    return jws.serialize_compact({"alg": "ES256", "typ": kind}, text.encode(), key)


def prove(client, text, proof):
    body = {"challenge": text, "proof": proof}
    return client.post("/api/v1/enrolment/proof", json=body, headers=people.HEADERS)


def is_refused(answer):
    return (answer.status_code, answer.json["code"]) == (401, "device_not_proven")


def test_it_refuses_another_key(lost, device_id):
    text = challenge(lost, device_id)
    assert is_refused(prove(lost, text, sign(ECKey.generate_key("P-256"), text)))


def test_it_refuses_a_signature_of_another_kind_and_over_another_text(lost, device_id, key):
    text = challenge(lost, device_id)
    assert is_refused(prove(lost, text, sign(key, text, signing.RECEIPT)))
    assert is_refused(prove(lost, text, sign(key, challenge(lost, NOBODY))))
    assert is_refused(prove(lost, text, "no signature"))


def test_it_refuses_a_challenge_of_its_own_making(lost, device_id, key):
    forged = sign(key, '{"device": "' + device_id + '"}', signing.CHALLENGE)
    assert is_refused(prove(lost, forged, sign(key, forged)))


def test_it_refuses_a_challenge_after_its_time(lost, device_id, key):
    text = challenge(lost, device_id)
    with time_machine.travel(utc_now() + timedelta(seconds=policy("device.challenge_seconds"), milliseconds=1)):
        assert is_refused(prove(lost, text, sign(key, text)))


def test_it_refuses_a_proof_twice(lost, device_id, key):
    text = challenge(lost, device_id)
    proof = sign(key, text)
    assert prove(lost, text, proof).status_code == 200
    assert is_refused(prove(lost, text, proof))


def test_it_tells_nobody_which_devices_exist(lost, key):
    text = challenge(lost, NOBODY)
    assert is_refused(prove(lost, text, sign(key, text)))


def test_it_refuses_a_device_that_never_showed_a_key(app, desk, device_id, key):
    code = desk.post(f"/api/v1/devices/{device_id}/enrolment-code", headers=people.HEADERS).json["code"]
    client = client_of(app)
    client.post("/api/v1/enrolment", json={"code": code}, headers=people.HEADERS)
    text = challenge(client, device_id)
    assert is_refused(prove(client, text, sign(key, text)))


@pytest.mark.parametrize("broken", [{"crv": "P-384"}, {"d": "A" * 43}, {"x": "AA"}])
def test_it_refuses_an_unfit_key_at_enrolment(app, desk, device_id, key, broken):
    code = desk.post(f"/api/v1/devices/{device_id}/enrolment-code", headers=people.HEADERS).json["code"]
    body = {"code": code, "public_key": key.as_dict(private=False) | broken}
    answer = client_of(app).post("/api/v1/enrolment", json=body, headers=people.HEADERS)
    assert answer.json["code"] == "device_key_unfit"


@pytest.mark.both_engines
def test_the_device_is_known_again_and_its_old_token_ends(app, lost, device_id, key):
    assert lost.get("/api/v1/device").json["code"] == "not_enrolled"
    text = challenge(lost, device_id)
    assert prove(lost, text, sign(key, text)).json["id"] == device_id
    assert lost.get("/api/v1/device").json["id"] == device_id
    stale = client_of(app)
    stale.set_cookie("songka-device", lost.old)
    assert stale.get("/api/v1/device").json["code"] == "not_enrolled"
