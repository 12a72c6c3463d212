"""Every route asked by every role about what is theirs, about another bank's, and about what is far away."""

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from server.accounts.rules import may_do, roles
from server.app import create_app
from tests.contracts.asking import api_routes, ask, put_back, take_snapshot
from tests.contracts.objects import DEVICE_ROUTES, OFFICER_ROUTES
from tests.contracts.places import BANK_ROLES, FAR, OWN, STATION_ROLES, Place, Stage, set_the_stage
from tests.support import databases, people
from tests.support.clients import client_of

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Played:
    """The application on its stage, each role's log-in, and the database as it was at first."""

    app: Flask
    stage: Stage
    tokens: dict[str, str]
    snapshot: Path


@dataclass(frozen=True)
class Question:
    """One route asked by one role about one place."""

    name: str
    role: str
    place: Place
    permission: str


def token_of(app: Flask, officer_id: str) -> str:
    return people.logged_in(app, officer_id).get_cookie("songka").value


@pytest.fixture(scope="module")
def played(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("matrix")
    app = create_app(databases.config_for(databases.sqlite_copy(sqlite_template, folder), folder))
    with app.app_context():
        stage = set_the_stage(roles())
        tokens = {role: token_of(app, officer_id) for role, officer_id in stage.officers.items()}
        yield Played(app, stage, tokens, take_snapshot(folder))
    databases.close(app)


def within_reach(role: str, place: Place) -> bool:
    """Say by hand, apart from the code under test, what each role reaches."""
    if role == "provincial_center" or place.kind == OWN:
        return True
    return place.kind != FAR and role not in BANK_ROLES


def expected(question: Question) -> int:
    route = OFFICER_ROUTES[question.name]
    if not may_do([question.role], question.permission):
        return 403
    if question.role in route.own_only and question.place.kind != OWN:
        return route.elsewhere
    if route.same_for_all or within_reach(question.role, question.place):
        return route.unless.get(question.role, route.ok)
    return route.elsewhere


def test_t13_every_route_answers_every_role_as_the_table_says(played, capsys):
    unexpected, outcomes = [], Counter()
    for name, access in api_routes(played.app).items():
        if name not in OFFICER_ROUTES:
            continue
        for role in roles():
            for place in played.stage.places:
                status, wrong = attempt(played, Question(name, role, place, access.permission))
                outcomes[status] += 1
                unexpected += [wrong] if wrong else []
    asked = f"{len(OFFICER_ROUTES)} routes × {len(roles())} roles × {len(played.stage.places)} places"
    with capsys.disabled():
        sys.stdout.write(
            f"\n{asked} = {sum(outcomes.values())} asked, {len(unexpected)} unexpected: {dict(outcomes)}\n"
        )
    assert unexpected == [], f"{len(unexpected)} unexpected:\n" + "\n".join(unexpected)
    assert sum(outcomes.values()) == len(OFFICER_ROUTES) * len(roles()) * len(played.stage.places)


def attempt(played, question):
    """Ask one question; return the status and, when it is not what is due, what was wrong."""
    route = OFFICER_ROUTES[question.name]
    client = client_of(played.app)
    client.set_cookie("songka", played.tokens[question.role])
    answer = ask(client, question.name, route, question.place, question.role)
    if question.name.split()[0] in CHANGES and not 300 <= answer.status_code < 500:
        put_back(played.snapshot)
    if route.shows and may_do([question.role], question.permission):
        fine, due = list_is_right(question, answer)
    else:
        due = expected(question)
        fine = answer.status_code == due
    wrong = f"{question.role} {question.name} ({question.place.kind}): {answer.status_code}, due {due} {said(answer)}"
    return answer.status_code, None if fine else wrong


def list_is_right(question, answer):
    """A list shows what is within reach and hides what is not; it may also refuse to look there."""
    route = OFFICER_ROUTES[question.name]
    thing = question.place[route.shown_to(question.role)]
    shown = thing in answer.get_data(as_text=True)
    due = within_reach(question.role, question.place) and question.role not in route.unless
    if question.role in route.own_only:
        due = due and question.place.kind == OWN
    return shown == due and (answer.status_code == 200 or (not due and answer.status_code == 404)), f"shown {due}"


def said(answer) -> str:
    if answer.status_code < 400 or not answer.is_json:
        return ""
    return f"{answer.json.get('code')} {answer.json.get('facts')}"


COUNTS = {
    "GET /activations/summary": lambda body: sum(row["count"] for row in body["items"]),
    "GET /addresses/unmatched": lambda body: sum(row["people"] for row in body["items"]),
}


def test_counts_leave_out_what_is_beyond_reach(played):
    wrong = {}
    for name, count in COUNTS.items():
        for role in roles():
            client = client_of(played.app)
            client.set_cookie("songka", played.tokens[role])
            answer = ask(client, name, OFFICER_ROUTES[name], played.stage.own)
            due = sum(within_reach(role, place) for place in played.stage.places)
            if name == "GET /addresses/unmatched" and role in STATION_ROLES:
                due = 0  # an address without a village belongs to the county
            if answer.status_code == 200 and count(answer.json) != due:
                wrong[name, role] = (count(answer.json), due)
    assert wrong == {}


def tablet(played, device: str, role: str | None = None, place: Place | None = None):
    """Return the client of one of the devices, with somebody's office log-in beside it where a role is named."""
    client = client_of(played.app)
    client.set_cookie("songka-device", (place or played.stage.own)[f"{device}_token"])
    if role:
        client.set_cookie("songka", played.tokens[role])
    return client


def test_no_officer_passes_for_a_device(played):
    passed = {}
    for name, route in DEVICE_ROUTES.items():
        for role in roles():
            client = client_of(played.app)
            client.set_cookie("songka", played.tokens[role])
            answer = ask(client, name, route, played.stage.own)
            if answer.status_code != 401:
                passed[role, name] = answer.status_code
    assert passed == {}


# What a revoked tablet may still do: say that it is there, and bring what is on it (4.2).
LAST_RECORDS = ("POST /sync/hello", "POST /events", "HEAD /blobs/<string:sha256>", "PUT /blobs/<string:sha256>")
# The last word of a device: it is none after it (T4).
LEAVES = "POST /device/leave"


def test_a_revoked_device_gets_nothing(played):
    lost, own = tablet(played, "lost_device"), played.stage.own
    got = {
        name: ask(lost, name, route, own)
        for name, route in DEVICE_ROUTES.items()
        if name not in (*LAST_RECORDS, LEAVES)
    }
    assert {name: answer.status_code for name, answer in got.items() if answer.status_code != 401} == {}
    assert {answer.json["code"] for answer in got.values()} == {"device_revoked"}


def test_a_revoked_device_brings_its_last_records(played):
    lost, own = tablet(played, "lost_device"), played.stage.own
    open_to_it = {name for name, access in api_routes(played.app).items() if access and access.revoked_device}
    assert open_to_it == {*LAST_RECORDS, LEAVES}
    for name in (*LAST_RECORDS, LEAVES):
        assert 200 <= ask(lost, name, DEVICE_ROUTES[name], own).status_code < 300, name
    put_back(played.snapshot)


def test_a_device_uses_its_own_routes_and_one_from_far_away_cannot(played):
    unexpected = {}
    for place in (played.stage.own, played.stage.far):
        client = tablet(played, "device", place=place)
        for name, route in [one for one in DEVICE_ROUTES.items() if one[0] != LEAVES]:
            # The round that the first device has packed is what the second one asks for.
            answer = ask(client, name, route, played.stage.own)
            due = {route.ok} if place.kind == OWN else {route.elsewhere}
            if route.same_for_all:
                due = {route.ok, 200}  # the same blob twice is there already
            if answer.status_code not in due:
                unexpected[name, place.kind] = (answer.status_code, due, said(answer))
        # Each has a round and records: these come first.
        assert ask(client, LEAVES, DEVICE_ROUTES[LEAVES], place).status_code == 409
    put_back(played.snapshot)
    assert unexpected == {}


def test_a_device_opens_no_desk_route_by_itself_nor_with_a_log_in_from_an_office(played):
    opened = {}
    for name, route in OFFICER_ROUTES.items():
        for role in (None, "county_admin"):
            answer = ask(tablet(played, "device", role), name, route, played.stage.own)
            if answer.status_code != 401:
                opened[name, role] = answer.status_code
    assert opened == {}
