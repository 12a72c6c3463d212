from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from server.accounts.officers.models import Officer
from server.accounts.sessions.models import LoginAttempt, LoginSession
from server.accounts.sessions.rules import token_hash
from server.audit.models import AuditEntry
from server.core.clock import utc_now
from server.db import db, transaction
from server.rules import policy
from tests.support import people
from tests.support.clients import client_of


def attempt(client, username="zhoumin", password=people.PASSWORD, **headers):
    body = {"username": username, "password": password}
    address = headers.pop("address", "10.0.0.1")
    return client.post(
        "/api/v1/session", json=body, headers=people.HEADERS | headers, environ_base={"REMOTE_ADDR": address}
    )


def fail(client, times, **kwargs):
    return [attempt(client, password="not the password", **kwargs) for _ in range(times)]


def test_it_refuses_a_wrong_password_and_an_unknown_account_alike(app, world, specialist):
    wrong = attempt(client_of(app), password="not the password")
    unknown = attempt(client_of(app), username="nobody")
    assert (wrong.status_code, wrong.json["code"]) == (401, "wrong_credentials")
    assert unknown.json == wrong.json
    assert "Set-Cookie" not in wrong.headers


def test_it_refuses_a_disabled_officer_with_the_same_words(app, world, specialist):
    with transaction():
        db.session.get(Officer, specialist).disabled_at = utc_now()
    assert attempt(client_of(app)).json["code"] == "wrong_credentials"


def test_it_refuses_a_request_without_our_header(app, world, specialist):
    answer = client_of(app).post("/api/v1/session", json={"username": "zhoumin", "password": people.PASSWORD})
    assert (answer.status_code, answer.json["code"]) == (403, "foreign_origin")


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_it_refuses_a_page_of_another_origin(app, world, specialist, headers):
    assert attempt(client_of(app), **headers).json["code"] == "foreign_origin"


def test_it_tells_who_is_logged_in_and_what_they_may_do(app, world, specialist):
    client = client_of(app)
    assert client.get("/api/v1/session").status_code == 401
    answer = attempt(client, username=" ZhouMin ")
    assert answer.status_code == 201
    officer = client.get("/api/v1/session").json["officer"]
    assert officer["roles"] == ["card_specialist"]
    assert "rounds.plan" in officer["permissions"]
    assert "officers.write" not in officer["permissions"]
    assert officer["organisation"]["area_prefixes"] == [people.MINGYUE]
    assert "password_hash" not in officer


def test_it_keeps_only_the_hash_of_a_token_that_scripts_cannot_read(app, world, specialist):
    answer = attempt(client_of(app))
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("songka="))
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    token = cookie.split(";")[0].removeprefix("songka=")
    stored = db.session.scalar(select(LoginSession.token_hash))
    assert stored == token_hash(token)
    assert token != stored


@pytest.mark.both_engines
def test_it_gives_a_new_token_at_every_log_in_and_ends_the_old_one(app, world, specialist):
    client = client_of(app)
    attempt(client)
    first = client.get_cookie("songka").value
    attempt(client)
    assert client.get_cookie("songka").value != first
    thief = client_of(app)
    thief.set_cookie("songka", first)
    assert thief.get("/api/v1/session").status_code == 401


def test_it_ends_after_silence_but_not_while_in_use(app, world, specialist):
    client = client_of(app)
    with time_machine.travel(utc_now(), tick=False) as clock:
        attempt(client)
        for _ in range(3):
            clock.shift(timedelta(minutes=policy("session.idle_minutes_office") - 2))
            assert client.get("/api/v1/session").status_code == 200
        clock.shift(timedelta(minutes=policy("session.idle_minutes_office")))
        assert client.get("/api/v1/session").json["code"] == "not_logged_in"


def test_it_ends_after_a_working_day_even_when_in_use(app, world, specialist):
    client = client_of(app)
    with time_machine.travel(utc_now(), tick=False) as clock:
        attempt(client)
        for _ in range(policy("session.absolute_hours") * 6 - 1):
            clock.shift(timedelta(minutes=10))
            assert client.get("/api/v1/session").status_code == 200
        clock.shift(timedelta(minutes=10))
        assert client.get("/api/v1/session").status_code == 401


def test_it_logs_out(app, world, specialist):
    client = client_of(app)
    attempt(client)
    token = client.get_cookie("songka").value
    assert client.delete("/api/v1/session", headers=people.HEADERS).status_code == 204
    assert client.get_cookie("songka") is None
    client.set_cookie("songka", token)
    assert client.get("/api/v1/session").status_code == 401


