"""Enrolled tablets for tests: a device row and a client that carries its cookie."""

import hashlib
import secrets
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from server.accounts.devices.models import Device
from server.accounts.sessions.rules import token_hash
from server.core.clock import utc_now
from server.core.ids import new_id
from server.core.public_keys import public_half
from server.db import db, transaction
from tests.support.clients import client_of
from tests.support.people import HEADERS
from tests.support.sealing import enter_keys, key_of, sealed_attachment

STROKES = b'{"box":[600,200],"strokes":[[[10,20,0],[60,90,40],[120,30,80]],[[200,40,300],[210,140,360]]]}'
OCTETS = "application/octet-stream"
STROKES_TYPE = "application/x-songka-strokes+json"


@dataclass(frozen=True)
class Tablet:
    """A tablet as the server sees it: its id and the browser on it."""

    id: str
    client: FlaskClient

    def put(self, content: bytes) -> str:
        """Seal and upload an attachment whole; return the hash of its clear bytes."""
        sealed = sealed_attachment(content)
        answer = self.client.put(
            f"/api/v1/blobs/{sealed.sha256}", data=sealed.content, headers=HEADERS, content_type=OCTETS
        )
        assert answer.status_code in (200, 201), answer.json
        return hashlib.sha256(content).hexdigest()


def enrol_tablet(app: Flask, organisation_id: str) -> Tablet:
    """Store an enrolled tablet of an office."""
    token, now = secrets.token_urlsafe(32), utc_now()
    device = Device(
        id=new_id(),
        name="平板 1",
        kind="tablet",
        organisation_id=organisation_id,
        created_at=now,
        enrolled_at=now,
        token_hash=token_hash(token),
    )
    device_id = device.id
    with transaction():
        db.session.add(device)
        db.session.flush()
        enter_keys(device_id, None)
        device.public_key = public_half(key_of(device_id))
    return Tablet(device_id, tablet_client(app, token))


def tablet_client(app: Flask, token: str) -> FlaskClient:
    """Return another browser that holds a tablet's cookie."""
    client = client_of(app)
    client.set_cookie("songka-device", token)
    return client
