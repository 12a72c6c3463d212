"""T12: whatever a far side does to requests and answers, each card is activated there once, and here as there."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
import time_machine
from sqlalchemy import select

from server.activation.actions import request
from server.activation.models import Activation
from server.activation.relay.actions import drain
from server.cards.models import Card
from server.core.clock import utc_now
from server.core.ids import new_id
from server.db import db
from tests.support.field import stock

FAULTS = ["down", "time_out_before", "time_out_after", "answer_later", "answer_twice", "nonsense", "other_key"]
CARDS, TROUBLES = 12, 20


@pytest.mark.parametrize("seed", [1, 2])
def test_t12_each_card_is_activated_once_at_the_far_end_whatever_goes_wrong(office, outside, seed: int) -> None:
    random = Random(seed)
    cards = [db.session.get_one(Card, one) for one in stock(office, CARDS)]
    asked = [request("social", card, new_id()).id for card in cards]
    later = utc_now()
    for _ in range(TROUBLES):
        kind = random.choice(FAULTS)
        outside.fail(kind, **({"seconds": 1} if kind.startswith("time_out") else {}))
        later += timedelta(hours=2)
        with time_machine.travel(later):
            drain(outside.far_sides)

    # It is well again: what was unknown is asked about until it is known.
    for _ in range(4):
        later += timedelta(hours=2)
        with time_machine.travel(later):
            drain(outside.far_sides)

    states = db.session.scalars(select(Activation.state).where(Activation.id.in_(asked))).all()
    done = outside.activations()
    assert Counter(states) == {"confirmed": CARDS}
    assert len(done) == CARDS
    assert {one["effects"] for one in done} == {1}
