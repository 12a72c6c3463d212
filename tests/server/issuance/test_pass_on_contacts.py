"""Phones and addresses set right at the hand-over go to the province by lists, each of them once (1.1.2.b)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.db import db
from server.sync.actions import receive_records
from tests.support.field import Field
from tests.support.people import HEADERS, logged_in, make_officer
from tests.support.sealing import posted
from tests.support.sheets import cells_of

pytestmark = pytest.mark.both_engines


@pytest.fixture
def client(app: Flask, out: Field) -> FlaskClient:
    return logged_in(app, out.office.supervisor)


def set_right(out: Field, number: int, **contact: str) -> None:
    record = out.pen.hand_over(out.people[number], payload={"contact": contact})
    assert [answer.verdict for answer in receive_records(out.tablet.id, [posted(record)])] == ["accepted"]
    db.session.rollback()


def pass_on(client: FlaskClient) -> str:
    answer = client.post("/api/v1/contact-lists", headers=HEADERS)
    assert answer.status_code == 201
    return str(answer.json["id"])


def sheet(client: FlaskClient, list_id: str) -> list[str]:
    return [cell.value for cell in cells_of(client.get(f"/api/v1/contact-lists/{list_id}.xlsx", headers=HEADERS).data)]


def test_it_refuses_a_list_of_nothing(client: FlaskClient) -> None:
    answer = client.post("/api/v1/contact-lists", headers=HEADERS)
    assert (answer.status_code, answer.json["code"], answer.json["clause"]) == (409, "no_contacts_waiting", "1.1.2.b")


def test_a_specialist_passes_nothing_on(app: Flask, out: Field) -> None:
    specialist = logged_in(app, out.office.specialist)
    assert specialist.post("/api/v1/contact-lists", headers=HEADERS).status_code == 403


def test_another_county_neither_takes_nor_sees_it(app: Flask, out: Field, client: FlaskClient) -> None:
    set_right(out, 0, phone="13811112222")
    made = pass_on(client)
    stranger = logged_in(app, make_officer(out.office.world.other_county, "supervisor"))
    assert stranger.get(f"/api/v1/contact-lists/{made}.xlsx", headers=HEADERS).status_code == 404
    assert stranger.get("/api/v1/contact-lists", headers=HEADERS).json["items"] == []
    assert stranger.post("/api/v1/contact-lists", headers=HEADERS).json["code"] == "no_contacts_waiting"


def test_the_next_list_holds_only_what_is_new(out: Field, client: FlaskClient) -> None:
    set_right(out, 0, phone="13811112222")
    first = pass_on(client)
    set_right(out, 1, address="龙泉村九组河边")
    second = pass_on(client)
    assert "13811112222" in sheet(client, first)
    assert "龙泉村九组河边" not in sheet(client, first)
    assert "龙泉村九组河边" in sheet(client, second)
    assert "13811112222" not in sheet(client, second)
    assert client.post("/api/v1/contact-lists", headers=HEADERS).json["code"] == "no_contacts_waiting"


def test_it_says_who_passed_it_on_and_when(out: Field, client: FlaskClient) -> None:
    set_right(out, 0, phone="13811112222")
    made = pass_on(client)
    [shown] = client.get("/api/v1/contact-corrections", headers=HEADERS).json["items"]
    assert (shown["state"], shown["passed_on_by"]) == ("sent", "高峰")
    [listed] = client.get("/api/v1/contact-lists", headers=HEADERS).json["items"]
    assert (listed["id"], listed["rows"], listed["made_by"]) == (made, 1, "高峰")
    assert listed["made_at"] == shown["passed_on_at"]
    sheet(client, made)
    acts = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert acts == ["take_contact_list", "pass_on_contacts"]


def test_the_sheet_has_full_numbers_as_text_and_no_formula(out: Field, client: FlaskClient) -> None:
    set_right(out, 0, address="=HYPERLINK(1)")
    answer = client.get(f"/api/v1/contact-lists/{pass_on(client)}.xlsx", headers=HEADERS)
    cells = cells_of(answer.data)
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"=HYPERLINK(1)", out.people[0]["number"]} <= {cell.value for cell in cells}
    assert out.people[0]["name"] not in answer.headers["Content-Disposition"]
