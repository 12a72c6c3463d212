"""T16, ASVS 7.5.3: acts that could shut others out ask again who one is, when the last proof is old."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from server.config import keep_config
from server.core.clock import utc_now
from server.rules import policy, table
from tests.support import people
from tests.support.factors import API, SecurityKey, add_app

FRESH = {row["permission"] for row in table("roles")["permissions"] if row.get("fresh")}


@pytest.fixture
def clock():
    with time_machine.travel(utc_now(), tick=False) as clock:
        yield clock


@pytest.fixture
def old(log_in, county_admin, clock):
    """A log-in whose proof is no longer fresh."""
    client = log_in(county_admin)
    clock.shift(timedelta(minutes=policy("session.proof_minutes")))
    return client


def prove(client, **proof):
    return client.post(f"{API}/proof", json=proof, headers=people.HEADERS)


def reset(client, officer_id):
    return client.post(f"/api/v1/officers/{officer_id}/password", headers=people.HEADERS)


def test_these_acts_need_a_fresh_proof():
    assert {
        "devices.revoke",
        "officers.write",
        "officers.reset_password",
        "officers.reset_factors",
        "session.factors",
    } == FRESH


def test_t16_a_desk_left_open_resets_nobody(old, specialist):
    refused = reset(old, specialist)
    assert (refused.status_code, refused.json["code"]) == (403, "proof_needed")
    assert old.post(f"{API}/factors/app", headers=people.HEADERS).json["code"] == "proof_needed"
    body = {"roles": ["card_specialist", "custodian"]}
    changed = old.patch(f"/api/v1/officers/{specialist}", json=body, headers=people.HEADERS)
    assert changed.json["code"] == "proof_needed"
    assert old.get("/api/v1/officers").status_code == 200


def test_t16_a_wrong_password_proves_nothing_and_counts_as_a_try(old, specialist):
    tries = [prove(old, password="not the password").json["code"] for _ in range(policy("login.free_tries") + 1)]
    assert tries == ["wrong_credentials"] * policy("login.free_tries") + ["too_many_requests"]
    assert reset(old, specialist).json["code"] == "proof_needed"


def test_exactly_one_proof_is_taken(old):
    assert prove(old).status_code == 422
    assert prove(old, password=people.PASSWORD, code="123456").status_code == 422


def test_a_fresh_password_is_good_for_some_minutes(old, specialist, clock):
    assert prove(old, password=people.PASSWORD).status_code == 204
    assert reset(old, specialist).status_code == 200
    clock.shift(timedelta(minutes=policy("session.proof_minutes")))
    assert reset(old, specialist).json["code"] == "proof_needed"


def test_a_code_of_one_s_app_will_do_once(log_in, county_admin, specialist, clock):
    client = log_in(county_admin)
    app, _ = add_app(client)
    clock.shift(timedelta(minutes=policy("session.proof_minutes")))
    code = app.now()
    assert prove(client, code=code).status_code == 204
    assert reset(client, specialist).status_code == 200
    assert prove(client, code=code).json["code"] == "wrong_second_factor"


def test_a_touch_of_one_s_key_will_do(app, config, log_in, county_admin, specialist, clock):
    keep_config(app, replace(config, public_url="https://songka.example"))
    client, key = log_in(county_admin), SecurityKey("songka.example", "https://songka.example")
    options = client.post(f"{API}/factors/key-request", headers=people.HEADERS).json["options"]
    body = {"name": "钥匙", "credential": key.register(options)}
    client.post(f"{API}/factors/key", json=body, headers=people.HEADERS)
    clock.shift(timedelta(minutes=policy("session.proof_minutes")))
    asked = client.post(f"{API}/proof/key", headers=people.HEADERS).json["options"]
    assert prove(client, credential=key.sign(asked)).status_code == 204
    assert reset(client, specialist).status_code == 200
