"""T15, ASVS 6.5: a stolen password alone opens no office account that has a second factor."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from server.accounts.factors.models import RecoveryCode, SecondFactor
from server.accounts.officers.models import Officer
from server.accounts.sessions.models import LoginSession
from server.audit.models import AuditEntry
from server.core.clock import utc_now
from server.db import db, transaction
from server.rules import policy
from tests.support import people
from tests.support.clients import client_of
from tests.support.factors import API, add_app


def first_step(app, username="liuyang"):
    client = client_of(app)
    body = {"username": username, "password": people.PASSWORD}
    return client, client.post(API, json=body, headers=people.HEADERS)


def second_step(client, code):
    return client.post(f"{API}/step", json={"code": code}, headers=people.HEADERS)


@pytest.fixture
def phone(app, county_admin, log_in):
    """The county administrator's authenticator app, with its recovery codes."""
    return add_app(log_in(county_admin))


def test_t15_a_right_password_alone_opens_nothing(app, phone):
    client, answer = first_step(app)
    assert (answer.status_code, answer.json["code"]) == (401, "second_factor_needed")
    assert answer.json["facts"] == {"ways": ["totp", "recovery"]}
    assert client.get_cookie("songka") is None
    assert client.get(API).status_code == 401
    half = client.get_cookie("songka-step").value
    client.set_cookie("songka", half)
    assert client.get(API).status_code == 401


def test_t15_a_second_step_without_the_first_is_refused(app, phone):
    authenticator, _ = phone
    assert second_step(client_of(app), authenticator.now()).json["code"] == "log_in_step_over"


def test_t15_a_wrong_code_is_refused_and_the_right_one_still_opens(app, phone):
    authenticator, _ = phone
    client, _ = first_step(app)
    wrong = f"{(int(authenticator.now()) + 1) % 10**6:06d}"
    refused = second_step(client, wrong)
    assert (refused.status_code, refused.json["code"]) == (401, "wrong_second_factor")
    assert second_step(client, authenticator.now()).status_code == 201
    assert client.get(API).json["officer"]["username"] == "liuyang"


def test_t15_a_code_is_used_once(app, phone):
    authenticator, _ = phone
    with time_machine.travel(utc_now() + timedelta(minutes=1), tick=False):
        code = authenticator.now()
        client, _ = first_step(app)
        assert second_step(client, code).status_code == 201
        thief, _ = first_step(app)
        assert second_step(thief, code).json["code"] == "wrong_second_factor"


@pytest.mark.both_engines
def test_t15_of_parallel_uses_of_one_code_one_gets_in(app, phone):
    authenticator, _ = phone
    with time_machine.travel(utc_now() + timedelta(minutes=1), tick=False):
        code = authenticator.now()
        clients = [first_step(app)[0] for _ in range(4)]

        def use(client):
            with app.app_context():
                return second_step(client, code).status_code

        with ThreadPoolExecutor(4) as pool:
            answers = sorted(pool.map(use, clients))
    assert answers.count(201) == 1
    assert set(answers) <= {201, 401, 429}


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_t15_a_phone_s_clock_may_be_off_by_one_step(app, phone, seconds, fits):
    authenticator, _ = phone
    with time_machine.travel(utc_now() + timedelta(minutes=5), tick=False):
        client, _ = first_step(app)
        code = authenticator.at(int(utc_now().timestamp()) + seconds)
        assert (second_step(client, code).status_code == 201) is fits


def test_t15_the_second_step_may_not_wait_for_ever(app, phone):
    authenticator, _ = phone
    with time_machine.travel(utc_now(), tick=False) as clock:
        client, _ = first_step(app)
        clock.shift(timedelta(minutes=policy("factor.step_minutes")))
        assert second_step(client, authenticator.now()).json["code"] == "log_in_step_over"


