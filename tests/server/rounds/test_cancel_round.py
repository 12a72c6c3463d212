"""A round that is only planned can be given up; two planners never take the same cards (1.2.2.a)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from server.audit import Actor, acting_as
from server.audit.models import AuditEntry
from server.core.errors import Refusal
from server.db import db
from server.rounds.actions import cancel_round
from server.rounds.models import Round, RoundCard
from server.rounds.queries import cards_of
from tests.support.field import Office, check_out, plan, stock
from tests.support.people import HEADERS, logged_in, make_officer

pytestmark = pytest.mark.both_engines


def cancel(office: Office, round_id: str) -> Round:
    with acting_as(Actor(officer_id=office.specialist)):
        return cancel_round(round_id)


def test_it_refuses_a_round_whose_cards_have_left_and_one_that_is_cancelled(office: Office) -> None:
    stock(office, 2)
    gone = plan(office)
    check_out(office, gone)
    stock(office, 1, first_number=10)
    given_up = plan(office)
    cancel(office, given_up)

    for round_id in (gone, given_up):
        with pytest.raises(Refusal, match="illegal_transition"):
            cancel(office, round_id)


def test_it_refuses_a_round_of_another_place(office: Office) -> None:
    stock(office, 1)
    round_id = plan(office)

    elsewhere = make_officer(office.world.other_station, "card_specialist")
    with acting_as(Actor(officer_id=elsewhere)), pytest.raises(Refusal, match="not_found"):
        cancel_round(round_id)


def test_its_cards_may_be_planned_again_and_the_numbers_of_the_day_go_on(office: Office) -> None:
    stock(office, 3)
    first = plan(office)

    assert cancel(office, first).state == "cancelled"
    second = plan(office)
    assert len(cards_of(second)) == 3
    assert db.session.get(Round, second).number == 2
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "cancel_round"))
    assert (entry.subject_id, entry.officer_id, entry.clause) == (first, office.specialist, "1.2.2.a")


def test_a_cancelled_round_cannot_be_counted_out(office: Office) -> None:
    stock(office, 1)
    round_id = plan(office)
    cancel(office, round_id)

    with pytest.raises(Refusal, match="illegal_transition"):
        check_out(office, round_id)


def test_the_desk_cancels_it(app: Flask, office: Office) -> None:
    stock(office, 1)
    round_id = plan(office)

    desk = logged_in(app, office.specialist)
    answer = desk.post(f"/api/v1/rounds/{round_id}/cancel", headers=HEADERS)
    assert (answer.status_code, answer.json["state"]) == (200, "cancelled")
    assert desk.get("/api/v1/rounds?state=cancelled").json["total"] == 1


def test_two_planners_at_once_never_take_the_same_cards(app: Flask, office: Office) -> None:
    ids = stock(office, 40)

    def plan_them(_: int) -> str:
        with app.app_context():
            try:
                plan(office, card_ids=ids)
            except Refusal as refused:
                return refused.code
            finally:
                db.session.remove()
        return "planned"

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(plan_them, range(4)))
    db.session.rollback()
    assert told == ["cards_unfit_for_round"] * 3 + ["planned"]
    assert len(db.session.scalars(select(RoundCard.card_id)).all()) == 40
