"""T15: a security key as second step of a log-in (WebAuthn), and its answers that prove nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from server.config import keep_config
from server.core.clock import utc_now
from server.rules import policy
from tests.support import people
from tests.support.clients import client_of
from tests.support.factors import API, SecurityKey, add_app

HOST, ORIGIN = "songka.example", "https://songka.example"


@pytest.fixture
def named(app, config):
    """An installation with a name, where browsers let keys be used."""
    keep_config(app, replace(config, public_url=ORIGIN))


@pytest.fixture
def desk(named, log_in, county_admin):
    return log_in(county_admin)


def add(desk, key, name="蓝色钥匙"):
    options = desk.post(f"{API}/factors/key-request", headers=people.HEADERS).json["options"]
    body = {"name": name, "credential": key.register(options)}
    return desk.post(f"{API}/factors/key", json=body, headers=people.HEADERS)


def half_way(app, username="liuyang"):
    client = client_of(app)
    answer = client.post(API, json={"username": username, "password": people.PASSWORD}, headers=people.HEADERS)
    assert answer.json["code"] == "second_factor_needed"
    return client


def asked(client):
    return client.post(f"{API}/step/key", headers=people.HEADERS).json["options"]


def answer(client, credential):
    return client.post(f"{API}/step", json={"credential": credential}, headers=people.HEADERS)


@pytest.fixture
def key(desk):
    key = SecurityKey(HOST, ORIGIN)
    assert add(desk, key).status_code == 201
    return key


def test_t15_a_key_of_another_site_is_not_registered(desk):
    for key in (SecurityKey("evil.example", ORIGIN), SecurityKey(HOST, "https://evil.example")):
        refused = add(desk, key)
        assert (refused.status_code, refused.json["code"]) == (422, "security_key_refused")


def test_t15_what_a_key_answered_is_not_taken_twice(app, desk, key):
    client = half_way(app)
    credential = key.sign(asked(client))
    assert answer(client, credential).status_code == 201
    thief = half_way(app)
    asked(thief)
    assert answer(thief, credential).json["code"] == "wrong_second_factor"


def test_t15_an_answer_to_another_question_opens_nothing(app, desk, key):
    client = half_way(app)
    for question in (
        desk.post(f"{API}/proof/key", headers=people.HEADERS).json["options"],
        {"challenge": "bm9ib2R5IGFza2VkIHRoaXM"},
    ):
        assert answer(client, key.sign(question)).json["code"] == "wrong_second_factor"


def test_t15_a_strangers_key_a_phishing_page_and_a_copied_key_open_nothing(app, desk, key):
    client = half_way(app)
    stranger = replace(key, private=SecurityKey(HOST, ORIGIN).private)
    assert answer(client, stranger.sign(asked(client))).json["code"] == "wrong_second_factor"
    phished = replace(key, origin="https://songka.example.evil.example")
    assert answer(client, phished.sign(asked(client))).json["code"] == "wrong_second_factor"
    assert answer(client, key.sign(asked(client))).status_code == 201
    copied = replace(key, count=0)
    assert answer(half_way(app), copied.sign(asked(half_way(app)))).json["code"] == "wrong_second_factor"


def test_t15_nonsense_instead_of_an_answer_is_refused(app, desk, key):
    client = half_way(app)
    for credential in ({}, {"id": 5}, {"response": []}, {"response": {"clientDataJSON": "bm8"}}):
        assert answer(client, credential).json["code"] in {"wrong_second_factor", "too_many_requests"}
    both = client.post(f"{API}/step", json={"code": "1", "credential": {}}, headers=people.HEADERS)
    assert both.status_code == 422


def test_t15_a_key_may_not_take_for_ever(app, desk, key):
    with time_machine.travel(utc_now(), tick=False) as clock:
        client = half_way(app)
        credential = key.sign(asked(client))
        clock.shift(timedelta(seconds=policy("factor.challenge_seconds")))
        assert answer(client, credential).json["code"] == "wrong_second_factor"


def test_the_same_key_is_not_registered_twice(desk, key):
    assert add(desk, key).json["code"] == "security_key_refused"
    options = desk.post(f"{API}/factors/key-request", headers=people.HEADERS).json["options"]
    assert len(options["excludeCredentials"]) == 1


def test_at_an_address_of_numbers_keys_are_refused_and_the_page_knows(app, log_in, county_admin):
    desk = log_in(county_admin)
    refused = desk.post(f"{API}/factors/key-request", headers=people.HEADERS)
    assert (refused.status_code, refused.json["code"]) == (409, "security_keys_need_a_name")
    assert desk.get(f"{API}/factors").json["keys_work_here"] is False


def test_a_key_is_named_listed_used_and_removed(app, desk, key):
    factors = desk.get(f"{API}/factors").json
    assert [(one["kind"], one["name"]) for one in factors["items"]] == [("key", "蓝色钥匙")]
    assert factors["keys_work_here"] is True
    client = half_way(app)
    assert answer(client, key.sign(asked(client))).status_code == 201
    used = client.get(f"{API}/factors").json["items"][0]
    assert used["last_used_at"] is not None
    assert desk.delete(f"{API}/factors/{used['id']}", headers=people.HEADERS).status_code == 204
    assert (
        client_of(app)
        .post(API, json={"username": "liuyang", "password": people.PASSWORD}, headers=people.HEADERS)
        .status_code
        == 201
    )


def test_recovery_codes_come_with_the_first_factor_only(desk):
    first = add(desk, SecurityKey(HOST, ORIGIN)).json["recovery_codes"]
    assert len(first) == policy("factor.recovery_codes")
    assert add_app(desk)[1] == []
    assert desk.get(f"{API}/factors").json["recovery_codes_left"] == len(first)


def test_an_account_holds_so_many_factors_and_no_more(desk):
    answers = [add(desk, SecurityKey(HOST, ORIGIN)).status_code for _ in range(policy("factor.most") + 1)]
    assert answers == [201] * policy("factor.most") + [409]