def test_t15_a_step_opens_one_session(app, phone):
    authenticator, codes = phone
    client, _ = first_step(app)
    half = client.get_cookie("songka-step").value
    assert second_step(client, codes[0]).status_code == 201
    assert client.get_cookie("songka-step") is None
    other = client_of(app)
    other.set_cookie("songka-step", half)
    assert second_step(other, authenticator.now()).json["code"] == "log_in_step_over"


def test_t15_guessing_codes_is_slowed_down_apart_from_passwords(app, phone):
    authenticator, _ = phone
    with time_machine.travel(utc_now() + timedelta(minutes=5), tick=False):
        client, _ = first_step(app)
        wrong = f"{(int(authenticator.now()) + 1) % 10**6:06d}"
        tries = [second_step(client, wrong).json["code"] for _ in range(policy("login.free_tries") + 1)]
        assert tries == ["wrong_second_factor"] * policy("login.free_tries") + ["too_many_requests"]
        assert second_step(client, authenticator.now()).status_code == 429
        assert first_step(app)[1].json["code"] == "second_factor_needed"


def test_a_recovery_code_stands_in_once_however_it_is_typed(app, phone):
    _, codes = phone
    assert len(codes) == len(set(codes)) == policy("factor.recovery_codes")
    client, _ = first_step(app)
    assert second_step(client, codes[0].lower().replace("-", " ")).status_code == 201
    again, _ = first_step(app)
    assert second_step(again, codes[0]).json["code"] == "wrong_second_factor"
    assert client.get(f"{API}/factors").json["recovery_codes_left"] == len(codes) - 1


def test_new_recovery_codes_end_the_old_ones(app, phone, log_in, county_admin):
    authenticator, codes = phone
    client, _ = first_step(app)
    second_step(client, authenticator.now())
    fresh = client.post(f"{API}/factors/recovery-codes", headers=people.HEADERS).json["recovery_codes"]
    other, _ = first_step(app)
    assert second_step(other, codes[0]).json["code"] == "wrong_second_factor"
    assert second_step(other, fresh[0]).status_code == 201


def test_there_are_no_recovery_codes_without_a_factor(app, log_in, county_admin):
    answer = log_in(county_admin).post(f"{API}/factors/recovery-codes", headers=people.HEADERS)
    assert (answer.status_code, answer.json["code"]) == (409, "no_second_factor")


def test_the_tables_hold_neither_a_secret_nor_a_code(app, phone):
    authenticator, codes = phone
    factor = db.session.scalar(select(SecondFactor))
    assert authenticator.secret not in (factor.sealed_secret or "")
    stored = set(db.session.scalars(select(RecoveryCode.code_hash)))
    assert not stored & set(codes)
    assert all(len(one) == 64 for one in stored)


def test_a_sealed_secret_moved_to_another_account_opens_nothing(app, phone, specialist):
    authenticator, _ = phone
    with transaction():
        db.session.scalar(select(SecondFactor)).officer_id = specialist
    client, _ = first_step(app, "zhoumin")
    assert second_step(client, authenticator.now()).status_code == 500


def test_an_app_counts_only_after_it_has_shown_a_right_code(app, county_admin, log_in):
    client = log_in(county_admin)
    begun = client.post(f"{API}/factors/app", headers=people.HEADERS).json
    assert begun["address"].startswith("otpauth://totp/")
    body = {"name": "手机", "code": "000000"}
    wrong = client.post(f"{API}/factors/app/{begun['id']}", json=body, headers=people.HEADERS)
    assert wrong.json["code"] == "wrong_second_factor"
    assert first_step(app)[1].status_code == 201


def test_somebody_else_s_app_cannot_be_confirmed_or_removed(app, phone, specialist, log_in):
    other, mine = log_in(specialist), db.session.scalar(select(SecondFactor.id))
    body = {"name": "手机", "code": "000000"}
    assert other.post(f"{API}/factors/app/{mine}", json=body, headers=people.HEADERS).status_code == 404
    assert other.delete(f"{API}/factors/{mine}", headers=people.HEADERS).status_code == 404


