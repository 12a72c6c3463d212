from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.cards.actions import add_bank
from server.cards.imports.actions import confirm_import, preview_file
from server.cards.models import Card
from server.custody.vaults.actions import NewVault, set_up_vault
from server.db import db
from tests.support import people, sheets


@dataclass
class Stock:
    """An imported batch and the vault that may take it."""

    batch_id: str
    vault_id: str
    card_ids: list[str]
    custodian: str
    specialist: str


@pytest.fixture
def world(app: Flask) -> people.World:
    world = people.make_world()
    add_bank("CBRCB", "长白农商银行", "长白农商")
    add_bank("TMJB", "图们江银行", "图们江")
    return world


@pytest.fixture
def stock(world: people.World) -> Stock:
    """Ten announced cards, not yet received."""
    custodian = people.make_officer(world.county, "custodian", username="sunguihua", name="孙桂华")
    specialist = people.make_officer(world.station, "card_specialist", username="zhoumin", name="周敏")
    with people.as_officer(people.make_officer(world.county, "county_admin")):
        vault = set_up_vault(NewVault("县局库房", "office", world.county, custodian, "222426000000"))
        vault_id = vault.id
    with people.as_officer(custodian):
        found = preview_file(sheets.xlsx(sheets.rows(10)), "a.xlsx", people.ANTU).batch_import
        batch_id = str(confirm_import(found.id).batch_id)
    card_ids = list(db.session.scalars(select(Card.id).order_by(Card.box_sort)))
    return Stock(batch_id, vault_id, card_ids, custodian, specialist)


@pytest.fixture
def acting(stock: Stock) -> Iterator[str]:
    """The custodian acts, without a request."""
    with people.as_officer(stock.custodian):
        yield stock.custodian


@pytest.fixture
def log_in(app: Flask) -> Callable[[str], FlaskClient]:
    return lambda officer_id: people.logged_in(app, officer_id)
