"""Find what the demonstration has already made."""

from datetime import date

from sqlalchemy import select

from server.accounts.devices.models import Device
from server.accounts.officers.models import Officer
from server.accounts.organisations.models import Organisation
from server.cards.models import Bank
from server.custody.models import Vault
from server.db import db
from server.demo.rules import TABLET, VAULT, DemoRound
from server.rounds.models import Round


def organisation(name: str) -> Organisation | None:
    """Return an organisation by its name."""
    return db.session.scalar(select(Organisation).where(Organisation.name == name))


def officer(username: str) -> Officer | None:
    """Return an officer by the user name."""
    return db.session.scalar(select(Officer).where(Officer.username == username))


def bank(code: str) -> Bank | None:
    """Return a bank by its code."""
    return db.session.get(Bank, code)


def vault() -> Vault | None:
    """Return the vault of the demonstration."""
    return db.session.scalar(select(Vault).where(Vault.name == VAULT))


def tablet() -> Device | None:
    """Return the tablet of the demonstration, unless somebody has revoked it."""
    return db.session.scalar(select(Device).where(Device.name == TABLET, Device.revoked_at.is_(None)))


def coming_round(wanted: DemoRound, today: date) -> Round | None:
    """Return a round in this village that is not over yet."""
    statement = select(Round).where(Round.area_code == wanted.village_code, Round.planned_on >= today)
    return db.session.scalar(statement.limit(1))