@pytest.mark.both_engines
def test_it_makes_a_stranger_wait_longer_after_each_failure(app, world, specialist):
    stranger = client_of(app)
    with time_machine.travel(utc_now(), tick=False) as clock:
        assert {a.json["code"] for a in fail(stranger, policy("login.free_tries"))} == {"wrong_credentials"}
        waits = []
        for _ in range(4):
            refused = attempt(stranger)  # even the right password must wait
            assert refused.status_code == 429
            waits.append(refused.json["facts"]["seconds"])
            clock.shift(timedelta(seconds=waits[-1]))
            fail(stranger, 1)
        assert waits == [2, 4, 8, 16]


@pytest.mark.both_engines
def test_a_stranger_cannot_lock_out_the_owner(app, world, specialist):
    owner = client_of(app)
    attempt(owner)
    fail(client_of(app), policy("login.free_tries") + 1, address="203.0.113.9")
    assert attempt(client_of(app), address="203.0.113.9").status_code == 429
    assert attempt(owner).status_code == 201


def test_a_known_browser_must_wait_for_its_own_failures(app, world, specialist):
    owner = client_of(app)
    attempt(owner)
    fail(owner, policy("login.free_tries"))
    assert attempt(owner).status_code == 429


def test_it_slows_an_address_that_tries_many_accounts(app, world, specialist):
    stranger = client_of(app)
    answers = [attempt(stranger, username=f"guess{n}") for n in range(policy("login.free_tries_address") + 1)]
    assert [a.status_code for a in answers[:-1]] == [401] * policy("login.free_tries_address")
    assert answers[-1].status_code == 429
    assert attempt(stranger, address="10.0.0.2").status_code == 201


def test_it_stores_neither_account_nor_address_of_a_try(app, world, specialist):
    fail(client_of(app), 1)
    row = db.session.scalar(select(LoginAttempt))
    assert row.succeeded is False
    assert "zhoumin" not in row.account_hash
    assert "10.0.0.1" not in row.address_hash


def test_it_writes_log_ins_refusals_and_log_outs_to_the_audit_log(app, world, specialist):
    client = client_of(app)
    fail(client, 1)
    attempt(client)
    client.delete("/api/v1/session", headers=people.HEADERS)
    entries = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert [entry.action for entry in entries] == ["log_in_refused", "log_in", "log_out"]
    assert [entry.officer_id for entry in entries] == [None, specialist, specialist]
    assert "zhoumin" not in str([entry.facts for entry in entries])


def test_a_new_password_of_ones_own_ends_every_log_in(app, world, specialist):
    here, elsewhere = client_of(app), client_of(app)
    attempt(here)
    attempt(elsewhere)
    body = {"password": people.PASSWORD, "new_password": "another made-up one"}
    weak = body | {"new_password": "short"}
    wrong = body | {"password": "not the password"}
    assert here.post("/api/v1/session/password", json=weak, headers=people.HEADERS).json["code"] == "password_too_weak"
    assert here.post("/api/v1/session/password", json=wrong, headers=people.HEADERS).json["code"] == "wrong_credentials"
    assert here.post("/api/v1/session/password", json=body, headers=people.HEADERS).status_code == 204
    assert elsewhere.get("/api/v1/session").status_code == 401
    assert attempt(here, password="another made-up one").status_code == 201


def test_it_hashes_again_when_the_parameters_have_changed(app, world, specialist):
    old = "$argon2id$v=19$m=8,t=1,p=1$"
    from argon2 import PasswordHasher

    made = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(people.PASSWORD)
    assert made.startswith(old)
    with transaction():
        db.session.execute(update(Officer).where(Officer.id == specialist).values(password_hash=made))
    assert attempt(client_of(app)).status_code == 201
    assert not db.session.get(Officer, specialist).password_hash.startswith(old)


def test_secure_cookies_are_bound_to_the_host(database_url, tmp_path):
    from server.app import create_app
    from tests.support import databases

    app = create_app(databases.config_for(database_url, tmp_path, PUBLIC_URL="https://songka.example"))
    with app.app_context():
        people.make_officer(people.make_world().station, "card_specialist", username="zhoumin")
        answer = attempt(client_of(app))
    databases.close(app)
    names = {cookie.split("=")[0] for cookie in answer.headers.getlist("Set-Cookie")}
    assert names == {"__Host-songka", "__Host-songka-known"}
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


@pytest.mark.both_engines
def test_many_tries_at_once_do_not_get_past_the_count(app, world, specialist):
    def one(_):
        return attempt(client_of(app), password="not the password").status_code

    with time_machine.travel(utc_now(), tick=False), ThreadPoolExecutor(8) as crowd:
        statuses = Counter(crowd.map(one, range(24)))
    assert statuses == {401: policy("login.free_tries"), 429: 24 - policy("login.free_tries")}
    assert db.session.scalar(select(func.count()).select_from(LoginAttempt)) == policy("login.free_tries")
