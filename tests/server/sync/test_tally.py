"""A tablet's sheet is laid beside what is here: the same code, or which records are missing (H10, C16)."""

from dataclasses import asdict
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.sync.tally.rules import ALPHABET, check_code, missing_up_to, read_code, tally_of
from tests.support.closing import account, send
from tests.support.field import Field, go_out
from tests.support.people import HEADERS, logged_in
from tests.support.rescue import bring, from_tablet
from tests.support.tablets import STROKES
from tests.support.vectors import read_vectors

VECTORS = read_vectors("tally")


@pytest.fixture
def out(app: Flask) -> Field:
    return go_out(app, 5)


@pytest.fixture
def desk(app: Flask, out: Field) -> FlaskClient:
    return logged_in(app, out.office.specialist)


def compare(desk: FlaskClient, out: Field, number: int, code: str, **more: Any) -> dict[str, Any]:
    query = {"number": number, "code": code, **more}
    return desk.get(f"/api/v1/devices/{out.tablet.id}/tally/comparison", query_string=query).json


@pytest.mark.parametrize("row", VECTORS["codes"], ids=lambda row: row["code"])
def test_h10_a_code_is_the_tablets(row: dict[str, Any]) -> None:
    assert check_code(row["device"], row["epoch"], row["seq"], row["hash"]) == row["code"]


@pytest.mark.parametrize("row", VECTORS["tallies"], ids=lambda row: row["name"])
def test_figures_are_the_tablets(row: dict[str, Any]) -> None:
    assert asdict(tally_of(row["bodies"])) == row["tally"]


@pytest.mark.parametrize("row", VECTORS["written"], ids=lambda row: row["read"])
def test_a_code_is_read_as_it_was_meant(row: dict[str, Any]) -> None:
    assert read_code(row["written"]) == row["read"]


def test_codes_have_no_characters_that_look_alike() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ILOU")


def test_missing_numbers_are_ranges() -> None:
    assert missing_up_to(6, {1, 2, 5}) == [{"first": 3, "last": 4}, {"first": 6, "last": 6}]


def test_h10_when_all_has_come_sheet_and_desk_say_the_same(out: Field, desk: FlaskClient) -> None:
    out.tablet.put(STROKES)
    send(out, out.pen.hand_over(out.people[0]), out.pen.not_served(out.people[1]))
    code = check_code(out.tablet.id, 1, 2, out.pen.head)

    shown = desk.get(f"/api/v1/devices/{out.tablet.id}/tally").json

    assert shown["chains"] == [
        {"epoch": 1, "held": 2, "held_code": code, "told": None, "told_code": None, "missing": []}
    ]
    assert (
        shown["rounds"][0]["tally"] | {"records": 2, "handed_over": 1, "not_served": 1} == shown["rounds"][0]["tally"]
    )
    assert compare(desk, out, 2, f" {code.lower()} ") == {
        "result": "same", "epoch": 1, "number": 2, "code": code, "same_as": 2, "missing": [],
    }  # fmt: skip


def test_h10_what_the_sheet_says_and_the_desk_has_not_is_named(out: Field, desk: FlaskClient) -> None:
    here = [out.pen.not_served(person) for person in out.people[:2]]
    [out.pen.not_served(person) for person in out.people[2:]]
    send(out, *here)

    said = compare(desk, out, 5, check_code(out.tablet.id, 1, 5, out.pen.head))

    assert (said["result"], said["missing"], said["same_as"]) == ("not_here", [{"first": 3, "last": 5}], None)


def test_a_number_misread_or_a_code_of_another_record_is_told(out: Field, desk: FlaskClient) -> None:
    records = [out.pen.not_served(out.people[0])]
    second = check_code(out.tablet.id, 1, 1, out.pen.head)
    records.append(out.pen.not_served(out.people[1]))
    send(out, *records)

    assert compare(desk, out, 2, second) | {"result": "other", "same_as": 1} == compare(desk, out, 2, second)
    assert compare(desk, out, 2, "0000")["same_as"] is None


def test_c16_after_an_emptied_storage_the_old_chain_shows_its_gap_and_the_code_it_told(
    out: Field, desk: FlaskClient
) -> None:
    records = [out.pen.not_served(person) for person in out.people[:3]]
    send(out, records[0])
    head = {"epoch": 1, "last_seq": 3, "head_hash": out.pen.head}
    out.tablet.client.post("/api/v1/sync/hello", json={"report": {"unsent": 2}, **head}, headers=HEADERS)
    anew = {"epoch": 2, "last_seq": 0, "ended": [{"epoch": 1, "last_seq": 3}]}
    out.tablet.client.post("/api/v1/sync/hello", json={"report": {"unsent": 0}, **anew}, headers=HEADERS)

    old = desk.get(f"/api/v1/devices/{out.tablet.id}/tally").json["chains"][0]

    assert (old["held"], old["told"], old["missing"]) == (1, 3, [{"first": 2, "last": 3}])
    assert old["told_code"] == check_code(out.tablet.id, 1, 3, out.pen.head)
    assert compare(desk, out, 3, old["told_code"], epoch=1)["result"] == "not_here"


def test_who_may_not_is_refused(app: Flask, out: Field) -> None:
    manager = logged_in(app, out.office.bank_manager)

    assert manager.get(f"/api/v1/devices/{out.tablet.id}/tally").status_code == 403


def test_h10_what_a_lost_tablet_had_beyond_what_came_is_a_case_that_two_people_settle(app: Flask, out: Field) -> None:
    records = [out.pen.not_served(person) for person in out.people]
    send(out, *records[:2])
    supervisor = logged_in(app, out.office.supervisor)
    said = {"device_id": out.tablet.id, "epoch": 1, "number": 4}

    case = supervisor.post("/api/v1/lost-epochs", json=said, headers=HEADERS)
    assert (case.status_code, case.json["held"], case.json["told"], case.json["missing"]) == (201, 2, 4, 2)
    grown = supervisor.post("/api/v1/lost-epochs", json=said | {"number": 5}, headers=HEADERS).json
    assert (grown["id"], grown["missing"]) == (case.json["id"], 3)

    # One of them turns up in a file; the other two were entered from paper.
    bring(logged_in(app, out.office.specialist), from_tablet(out.tablet, records[:3]))
    finding = {"reason": "entered_from_paper", "second": account(out.office.custodian)}
    settled = supervisor.post(f"/api/v1/lost-epochs/{case.json['id']}/settle", json=finding, headers=HEADERS)
    assert (settled.status_code, settled.json["missing"]) == (200, 2)
    again = supervisor.post("/api/v1/lost-epochs", json=said | {"number": 5}, headers=HEADERS)
    assert (again.status_code, again.json["code"]) == (409, "case_settled")


def test_where_nothing_is_missing_no_case_is_opened(app: Flask, out: Field) -> None:
    send(out, out.pen.not_served(out.people[0]))
    said = {"device_id": out.tablet.id, "number": 1}

    answer = logged_in(app, out.office.supervisor).post("/api/v1/lost-epochs", json=said, headers=HEADERS)

    assert (answer.status_code, answer.json["code"]) == (409, "nothing_missing")
