import json
import time

import pytest
from sqlalchemy import func, select

from server.activation.actions import request
from server.activation.models import Activation
from server.activation.notices.models import ActivationNotice
from server.activation.relay.actions import drain
from server.cards.models import Card
from server.config import current_config
from server.core.ids import new_id
from server.db import db
from server.sandbox.notices import sign


@pytest.fixture
def later(card, outside):
    """A request that the far side has taken and will answer by a notice."""
    outside.fail("answer_later")
    activation = request("social", card, new_id())
    drain(outside.far_sides)
    [(_, body, _)] = outside.notices.kept
    return activation, body


def post(client, body, notice_id="notice-1", secret=None, stamp=None, system="card-management"):
    data = json.dumps(body).encode()
    at = str(int(stamp if stamp is not None else time.time()))
    headers = {
        "webhook-id": notice_id,
        "webhook-timestamp": at,
        "webhook-signature": sign(secret or current_config().gateway_token, notice_id, at, data),
        "Content-Type": "application/json",
    }
    return client.post(f"/api/v1/gateways/{system}/notices", data=data, headers=headers)


def test_it_refuses_a_notice_that_the_far_side_did_not_sign(client, later):
    _, body = later
    assert post(client, body, secret="another secret").status_code == 401


def test_g5_it_refuses_a_notice_that_was_signed_long_ago(client, later):
    _, body = later
    assert post(client, body, stamp=time.time() - 3600).status_code == 401


@pytest.mark.parametrize("header", ["webhook-timestamp", "webhook-signature"])
def test_it_refuses_headers_that_no_far_side_would_write(client, header):
    headers = {"webhook-id": "notice-1", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}
    odd = {**headers, header: "\xb2"}
    body = {"key": "social-unknown", "state": "activated"}
    assert client.post("/api/v1/gateways/bank/notices", json=body, headers=odd).status_code == 401


def test_it_refuses_a_notice_about_a_key_that_was_never_sent(client, later):
    assert post(client, {"key": "social-unknown", "state": "activated"}).status_code == 404


def test_it_refuses_a_notice_of_the_other_system(client, later):
    _, body = later
    assert post(client, body, system="bank").status_code == 404


def test_it_settles_what_waited_for_the_notice(client, card, later):
    activation, body = later
    assert db.session.get_one(Activation, activation.id).state == "unknown"
    assert post(client, body).status_code == 204
    assert db.session.get_one(Activation, activation.id, populate_existing=True).state == "confirmed"
    assert db.session.get_one(Card, card.id, populate_existing=True).social_state == "enabled"


def test_the_same_notice_twice_changes_nothing_more(client, later):
    _, body = later
    assert [post(client, body).status_code for _ in range(2)] == [204, 204]
    assert db.session.scalar(select(func.count()).select_from(ActivationNotice)) == 1


def test_g2_a_later_contrary_notice_does_not_undo_what_was_decided(client, later):
    activation, body = later
    post(client, body)
    assert post(client, {**body, "state": "refused"}, notice_id="notice-2").status_code == 204
    assert db.session.get_one(Activation, activation.id, populate_existing=True).state == "confirmed"


def test_it_takes_what_the_card_management_system_says_of_a_recovery(client, card, outside):
    outside.fail("answer_later")
    activation = request("recovery", card, new_id(), {"number": "L0007", "how": "lost"})
    drain(outside.far_sides)
    [(_, body, _)] = outside.notices.kept
    assert body["state"] == "recovered"
    assert post(client, body).status_code == 204
    assert db.session.get_one(Activation, activation.id, populate_existing=True).state == "confirmed"
    assert db.session.get_one(Card, card.id).social_state == "sealed"
