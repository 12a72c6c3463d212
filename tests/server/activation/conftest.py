import pytest

from server.audit import Actor, acting_as
from server.cards.models import Card
from server.db import db
from server.rules import policy
from tests.support.far_sides import outside as run_outside
from tests.support.field import make_office, stock


@pytest.fixture
def outside(tmp_path):
    with run_outside(tmp_path) as running:
        yield running


@pytest.fixture
def office(app):
    return make_office()


@pytest.fixture
def card(office):
    [card_id] = stock(office, 1)
    return db.session.get_one(Card, card_id)


@pytest.fixture(autouse=True)
def relay_acts(app, monkeypatch):
    """Rows are sent as fast as the test can: the rate limit is the policy's own test."""
    monkeypatch.setattr("server.activation.relay.actions.time.sleep", lambda _seconds: None)
    assert policy("activation.requests_per_second") > 0
    with acting_as(Actor(system="job:relay")):
        yield
