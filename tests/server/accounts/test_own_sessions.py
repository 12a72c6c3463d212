"""T16, ASVS 7.4 and 7.5: log-ins are seen and ended by their owner and by who administers the account."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from server.accounts.sessions.rules import browser_of
from server.audit.models import AuditEntry
from server.core.clock import utc_now
from server.db import db
from server.rules import policy
from tests.support import people
from tests.support.clients import client_of
from tests.support.factors import API, add_app

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)


def listed(client):
    return client.get(f"{API}/list").json["items"]


def test_t16_nobody_sees_or_ends_a_log_in_of_somebody_else(app, log_in, specialist, bank_manager):
    mine, theirs = log_in(specialist), log_in(bank_manager)
    [session] = listed(theirs)
    assert session["id"] not in {one["id"] for one in listed(mine)}
    assert mine.delete(f"{API}/list/{session['id']}", headers=people.HEADERS).status_code == 404
    assert theirs.get(API).status_code == 200


def test_t16_a_log_in_that_was_ended_elsewhere_opens_nothing(app, log_in, specialist):
    here, there = log_in(specialist), log_in(specialist)
    [other] = [one for one in listed(here) if not one["is_this"]]
    assert here.delete(f"{API}/list/{other['id']}", headers=people.HEADERS).status_code == 204
    assert there.get(API).status_code == 401
    assert here.get(API).status_code == 200
    assert here.delete(f"{API}/list/{other['id']}", headers=people.HEADERS).status_code == 404


def test_t16_all_others_end_at_once_and_this_one_stays(app, log_in, specialist):
    here, others = log_in(specialist), [log_in(specialist) for _ in range(3)]
    assert len(listed(here)) == 4
    assert here.delete(f"{API}/list", headers=people.HEADERS).status_code == 204
    assert [client.get(API).status_code for client in others] == [401] * 3
    assert [one["is_this"] for one in listed(here)] == [True]


def test_the_list_says_where_when_and_with_what(app, world, specialist):
    client = client_of(app)
    body = {"username": "zhoumin", "password": people.PASSWORD}
    headers = people.HEADERS | {"User-Agent": CHROME}
    client.post(API, json=body, headers=headers, environ_base={"REMOTE_ADDR": "10.1.2.3"})
    [session] = listed(client)
    assert (session["address"], session["browser"]) == ("10.1.2.3", "Chrome 156, Windows")
    assert (session["device"], session["factor"]) == (None, None)
    assert "token_hash" not in session


def test_sessions_that_ended_by_themselves_are_not_listed(app, log_in, specialist):
    with time_machine.travel(utc_now(), tick=False) as clock:
        log_in(specialist)
        clock.shift(timedelta(minutes=policy("session.idle_minutes_office")))
        assert len(listed(log_in(specialist))) == 1


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("", None),
        ("curl/8", None),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140, Linux"),
        ("Mozilla/5.0 (Linux; Android 14; K) Chrome/130.0.0.0 Mobile Safari/537.36", "Chrome 130, Android"),
        (f"{CHROME} Edg/156.0.0.0", "Edge 156, Windows"),
        ("<script>alert(1)</script>", None),
    ],
)
def test_a_browser_is_named_in_a_few_known_words(agent, words):
    assert browser_of(agent) == words


@pytest.fixture
def other_county_admin(world):
    return people.make_officer(world.other_county, "county_admin", username="dunhua")


@pytest.mark.parametrize("path", ["sessions", "second-factors"])
def test_t16_another_county_touches_no_log_in_of_ours(app, log_in, specialist, other_county_admin, path):
    stranger = log_in(other_county_admin)
    assert stranger.delete(f"/api/v1/officers/{specialist}/{path}", headers=people.HEADERS).status_code == 404
    assert stranger.get(f"/api/v1/officers/{specialist}/sessions").status_code == 404


@pytest.mark.parametrize("path", ["sessions", "second-factors"])
def test_t16_nobody_administers_whose_roles_they_could_not_give(app, world, log_in, county_admin, path):
    auditor = people.make_officer(world.county, "auditor")
    refused = log_in(county_admin).delete(f"/api/v1/officers/{auditor}/{path}", headers=people.HEADERS)
    assert refused.json["code"] == "role_not_yours_to_give"


@pytest.mark.parametrize("path", ["sessions", "second-factors"])
def test_nobody_resets_themselves_past_their_own_factor(app, log_in, county_admin, path):
    refused = log_in(county_admin).delete(f"/api/v1/officers/{county_admin}/{path}", headers=people.HEADERS)
    assert refused.json["code"] == "own_account"


def test_the_county_sees_and_ends_an_officers_log_ins(app, log_in, county_admin, specialist):
    office, theirs, more = log_in(county_admin), log_in(specialist), log_in(specialist)
    found = office.get(f"/api/v1/officers/{specialist}/sessions").json["items"]
    assert len(found) == 2
    one = f"/api/v1/officers/{specialist}/sessions/{found[0]['id']}"
    assert office.delete(one, headers=people.HEADERS).status_code == 204
    assert sorted(client.get(API).status_code for client in (theirs, more)) == [200, 401]
    assert office.delete(f"/api/v1/officers/{specialist}/sessions", headers=people.HEADERS).status_code == 204
    assert [client.get(API).status_code for client in (theirs, more)] == [401, 401]


def test_a_reset_ends_sessions_and_factors_and_its_owner_is_told_until_they_have_seen_it(
    app, log_in, county_admin, world
):
    supervisor = people.make_officer(world.county, "supervisor", username="sunli", name="孙丽")
    theirs = log_in(supervisor)
    add_app(theirs)
    office = log_in(county_admin)
    answer = office.delete(f"/api/v1/officers/{supervisor}/second-factors", headers=people.HEADERS)
    assert answer.status_code == 200
    assert theirs.get(API).status_code == 401
    client = log_in(supervisor)
    session = client.get(API).json
    assert session["second_factor"]["has"] is False
    assert session["factors_reset"]["by"] == "刘洋"
    assert client.post(f"{API}/factors-reset/seen", headers=people.HEADERS).status_code == 204
    assert client.get(API).json["factors_reset"] is None
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "reset_second_factors"))
    assert (entry.subject_id, entry.officer_id) == (supervisor, county_admin)
