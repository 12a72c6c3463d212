from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.rules.policy import _rows as policy_rows
from tests.support import people


@pytest.fixture
def world(app: Flask) -> people.World:
    return people.make_world()


@pytest.fixture
def county_admin(world: people.World) -> str:
    return people.make_officer(world.county, "county_admin", username="liuyang", name="刘洋")


@pytest.fixture
def specialist(world: people.World) -> str:
    return people.make_officer(world.station, "card_specialist", username="zhoumin", name="周敏")


@pytest.fixture
def bank_manager(world: people.World) -> str:
    return people.make_officer(world.branch, "bank_manager", username="hanlei", name="韩磊")


@pytest.fixture
def log_in(app: Flask) -> Callable[[str], FlaskClient]:
    return lambda officer_id: people.logged_in(app, officer_id)


@pytest.fixture
def second_factors_are_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(policy_rows(), "factor.required", True)
