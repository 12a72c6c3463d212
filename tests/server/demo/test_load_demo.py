import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from joserfc.jwk import ECKey
from sqlalchemy import func, select

from server.accounts.models import Officer
from server.audit.models import AuditEntry
from server.audit.queries import first_broken_entry
from server.cards.models import Card, Cardholder
from server.core.identity_numbers import read_identity_number
from server.db import db
from server.demo.rules import ACCOUNTS, CONSIGNMENT, CONSIGNMENT_TO_TRY, PASSWORD
from server.demo.sheets.rules import rows, workbook
from server.rounds.models import Round
from tests.support import databases, people
from tests.support.applications import Applications
from tests.support.clients import client_of


@dataclass(frozen=True)
class Loaded:
    """An installation with the demonstration in it, and what the command printed."""

    folder: Path
    printed: str


@pytest.fixture(scope="module")
def once(sqlite_template: Path, applications: Applications, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Load it a single time: whoever asks for it gets a copy."""
    folder = tmp_path_factory.mktemp("demo")
    app = applications.in_place(databases.config_for(databases.sqlite_copy(sqlite_template, folder), folder))
    result = app.test_cli_runner().invoke(args=["demo"])
    databases.close(app)
    assert result.exit_code == 0, result.output
    return Loaded(folder, result.output)


@pytest.fixture
def app(once: Loaded, applications: Applications, tmp_path: Path) -> Iterator[Flask]:
    """The application in its own copy of what the command has made."""
    shutil.copytree(once.folder, tmp_path, dirs_exist_ok=True)
    app = applications.in_place(databases.config_for(f"sqlite:///{tmp_path}/songka.sqlite", tmp_path))
    with app.app_context():
        yield app
    databases.close(app)


@pytest.fixture
def loaded(app: Flask, once: Loaded) -> str:
    return once.printed


def counted():
    tables = (Officer, Card, Cardholder, Round)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_it_builds_a_county_with_cards_in_the_vault_and_a_round_to_pack(loaded):
    states = dict(db.session.execute(select(Card.custody_state, func.count()).group_by(Card.custody_state)).all())
    assert states == {"in_vault": 260, "checked_out": 40}
    assert sorted(db.session.scalars(select(Round.state))) == ["checked_out", "planned"]
    assert first_broken_entry() is None


def test_a_second_load_changes_nothing(app, loaded):
    before, entries = counted(), db.session.scalar(select(func.max(AuditEntry.id)))
    app.test_cli_runner().invoke(args=["demo", "load"])
    assert counted() == before
    assert db.session.scalar(select(func.max(AuditEntry.id))) == entries


def test_every_printed_account_logs_in(app, loaded):
    for account in ACCOUNTS:
        assert account.username in loaded
    client = client_of(app)
    body = {"username": "zhoumin", "password": PASSWORD}
    assert client.post("/api/v1/session", json=body, headers=people.HEADERS).status_code == 201


def test_everybody_is_made_up_with_a_right_check_digit_and_a_telephone_of_nobody(loaded):
    found = db.session.execute(select(Cardholder.social_security_number, Cardholder.phone)).all()
    assert all(read_identity_number(number).problem is None for number, _ in found)
    assert all(phone.startswith("1700000") for _, phone in found)


def test_the_sheets_are_the_same_at_every_installation():
    assert workbook(CONSIGNMENT) == workbook(CONSIGNMENT)
    numbers = [row[1] for row in rows(CONSIGNMENT)]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers).isdisjoint(row[1] for row in rows(CONSIGNMENT_TO_TRY))


def test_the_sheet_to_try_shows_what_the_preview_finds(app, loaded, tmp_path):
    client = client_of(app)
    client.post("/api/v1/session", json={"username": "sunli", "password": PASSWORD}, headers=people.HEADERS)
    with (tmp_path / "demo" / f"cards-{CONSIGNMENT_TO_TRY.number}.xlsx").open("rb") as sheet:
        form = {"area_code": "222426", "file": (sheet, "cards.xlsx")}
        answer = client.post("/api/v1/imports", data=form, headers=people.HEADERS)
    assert answer.status_code == 201
    found = {problem["code"] for problem in answer.json["problems"]}
    assert {"number_as_float", "number_check_digit", "box_position_twice", "name_separator"} <= found


def test_production_refuses_it(database_url, tmp_path):
    from server.app import create_app

    given = {
        "MODE": "production",
        "PUBLIC_URL": "https://songka.example",
        "CARD_MANAGEMENT_URL": "https://a.example",
        "BANK_URL": "https://b.example",
        "GATEWAY_TOKEN": "t" * 20,
    }
    app = create_app(databases.config_for(database_url, tmp_path, **given))
    result = app.test_cli_runner().invoke(args=["demo"])
    databases.close(app)
    assert result.exit_code == 1
    assert "production does not load it" in result.output


def test_its_tablet_can_be_enrolled_and_packs_the_round(app, loaded):
    tablet = client_of(app)

    def post(path, **body):
        return tablet.post(f"/api/v1{path}", json=body, headers=people.HEADERS)

    code = re.search(r"code ([0-9A-Z]{4}-[0-9A-Z]{4})", loaded).group(1)
    assert post("/enrolment", code=code).status_code == 201
    for username in ("zhoumin", "hanlei"):
        seal, sign = (ECKey.generate_key("P-256").as_dict(private=False) for _ in range(2))
        keys = {"seal_public_key": seal, "sign_public_key": sign}
        answer = post("/device/officers", username=username, password=PASSWORD, **keys)
        assert answer.status_code == 201
    rounds = tablet.get("/api/v1/device/rounds").json["items"]
    packed = post(f"/rounds/{rounds[0]['id']}/lease", account={"username": "zhoumin", "password": PASSWORD})
    assert packed.status_code == 201, packed.json
    assert packed.json["bundle"]["length"] > 40 * 1000
    again = app.test_cli_runner().invoke(args=["demo", "accounts"])
    assert "Tablet" not in again.output
