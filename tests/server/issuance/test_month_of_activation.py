"""An activation belongs to the day in China on which the bank manager made it, whenever it arrives or is confirmed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from server.activation.models import Activation
from server.activation.relay.actions import drain
from server.audit import Actor, acting_as
from server.core.clock import CHINA, end_of_day, local_date
from server.db import db
from server.issuance.models import FinanceReport
from server.issuance.register.queries import register_of
from server.rounds.models import Round
from tests.support.closing import card, send
from tests.support.far_sides import Outside
from tests.support.far_sides import outside as run_outside
from tests.support.field import Field, go_out, id_of
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines
LAST, FIRST = date(2026, 12, 31), date(2027, 1, 1)


def at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    with run_outside(tmp_path) as running:
        yield running


@pytest.fixture
def out(app: Flask) -> Field:
    with time_machine.travel(at(LAST, 19, 0)):
        found = go_out(app, 2)
        found.tablet.put(STROKES)
    return found


def served(out: Field, moment: datetime) -> list[bytes]:
    """Write, by the tablet's right clock at a moment, that a card was handed over and its account opened."""
    with time_machine.travel(moment):
        return [out.pen.hand_over(out.people[0]), out.pen.finance(out.people[0])]


def made_until(day: date) -> list[str]:
    """Return the reports that a month ending with this day counts."""
    return list(db.session.scalars(select(FinanceReport.id).where(FinanceReport.at < end_of_day(day))))


def test_one_of_the_31st_confirmed_on_the_1st_counts_to_the_month_that_is_over(out: Field, outside: Outside) -> None:
    day = served(out, at(LAST, 23, 50))
    with time_machine.travel(at(FIRST, 8, 30)), acting_as(Actor(system="job:relay")):
        assert send(out, *day) == ["accepted", "accepted"]
        drain(outside.far_sides)

    report = db.session.get_one(FinanceReport, id_of(day[1]))
    asked = db.session.scalars(select(Activation).where(Activation.event_id == report.id)).one()
    assert (asked.kind, asked.state, card(out.people[0]).finance_state) == ("finance", "confirmed", "active")
    assert asked.settled_at is not None
    assert (local_date(report.at), local_date(asked.settled_at)) == (LAST, FIRST)
    assert made_until(LAST) == [report.id]
    [line] = register_of(db.session.get_one(Round, out.round_id)).lines
    assert (line.collected_on, line.financial_active) == (LAST, True)


def test_one_after_midnight_counts_to_the_new_month_though_it_is_still_the_31st_in_utc(out: Field) -> None:
    day = served(out, at(FIRST, 0, 10))
    with time_machine.travel(at(FIRST, 0, 20)):
        assert send(out, *day) == ["accepted", "accepted"]

    report = db.session.get_one(FinanceReport, id_of(day[1]))
    assert (report.at.astimezone(UTC).date(), local_date(report.at)) == (LAST, FIRST)
    assert (made_until(LAST), made_until(FIRST)) == ([], [report.id])
