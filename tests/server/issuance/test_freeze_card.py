"""The card of somebody who died is frozen: not handed over, not activated, not taken along again (3.1.a)."""

import pytest
from flask import Flask
from sqlalchemy import select

from server.cards.models import Card, CardStateChange
from server.core.errors import Refusal
from server.db import db
from server.issuance.models import HandOver
from server.rounds.queries import candidates
from server.rounds.rules import Share
from server.sync.actions import receive_records
from server.verify import audit_entries, cards, persons, records
from tests.support.closing import check_in, close, ids, the_close
from tests.support.collecting import companion
from tests.support.field import BANK, SECOND_INK, Field, go_out, go_out_together, id_of, plan
from tests.support.people import LONGQUAN, as_officer
from tests.support.sealing import posted
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines


@pytest.fixture
def out(app: Flask) -> Field:
    field = go_out(app, 3)
    field.tablet.put(STROKES)
    field.tablet.put(SECOND_INK)
    return field


def send(out: Field, *contents: bytes) -> list[str]:
    answers = receive_records(out.tablet.id, [posted(content) for content in contents])
    db.session.rollback()
    return [answer.reason or answer.verdict for answer in answers]


def freeze_of(out: Field, at: int = 0) -> str:
    return db.session.get_one(Card, out.people[at]["card"]["id"]).freeze_state


def correct(out: Field, record: bytes) -> bytes:
    return out.pen.correct(id_of(record), reason="wrong_person")


def test_a_frozen_card_is_not_handed_over_and_not_activated(app: Flask, out: Field) -> None:
    phone = companion(app, out)
    assert send(out, out.pen.not_served(out.people[0], "dead"), out.pen.hand_over(out.people[0])) == [
        "accepted", "card_of_deceased",
    ]  # fmt: skip
    assert send(phone, phone.pen.finance(phone.people[0])) == ["card_of_deceased"]

    assert db.session.scalar(select(HandOver)) is None
    assert freeze_of(out) == "frozen"


def test_another_tablet_s_hand_over_is_parked_and_stays_so_while_the_record_stands(app: Flask) -> None:
    first, second = go_out_together(app, 2, Share("all"), Share("all"))
    second.tablet.put(STROKES)
    assert send(first, first.pen.not_served(first.people[0], "dead")) == ["accepted"]

    assert send(second, second.pen.hand_over(second.people[0])) == ["card_of_deceased"]


def test_a_frozen_card_is_not_taken_along_again(out: Field) -> None:
    dead, one, two = out.people
    count = out.pen.count(returned=ids(dead, one, two))
    assert send(out, out.pen.not_served(dead, "dead"), count) == ["accepted"] * 2
    check_in(out)
    close(out)

    with as_officer(out.office.supervisor):
        left = {card.id for card in candidates(LONGQUAN, BANK)}
    assert left == set(ids(one, two))
    plan(out.office)
    with pytest.raises(Refusal, match="no_cards"):
        plan(out.office)


def test_other_reasons_freeze_nothing(out: Field) -> None:
    assert send(out, out.pen.not_served(out.people[0], "absent")) == ["accepted"]

    assert freeze_of(out) == "free"


def test_it_is_told_at_the_close_and_in_the_card_s_history(out: Field) -> None:
    record = out.pen.not_served(out.people[0], "dead")
    assert send(out, record, out.pen.not_served(out.people[0], "dead")) == ["accepted"] * 2

    assert [one["name"] for one in the_close(out)["frozen"]] == [out.people[0]["name"]]
    (change,) = db.session.scalars(select(CardStateChange).where(CardStateChange.axis == "freeze"))
    assert (change.new, change.clause, change.event_id) == ("frozen", "3.1.a", id_of(record))
    assert [one.check().problems for one in (persons, records, cards, audit_entries)] == [[], [], [], []]


def test_the_last_correction_lets_it_go(out: Field) -> None:
    first, again = out.pen.not_served(out.people[0], "dead"), out.pen.not_served(out.people[0], "dead")
    assert send(out, first, again, correct(out, first)) == ["accepted"] * 3
    assert freeze_of(out) == "frozen"

    assert send(out, correct(out, again), out.pen.hand_over(out.people[0])) == ["accepted"] * 2

    assert freeze_of(out) == "free"
    assert [one.check().problems for one in (persons, records, cards)] == [[], [], []]
