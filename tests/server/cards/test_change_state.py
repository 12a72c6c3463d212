import pytest
from sqlalchemy import select

from server.cards.actions import add_bank, change_state, load_banks
from server.cards.imports.actions import confirm_import, preview_file
from server.cards.models import Bank, Card
from server.cards.queries import state_changes_of
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db
from tests.support import people, sheets

pytestmark = pytest.mark.both_engines


@pytest.fixture
def card_id(acting):
    confirm_import(preview_file(sheets.xlsx(sheets.rows(1)), "a.xlsx", people.ANTU).batch_import.id)
    return db.session.scalar(select(Card.id))


def test_it_refuses_what_the_machine_does_not_know(card_id):
    with pytest.raises(Refusal) as refused:
        change_state(card_id, "finance", "confirm")
    assert refused.value.code == "illegal_transition"
    assert state_changes_of(card_id) == []


def test_it_refuses_a_card_that_does_not_exist(card_id):
    with pytest.raises(Refusal) as refused:
        change_state(new_id(), "social", "enable")
    assert refused.value.code == "not_found"


def test_each_function_goes_its_own_way_and_leaves_a_line(card_id):
    event = new_id()
    assert change_state(card_id, "finance", "request", event) == ("inactive", "requested")
    change_state(card_id, "social", "enable")
    change_state(card_id, "finance", "confirm")
    change_state(card_id, "password", "change")
    card = db.session.get(Card, card_id)
    assert (card.social_state, card.finance_state, card.face_check, card.password_changed) == (
        "enabled", "active", "not_checked", "changed",
    )  # fmt: skip
    lines = state_changes_of(card_id)
    assert [(line.axis, line.new, line.clause) for line in lines] == [
        ("finance", "requested", "1.2.2.d"),
        ("social", "enabled", "1.2.2.d"),
        ("finance", "active", "1.2.2.d"),
        ("password", "changed", "1.2.2.d"),
    ]
    assert lines[0].event_id == event


def test_common_banks_are_loaded_once(app):
    assert load_banks() > 0
    assert load_banks() == 0
    with pytest.raises(Refusal) as refused:
        add_bank("95588", "另一家", "另")
    assert refused.value.code == "bank_exists"
    assert db.session.get(Bank, "95566").name == "中国银行"
