"""What tablets sent while nobody looked: records written into a running installation, through its own upload route."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import orjson
from flask import Flask
from sqlalchemy import select

from server.accounts.devices.models import Device
from server.accounts.models import Officer, Organisation
from server.accounts.officers.rules import hash_password
from server.app import create_app
from server.cards.models import Cardholder
from server.config import config_from
from server.custody.models import Vault
from server.db import db, transaction
from server.demo.rules import PASSWORD
from server.evidence.blobs.queries import read_blob
from server.rounds.bundle.actions import pack_round
from server.rounds.bundle.rules import unpack
from server.rounds.models import Round
from tests.support.collecting import PICTURE
from tests.support.field import SECOND_INK, Field, Office, join, pack
from tests.support.installation import Installation
from tests.support.people import HEADERS, World, as_officer, make_officer
from tests.support.sealing import on_the_wire
from tests.support.tablets import STROKES, enrol_tablet


@dataclass
class Sent:
    """A tablet of the installation, its round packed: `field.pen` writes, `send` uploads."""

    field: Field

    def send(self, *records: bytes) -> None:
        """Upload these records."""
        body = orjson.dumps({"records": [on_the_wire(record) for record in records]})
        answer = self.field.tablet.client.post(
            "/api/v1/events", data=body, headers=HEADERS, content_type="application/json"
        )
        assert answer.status_code == 200, answer.json


@contextmanager
def phone_of(installation: Installation, tablet: Sent) -> Iterator[Sent]:
    """Pack the tablet's round onto the bank manager's own device too."""
    app, office = _app_of(installation), tablet.field.office
    with app.app_context():
        branch = db.session.get_one(Officer, office.bank_manager).organisation_id
        phone = enrol_tablet(app, branch)
        with transaction():
            db.session.get_one(Device, phone.id).kind = "companion"
        join(phone, office.bank_manager)
        with as_officer(office.bank_manager, phone.id):
            lease = pack_round(tablet.field.round_id, phone.id, office.bank_manager, lambda: "lineage-1")
        header = unpack(read_blob(lease.bundle_sha256))[0]
        yield Sent(Field(office, tablet.field.round_id, phone, lease, header))


def second_custodian(installation: Installation, username: str, name: str) -> None:
    """Let the county have another custodian, who can take a vault over."""
    with _app_of(installation).app_context():
        first = db.session.scalars(select(Officer).where(Officer.username == "sunli")).one()
        officer_id = make_officer(first.organisation_id, "custodian", username=username, name=name)
        with transaction():
            db.session.get_one(Officer, officer_id).password_hash = hash_password(PASSWORD)


def rename(installation: Installation, cardholder_id: str, name: str) -> None:
    """Let a person have a name with a character that no font has, as older systems made them."""
    with _app_of(installation).app_context(), transaction():
        db.session.get_one(Cardholder, cardholder_id).name = name


@contextmanager
def tablet_of(installation: Installation) -> Iterator[Sent]:
    """Pack the demonstration's round that is checked out onto a new tablet."""
    app = _app_of(installation)
    with app.app_context():
        who = {row.username: row.id for row in db.session.scalars(select(Officer))}
        places = {row.name: row.id for row in db.session.scalars(select(Organisation))}
        round_id = db.session.scalars(select(Round.id).where(Round.state == "checked_out")).one()
        vault_id = db.session.scalars(select(Vault.id)).first() or ""
        # What the round and its tablet need is named one by one; no other organisation takes part.
        nowhere = World(*[""] * 10)
        office = Office(nowhere, vault_id, who["sunli"], who["zhoumin"], who["hanlei"], who["zhangwei"])
        tablet = enrol_tablet(app, places["明月镇人社站"])
        join(tablet, office.specialist, office.bank_manager)
        lease = pack(office, round_id, tablet)
        for ink in (STROKES, SECOND_INK):
            tablet.put(ink)
        tablet.put(PICTURE)
        yield Sent(Field(office, round_id, tablet, lease, unpack(read_blob(lease.bundle_sha256))[0]))


def _app_of(installation: Installation) -> Flask:
    """The installation's own application once more, in this process."""
    return create_app(
        config_from(
            {
                **{name: value for name, value in os.environ.items() if not name.startswith("SONGKA_")},
                "SONGKA_DATA": str(installation.folder / "data"),
                "SONGKA_PORT": str(installation.port),
                "SONGKA_SANDBOX_PORT": str(installation.sandbox_port),
            }
        )
    )
