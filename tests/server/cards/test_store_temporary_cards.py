from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.cards.temporary.actions import store_temporary_cards
from server.cards.temporary.models import TemporaryCard, TemporaryCardList
from server.cards.temporary.queries import temporary_cards_for
from server.db import db
from tests.support import people

pytestmark = pytest.mark.both_engines


class Row(NamedTuple):
    social_security_number: str
    number: str
    issued_on: date | None = None


def at(hour):
    return datetime(2026, 11, 24, hour, tzinfo=UTC)


@pytest.fixture
def holder():
    return next(people.identity_numbers())


def test_without_a_list_nothing_is_known(app, holder):
    assert temporary_cards_for(people.LONGQUAN) is None
    assert temporary_cards_for(people.LONGQUAN) is None


def test_a_county_s_list_covers_its_villages_and_no_others(app, holder):
    store_temporary_cards(people.ANTU, at(6), "card_management", [Row(holder, "L0000001", date(2026, 9, 1))])
    found = temporary_cards_for(people.LONGQUAN)
    assert (found.as_of, found.source) == (at(6), "card_management")
    assert found.of(holder) == {"number": "L0000001", "issued_on": "2026-09-01"}
    assert found.of("222426199003074521") is None
    assert temporary_cards_for(people.LONGQUAN).of(holder)
    assert temporary_cards_for("222403100201") is None


def test_the_newest_list_counts_whatever_came_last(app, holder):
    store_temporary_cards(people.ANTU, at(8), "card_management", [])
    store_temporary_cards(people.ANTU, at(6), "file", [Row(holder, "L0000001")])
    assert temporary_cards_for(people.LONGQUAN).as_of == at(8)
    assert temporary_cards_for(people.LONGQUAN).of(holder) is None


def test_of_an_older_list_only_its_head_stays(app, holder):
    store_temporary_cards(people.ANTU, at(6), "card_management", [Row(holder, "L0000001")])
    store_temporary_cards(people.ANTU, at(8), "card_management", [Row(holder, "L0000001"), Row(holder, "L0000002")])
    heads = db.session.scalars(select(TemporaryCardList).order_by(TemporaryCardList.as_of)).all()
    assert [head.count for head in heads] == [1, 2]
    assert set(db.session.scalars(select(TemporaryCard.list_id))) == {heads[1].id}


def test_a_line_twice_is_one_and_a_person_with_two_cards_keeps_both(app, holder):
    rows = [Row(holder, "L1", date(2026, 1, 1)), Row(holder.lower(), "L1"), Row(holder, "L2", date(2026, 9, 1))]
    stored = store_temporary_cards(people.ANTU, at(6), "file", rows)
    assert stored.count == 2
    assert temporary_cards_for(people.LONGQUAN).of(holder)["number"] == "L2"


def test_it_writes_the_audit_log(app, holder):
    stored = store_temporary_cards(people.ANTU, at(6), "file", [Row(holder, "L1")])
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "store_temporary_cards"))
    assert (entry.subject_id, entry.clause, entry.facts) == (stored.id, "2.1", {"cards": 1})


def test_a_number_of_fifteen_digits_and_the_eighteen_it_grew_into_are_one_person(app):
    grown, other = "222426194803120107", "222426194803120158"
    shorter = grown[:6] + grown[8:17]
    store_temporary_cards(people.ANTU, at(6), "file", [Row(shorter, "L1")])
    assert temporary_cards_for(people.LONGQUAN).of(grown)["number"] == "L1"
    assert temporary_cards_for(people.LONGQUAN).of(other) is None
    store_temporary_cards(people.ANTU, at(8), "file", [Row(grown, "L2")])
    assert temporary_cards_for(people.LONGQUAN).of(shorter)["number"] == "L2"
    assert temporary_cards_for(people.LONGQUAN).of(other[:6] + other[8:17]) is None


def test_who_was_born_in_this_century_never_had_fifteen_digits(app):
    born_2012 = "222426201203120106"
    store_temporary_cards(people.ANTU, at(6), "file", [Row(born_2012[:6] + born_2012[8:17], "L1")])
    assert temporary_cards_for(people.LONGQUAN).of(born_2012) is None
