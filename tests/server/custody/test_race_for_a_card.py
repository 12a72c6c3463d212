"""Several people at once: a card goes into one hand, a batch comes in once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from server.audit.queries import first_broken_entry
from server.cards.models import Card
from server.core.errors import Refusal
from server.core.ids import new_id
from server.custody.actions import check_out_cards
from server.custody.models import Movement
from server.custody.receipts.actions import Count, receive_batch
from server.db import db
from tests.support import people

pytestmark = pytest.mark.both_engines


def at_once(app, officer, acts):
    """Run the acts in threads, each with a session of its own; return what each gave or why it was refused."""

    def run(act):
        with app.app_context(), people.as_officer(officer):
            try:
                act()
            except Refusal as refused:
                return refused.code
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_two_rounds_want_the_same_cards_and_one_gets_them_all(app, acting, stock):
    receive_batch(stock.batch_id, Count(stock.vault_id, 10))
    hands = {"custodian_id": stock.custodian, "specialist_id": stock.specialist}
    rounds = [new_id() for _ in range(4)]
    # Each names the cards in another order: locks taken in the order of the list would wait in a ring.
    orders = [stock.card_ids, stock.card_ids[::-1], stock.card_ids[5:] + stock.card_ids[:5], stock.card_ids]
    acts = [
        lambda r=round_id, ids=ids: check_out_cards(r, ids, stock.vault_id, **hands)
        for round_id, ids in zip(rounds, orders, strict=True)
    ]
    assert at_once(app, stock.custodian, acts) == ["card_not_here"] * 3 + ["done"]
    db.session.rollback()
    held = db.session.execute(select(Card.holder_id, func.count()).group_by(Card.holder_id)).all()
    assert len(held) == 1
    assert held[0][1] == 10
    assert db.session.scalar(select(func.count()).select_from(Movement).where(Movement.verb == "check_out")) == 10
    assert first_broken_entry() is None


def test_a_batch_received_by_impatient_clicks_comes_in_once(app, acting, stock):
    acts = [lambda: receive_batch(stock.batch_id, Count(stock.vault_id, 10))] * 4
    assert at_once(app, stock.custodian, acts) == ["batch_already_received"] * 3 + ["done"]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Movement)) == 10
