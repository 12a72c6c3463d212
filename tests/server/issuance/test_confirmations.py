"""A device learns where the activations behind its own records stand, and nothing of another's."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from server.activation.models import Activation
from server.db import db, transaction
from server.rules import policy
from server.sync.actions import receive_records
from tests.support.clients import client_of
from tests.support.field import Field, id_of
from tests.support.sealing import posted
from tests.support.tablets import enrol_tablet

pytestmark = pytest.mark.both_engines
PATH = "/api/v1/device/confirmations"


def send(out: Field, *contents: bytes) -> None:
    answers = receive_records(out.tablet.id, [posted(content) for content in contents])
    assert {answer.verdict for answer in answers} == {"accepted"}
    db.session.rollback()


def test_it_refuses_a_browser_that_is_no_device(app: Flask, out: Field) -> None:
    assert client_of(app).get(PATH).json["code"] == "not_enrolled"


def test_it_tells_a_device_its_own_states_and_no_more_than_ids(app: Flask, out: Field) -> None:
    served = out.pen.hand_over(out.people[0])
    send(out, served)
    asked = {"event_id": id_of(served), "kind": "social"}
    assert out.tablet.client.get(PATH).json == {"items": [{**asked, "state": "pending"}]}

    with transaction():
        db.session.execute(update(Activation).values(state="confirmed"))
    assert out.tablet.client.get(PATH).json == {"items": [{**asked, "state": "confirmed"}]}
    other = enrol_tablet(app, out.office.world.station)
    assert other.client.get(PATH).json == {"items": []}


def test_it_is_bounded(out: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "server.issuance.confirmations.queries.policy", lambda key: 2 if key == "device.confirmations" else policy(key)
    )
    records = [out.pen.hand_over(person) for person in out.people[:3]]
    send(out, *records)
    assert db.session.scalar(select(Activation.id)) is not None
    told = {item["event_id"] for item in out.tablet.client.get(PATH).json["items"]}
    assert len(told) == 2
    assert told < {id_of(record) for record in records}
