from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.cards.actions import add_bank
from tests.support import people


@pytest.fixture
def world(app: Flask) -> people.World:
    world = people.make_world()
    add_bank("CBRCB", "长白农商银行", "长白农商")
    add_bank("TMJB", "图们江银行", "图们江")
    return world


@pytest.fixture
def custodian(world: people.World) -> str:
    return people.make_officer(world.county, "custodian", username="sunguihua", name="孙桂华")


@pytest.fixture
def acting(custodian: str) -> Iterator[str]:
    """The custodian acts, without a request."""
    with people.as_officer(custodian):
        yield custodian


@pytest.fixture
def desk(app: Flask, custodian: str) -> FlaskClient:
    return people.logged_in(app, custodian)


@pytest.fixture
def log_in(app: Flask) -> Callable[[str], FlaskClient]:
    return lambda officer_id: people.logged_in(app, officer_id)
