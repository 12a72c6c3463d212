from datetime import timedelta

import pytest

from server.core.clock import to_wire, utc_now
from tests.support.field import plan, stock
from tests.support.people import HEADERS, logged_in

BROADCAST = {"channel": "broadcast", "target": "全村广播", "result": "reached"}


@pytest.fixture
def planned(office):
    cards = stock(office, 3)
    return plan(office), cards


def log(app, office, round_id, notice):
    return logged_in(app, office.specialist).post(f"/api/v1/rounds/{round_id}/notices", json=notice, headers=HEADERS)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"channel": "pigeon"}, "reason_unknown"),
        ({"result": "perhaps"}, "reason_unknown"),
        ({"target": ""}, "invalid_request"),
        ({"at": to_wire(utc_now() + timedelta(hours=1))}, "notice_in_the_future"),
        ({"card_ids": ["00000000-0000-7000-8000-000000000000"]}, "card_not_in_round"),
    ],
)
def test_it_refuses_what_cannot_be_a_notice(app, office, planned, changed, code):
    answer = log(app, office, planned[0], BROADCAST | changed)
    assert (answer.status_code, answer.json["code"]) == (409 if code == "card_not_in_round" else 422, code)


def test_it_refuses_the_custodian(app, office, planned):
    client = logged_in(app, office.custodian)
    answer = client.post(f"/api/v1/rounds/{planned[0]}/notices", json=BROADCAST, headers=HEADERS)
    assert answer.status_code == 403


def test_a_notice_says_by_which_way_to_whom_with_what_result_by_whom_and_when(app, office, planned):
    round_id, cards = planned
    log(app, office, round_id, BROADCAST)
    answer = log(
        app, office, round_id, {"channel": "phone", "target": "本人", "result": "reached", "card_ids": cards[:1]}
    )
    phone, broadcast = answer.json["items"]
    assert (phone["channel"], phone["result"], phone["operator_name"]) == ("phone", "reached", "周敏")
    assert phone["name_masked"] == "朴*洙"
    assert (broadcast["target"], broadcast["card_id"]) == ("全村广播", None)
    assert phone["at"] >= broadcast["at"]


def test_who_was_not_reached_counts_as_reached_after_a_later_notice(app, office, planned):
    round_id, cards = planned
    missed = {"channel": "phone", "target": "本人", "result": "unreachable", "card_ids": cards}
    assert log(app, office, round_id, missed).json["people_unreachable"] == 3
    counted = log(app, office, round_id, missed | {"channel": "visit", "result": "reached", "card_ids": cards[:2]}).json
    assert (counted["people_reached"], counted["people_unreachable"], counted["total"]) == (2, 1, 5)