def test_a_removed_factor_is_asked_for_no_more_and_keeps_no_secret(app, phone):
    authenticator, _ = phone
    client, _ = first_step(app)
    second_step(client, authenticator.now())
    factor_id = client.get(f"{API}/factors").json["items"][0]["id"]
    assert client.delete(f"{API}/factors/{factor_id}", headers=people.HEADERS).status_code == 204
    assert first_step(app)[1].status_code == 201
    assert db.session.scalar(select(SecondFactor.sealed_secret)) is None
    assert db.session.scalars(select(RecoveryCode)).all() == []


def test_an_enrolled_tablet_is_the_second_factor_of_who_works_on_it(app, world, county_admin, log_in):
    desk, tablet = log_in(county_admin), client_of(app)
    body = {"name": "平板 1", "organisation_id": world.station}
    device_id = desk.post("/api/v1/devices", json=body, headers=people.HEADERS).json["id"]
    code = desk.post(f"/api/v1/devices/{device_id}/enrolment-code", headers=people.HEADERS).json["code"]
    tablet.post("/api/v1/enrolment", json={"code": code}, headers=people.HEADERS)
    add_app(desk)
    assert first_step(app)[1].json["code"] == "second_factor_needed"
    body = {"username": "liuyang", "password": people.PASSWORD}
    assert tablet.post(API, json=body, headers=people.HEADERS).status_code == 201


def test_where_the_county_only_offers_it_nobody_has_to(app, county_admin, log_in, specialist):
    assert log_in(county_admin).get(API).json["second_factor"] == {"has": False, "advice": "offered", "until": None}
    assert log_in(specialist).get(API).json["second_factor"]["advice"] == "none"


def test_where_it_is_required_the_first_log_in_begins_a_grace_period(
    app, county_admin, log_in, second_factors_are_required
):
    with time_machine.travel(utc_now(), tick=False) as clock:
        asked = log_in(county_admin).get(API).json["second_factor"]
        assert asked["advice"] == "required"
        clock.shift(timedelta(days=policy("factor.grace_days")) - timedelta(seconds=1))
        client = log_in(county_admin)
        assert client.get(API).json["second_factor"] == asked
        assert client.get("/api/v1/officers").status_code == 200


def test_t15_after_the_grace_period_a_log_in_can_only_set_a_factor_up(
    app, county_admin, log_in, second_factors_are_required
):
    with time_machine.travel(utc_now(), tick=False) as clock:
        log_in(county_admin)
        clock.shift(timedelta(days=policy("factor.grace_days")))
        client = log_in(county_admin)
        assert client.get(API).json["second_factor"]["advice"] == "overdue"
        refused = client.get("/api/v1/officers")
        assert (refused.status_code, refused.json["code"]) == (403, "second_factor_overdue")
        add_app(client)
        assert client.get("/api/v1/officers").status_code == 200


def test_a_specialist_in_the_field_is_asked_for_nothing(app, specialist, log_in, second_factors_are_required):
    with time_machine.travel(utc_now(), tick=False) as clock:
        log_in(specialist)
        clock.shift(timedelta(days=policy("factor.grace_days") + 1))
        assert log_in(specialist).get("/api/v1/rounds").status_code == 200


def test_the_audit_log_says_what_was_done_and_by_which_factor(app, phone):
    authenticator, _ = phone
    client, _ = first_step(app)
    second_step(client, "000 000")
    second_step(client, authenticator.now())
    entries = [(entry.action, entry.facts) for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert ("add_second_factor", {"kind": "totp"}) in entries
    assert [action for action, _ in entries][-2:] == ["log_in_refused", "log_in"]
    assert entries[-1][1] == {"factor": "totp"}
    assert authenticator.secret not in str(entries)


def test_a_disabled_officer_cannot_take_the_second_step(app, phone, county_admin):
    authenticator, _ = phone
    client, _ = first_step(app)
    with transaction():
        db.session.get(Officer, county_admin).disabled_at = utc_now()
    assert second_step(client, authenticator.now()).json["code"] == "log_in_step_over"
    assert db.session.scalars(select(LoginSession.factor)).all() == [None]
