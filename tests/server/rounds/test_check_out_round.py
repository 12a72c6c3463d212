"""Cards leave the vault counted, from one person's hand into another's, under two signatures (4.1.1.b)."""

from collections.abc import Callable
from datetime import timedelta

import orjson
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.accounts.officers.models import Officer
from server.cards.models import Card
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.custody.models import Movement
from server.db import db
from server.evidence.models import Evidence
from server.rounds.actions import check_out_round
from server.rounds.queries import cards_of, check_out_of
from tests.support.field import SIGNATURE, Office, check_out, plan, stock
from tests.support.people import HEADERS, PASSWORD, as_officer, logged_in, make_officer
from tests.support.tablets import STROKES


@pytest.fixture
def round_id(office: Office) -> str:
    stock(office, 6)
    return plan(office)


def ids(round_id: str) -> list[str]:
    return [card.id for card in cards_of(round_id)]


def body(round_id: str, office: Office, **changed) -> dict:
    username = db.session.get(Officer, office.specialist).username
    strokes = orjson.loads(STROKES)
    return {
        "counted_card_ids": ids(round_id),
        "custodian_signature": strokes,
        "specialist": {"username": username, "password": PASSWORD},
        "specialist_signature": strokes,
        **changed,
    }


def test_it_refuses_a_count_that_differs_and_names_the_boxes(office: Office, round_id: str) -> None:
    counted = ids(round_id)
    stranger = stock(office, 1, village="222426100202", first_number=50)[0]

    with pytest.raises(Refusal, match="count_differs") as refused:
        check_out(office, round_id, [*counted[:-2], stranger])

    assert refused.value.facts["missing"] == ["1-2-1-06", "1-2-1-07"]
    assert refused.value.facts["foreign"] == [stranger]
    assert db.session.scalar(select(func.count()).where(Movement.verb == "check_out")) == 0


def test_it_refuses_a_card_counted_twice(office: Office, round_id: str) -> None:
    counted = ids(round_id)

    with pytest.raises(Refusal, match="count_differs"):
        check_out(office, round_id, [*counted, counted[0]])


def test_t9_it_refuses_one_person_in_both_hands_and_every_stand_in(office: Office, round_id: str) -> None:
    stranger = make_officer(office.world.county, "custodian")
    for custodian, specialist, code in [
        (office.custodian, office.custodian, "same_person_twice"),
        (stranger, office.specialist, "not_the_custodian"),
        (office.custodian, office.bank_manager, "not_the_specialist"),
    ]:
        with as_officer(office.custodian), pytest.raises(Refusal, match=code):
            check_out_round(round_id, custodian, specialist, ids(round_id), (SIGNATURE, SIGNATURE))


def test_it_refuses_a_wrong_password_of_the_specialist(app: Flask, office: Office, round_id: str) -> None:
    client = logged_in(app, office.custodian)
    account = {"username": db.session.get(Officer, office.specialist).username, "password": "not this one"}

    answer = client.post(
        f"/api/v1/rounds/{round_id}/check-out", json=body(round_id, office, specialist=account), headers=HEADERS
    )

    assert (answer.status_code, answer.json["code"]) == (401, "wrong_credentials")
    assert check_out_of(round_id) is None


@pytest.mark.parametrize("account", [{"username": "u" * 61}, {"password": "p" * 201}, {"password": ""}])
def test_it_reads_no_endless_account(app: Flask, office: Office, round_id: str, account: dict) -> None:
    given = {"username": "zhoumin", "password": "not this one", **account}

    answer = logged_in(app, office.custodian).post(
        f"/api/v1/rounds/{round_id}/check-out", json=body(round_id, office, specialist=given), headers=HEADERS
    )

    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")


def test_it_refuses_whoever_is_no_custodian(app: Flask, office: Office, round_id: str) -> None:
    answer = logged_in(app, office.specialist).post(
        f"/api/v1/rounds/{round_id}/check-out", json=body(round_id, office), headers=HEADERS
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("strokes", [[], [[]]])
def test_it_refuses_an_empty_signature(app: Flask, office: Office, round_id: str, strokes: list) -> None:
    answer = logged_in(app, office.custodian).post(
        f"/api/v1/rounds/{round_id}/check-out",
        json=body(round_id, office, custodian_signature={"box": [1, 1], "strokes": strokes}),
        headers=HEADERS,
    )

    assert answer.status_code == 422


def test_it_refuses_a_round_whose_day_is_over_and_lets_its_cards_be_planned_again(
    office: Office, round_id: str
) -> None:
    with time_machine.travel(utc_now() + timedelta(days=2)):
        with pytest.raises(Refusal, match="lease_over"):
            check_out(office, round_id)
        again = plan(office)
        check_out(office, again)
    assert len(ids(again)) == 6


def test_it_refuses_a_second_check_out(office: Office, round_id: str) -> None:
    check_out(office, round_id)

    with pytest.raises(Refusal, match="illegal_transition"):
        check_out(office, round_id)


@pytest.mark.both_engines
def test_it_moves_the_cards_under_both_names_and_keeps_both_signatures(
    app: Flask, office: Office, round_id: str
) -> None:
    client: FlaskClient = logged_in(app, office.custodian)

    answer = client.post(f"/api/v1/rounds/{round_id}/check-out", json=body(round_id, office), headers=HEADERS)

    assert answer.status_code == 201, answer.json
    assert (answer.json["state"], answer.json["check_out"]["counted"]) == ("checked_out", 6)
    db.session.rollback()
    movements = db.session.scalars(select(Movement).where(Movement.verb == "check_out")).all()
    assert {(m.officer_id, m.second_officer_id, m.to_id) for m in movements} == {
        (office.custodian, office.specialist, round_id)
    }
    assert set(db.session.scalars(select(Card.custody_state))) == {"checked_out"}
    kinds = db.session.scalars(select(Evidence.kind).where(Evidence.round_id == round_id)).all()
    assert kinds == ["officer_signature", "officer_signature"]


def test_it_shows_a_round_to_those_in_scope_only(app: Flask, office: Office, round_id: str) -> None:
    stranger = make_officer(office.world.other_county, "supervisor")
    other_bank = make_officer(office.world.other_branch, "bank_manager")
    see: Callable[[str], int] = lambda who: logged_in(app, who).get(f"/api/v1/rounds/{round_id}").status_code  # noqa: E731

    assert (see(stranger), see(other_bank)) == (404, 404)
    assert (see(office.bank_manager), see(office.supervisor)) == (200, 200)
    listed = logged_in(app, office.supervisor).get("/api/v1/rounds").json
    assert [(one["id"], one["cards"], one["village_name"]) for one in listed["items"]] == [(round_id, 6, "龙泉村")]
    shown = logged_in(app, office.specialist).get(f"/api/v1/rounds/{round_id}/cards").json
    assert [card["ordinal"] for card in shown["items"]] == [1, 2, 3, 4, 5, 6]
    assert "••••" in shown["items"][0]["social_security_number_masked"]
