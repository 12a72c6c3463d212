"""T4: a tablet that is handed back wipes its origin, once nothing of it is on its way and no round is out with it."""

import hashlib

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from server.accounts.devices.models import Device
from server.accounts.signing_keys.models import SigningKey
from server.core.clock import utc_now
from server.db import db
from server.rounds.models import Lease
from tests.support.field import Field
from tests.support.people import HEADERS
from tests.support.sealing import on_the_wire

pytestmark = pytest.mark.both_engines


def leave(out: Field, seq: int = 0, head_hash: str | None = None) -> TestResponse:
    body = {"epoch": 1, "last_seq": seq, "head_hash": head_hash}
    return out.tablet.client.post("/api/v1/device/leave", json=body, headers=HEADERS)


def close_everything(out: Field) -> None:
    db.session.execute(update(Lease).where(Lease.device_id == out.tablet.id).values(revoked_at=utc_now()))
    db.session.commit()


def test_t4_it_stays_while_a_record_is_on_its_way(out: Field) -> None:
    close_everything(out)
    refused = leave(out, 1, "0" * 64)
    assert (refused.status_code, refused.json["code"]) == (409, "queue_not_empty")
    assert "Clear-Site-Data" not in refused.headers


def test_t4_it_stays_while_the_county_has_another_end_of_its_chain(out: Field) -> None:
    record = out.pen.not_served(out.people[0])
    head = hashlib.sha256(record).hexdigest()
    sent = {"records": [on_the_wire(record)]}
    assert out.tablet.client.post("/api/v1/events", json=sent, headers=HEADERS).status_code == 200
    close_everything(out)
    for seq, head_hash in ((0, None), (1, "0" * 64), (2, head)):
        assert leave(out, seq, head_hash).json["code"] == "queue_not_empty"
    assert leave(out, 1, head).status_code == 204


def test_t4_it_stays_while_a_round_is_out_with_it(out: Field) -> None:
    refused = leave(out)
    assert (refused.status_code, refused.json["code"]) == (409, "round_still_held")


def test_t4_then_it_wipes_and_is_nobody(app: Flask, out: Field) -> None:
    close_everything(out)
    answer = leave(out)
    assert answer.status_code == 204
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert leave(out).json["code"] == "not_enrolled"
    assert db.session.get(Device, out.tablet.id).revoked_at is None
    open_keys = select(SigningKey).where(SigningKey.device_id == out.tablet.id, SigningKey.ended_at.is_(None))
    assert db.session.scalars(open_keys).all() == []
