"""A round goes to one village with the cards of one bank, one specialist and one bank manager (1.2.2.a, 1.2.2.b)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.core.clock import local_date, utc_now
from server.core.errors import Refusal
from server.db import db, transaction
from server.rounds.models import Round, RoundCard
from server.rounds.queries import cards_of
from tests.support.field import Office, plan, stock
from tests.support.people import make_officer


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"area_code": "222426100000"}, "not_a_village"),
        ({"area_code": "2224261002"}, "not_a_village"),
        ({"planned_on": local_date(utc_now()) - timedelta(days=1)}, "round_in_the_past"),
        ({"area_code": "222426100202"}, "no_cards_for_round"),
        ({"bank_code": "TMJB"}, "bank_manager_unfit"),
    ],
)
def test_it_refuses_what_is_no_round(office: Office, changed: dict, code: str) -> None:
    stock(office, 2)

    with pytest.raises(Refusal, match=code):
        plan(office, **changed)


def test_it_refuses_people_who_are_not_of_the_place_or_the_bank(office: Office) -> None:
    stock(office, 2)
    elsewhere = make_officer(office.world.other_station, "card_specialist")
    other_bank = make_officer(office.world.other_branch, "bank_manager")

    for changed, code in [
        ({"specialist_id": elsewhere}, "specialist_unfit"),
        ({"specialist_id": office.custodian}, "specialist_unfit"),
        ({"bank_manager_id": other_bank}, "bank_manager_unfit"),
        ({"bank_manager_id": office.specialist}, "bank_manager_unfit"),
    ]:
        with pytest.raises(Refusal, match=code):
            plan(office, **changed)


def test_it_refuses_cards_of_another_village_bank_or_round(office: Office) -> None:
    mine = stock(office, 2)
    neighbours = stock(office, 1, village="222426100202", first_number=10)
    other_bank = stock(office, 1, bank="TMJB", first_number=20)

    for foreign in (neighbours, other_bank):
        with pytest.raises(Refusal, match="cards_unfit_for_round"):
            plan(office, card_ids=[*mine, *foreign])
    plan(office, card_ids=mine[:1])
    with pytest.raises(Refusal, match="cards_unfit_for_round"):
        plan(office, card_ids=mine)


@pytest.mark.both_engines
def test_it_takes_every_candidate_in_box_order_and_numbers_the_rounds_of_a_day(office: Office) -> None:
    stock(office, 60)
    stock(office, 3, village="222426100202", first_number=100)

    first = plan(office, card_ids=[card.id for card in _in_vault()[:20]])
    second = plan(office)

    rounds = {one.id: one for one in db.session.scalars(select(Round))}
    assert (rounds[first].number, rounds[second].number) == (1, 2)
    assert {one.state for one in rounds.values()} == {"planned"}
    positions = [card.box_sort for card in cards_of(second)]
    assert len(positions) == 40
    assert positions == sorted(positions)
    ordinals = db.session.scalars(select(RoundCard.ordinal).where(RoundCard.round_id == second)).all()
    assert sorted(ordinals) == list(range(1, 41))


def test_it_gives_the_cards_of_a_closed_round_free(office: Office) -> None:
    stock(office, 2)
    closed = plan(office)
    with transaction():
        db.session.get(Round, closed).state = "closed"

    assert len(cards_of(plan(office))) == 2


def test_it_writes_the_audit_log(office: Office) -> None:
    stock(office, 2)
    round_id = plan(office)

    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "plan_round"))
    assert (entry.subject_id, entry.officer_id, entry.clause) == (round_id, office.specialist, "1.2.2.a")


def _in_vault() -> list:
    from server.cards.models import Card

    return list(db.session.scalars(select(Card).where(Card.scope_area_code == "222426100201").order_by(Card.box_sort)))
