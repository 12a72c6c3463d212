"""4.1.1.b: find the cause, who answers for it, and report; a card found again goes into the vault."""

import pytest
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.cards.models import Card
from server.core.errors import Refusal
from server.custody.discrepancies.actions import Settlement, settle_discrepancy
from server.custody.models import Discrepancy, Movement
from server.custody.receipts.actions import Count, receive_batch
from server.custody.receipts.rules import Difference
from server.db import db
from tests.support import people

pytestmark = pytest.mark.both_engines

FACTS = {"cause": "not_delivered", "responsible": "德生卡厂", "report_number": "安人社差〔2026〕3号"}


@pytest.fixture
def opened(stock):
    """A missing card and an extra one, by kind."""
    with people.as_officer(stock.custodian):
        differences = (
            Difference("missing", stock.card_ids[2], "袋里没有"),
            Difference("extra", None, "多一张外县的卡"),
        )
        receive_batch(stock.batch_id, Count(stock.vault_id, 10, differences))
    return dict(db.session.execute(select(Discrepancy.kind, Discrepancy.id)).all())


@pytest.fixture
def supervisor(world):
    return people.make_officer(world.county, "supervisor", username="supervisor")


def settle(discrepancy_id, **more):
    return settle_discrepancy(discrepancy_id, Settlement(**FACTS, **more))


def refusal_of(discrepancy_id, **more):
    with pytest.raises(Refusal) as refused:
        settle(discrepancy_id, **more)
    db.session.expire_all()
    assert db.session.get(Discrepancy, discrepancy_id).settled_at is None
    return refused.value.code


def test_nobody_settles_what_lies_in_another_county(opened, world):
    with people.as_officer(people.make_officer(world.other_county, "supervisor")):
        assert refusal_of(opened["missing"]) == "not_found"


def test_only_a_missing_card_is_found_again_and_only_its_custodian_takes_it(opened, stock, supervisor):
    with people.as_officer(supervisor):
        assert refusal_of(opened["extra"], custodian_id=stock.custodian) == "nothing_was_missing"
        assert refusal_of(opened["missing"], custodian_id=stock.specialist) == "not_the_custodian"
    with people.as_officer(stock.custodian):
        assert refusal_of(opened["missing"], custodian_id=stock.custodian) == "same_person_twice"


def test_it_is_settled_once(opened, supervisor):
    with people.as_officer(supervisor):
        settle(opened["extra"])
        with pytest.raises(Refusal) as refused:
            settle(opened["extra"])
    assert refused.value.code == "illegal_transition"


def test_a_card_found_again_lies_in_the_vault_under_two_names(opened, stock, supervisor):
    with people.as_officer(supervisor):
        settle(opened["missing"], custodian_id=stock.custodian)
    card = db.session.get(Card, stock.card_ids[2])
    assert (card.custody_state, card.holder_kind, card.holder_id) == ("in_vault", "vault", stock.vault_id)
    line = db.session.get(Movement, card.last_movement_id)
    assert (line.verb, line.from_state, line.officer_id, line.second_officer_id) == (
        "find", "missing", supervisor, stock.custodian,
    )  # fmt: skip
    assert (line.clause, line.reason) == ("4.1.1.b", FACTS["report_number"])


def test_a_card_that_stays_away_stays_missing(opened, stock, supervisor):
    with people.as_officer(supervisor):
        found = settle(opened["missing"])
    assert (found.state, found.found_again, found.settled_by) == ("settled", False, supervisor)
    assert db.session.get(Card, stock.card_ids[2]).custody_state == "missing"
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "settle_discrepancy"))
    assert (entry.officer_id, entry.clause) == (supervisor, "4.1.1.b")


def test_the_desk_lists_by_state_and_settles(opened, stock, supervisor, log_in):
    desk = log_in(supervisor)
    assert desk.get("/api/v1/discrepancies?state=open").json["total"] == 2
    address = f"/api/v1/discrepancies/{opened['missing']}"
    assert desk.post(f"{address}/settle", json={**FACTS, "cause": "x"}, headers=people.HEADERS).status_code == 422
    assert desk.post(f"{address}/settle", json={**FACTS, "responsible": " "}, headers=people.HEADERS).status_code == 422
    wrong = {**FACTS, "custodian": {"username": "sunguihua", "password": "wrong"}}
    assert desk.post(f"{address}/settle", json=wrong, headers=people.HEADERS).json["code"] == "wrong_credentials"
    body = {**FACTS, "custodian": {"username": "sunguihua", "password": people.PASSWORD}}
    answer = desk.post(f"{address}/settle", json=body, headers=people.HEADERS)
    assert answer.status_code == 200, answer.json
    assert (answer.json["state"], answer.json["custody_state"], answer.json["found_again"]) == (
        "settled", "in_vault", True,
    )  # fmt: skip
    assert answer.json["settled_by"]["id"] == supervisor
    assert desk.get(address).json == answer.json
    assert [one["kind"] for one in desk.get("/api/v1/discrepancies?state=open").json["items"]] == ["extra"]
    assert desk.get("/api/v1/discrepancies?state=settled").json["items"] == [answer.json]


def test_the_custodian_reads_and_does_not_judge(opened, stock, log_in):
    desk = log_in(stock.custodian)
    assert desk.get("/api/v1/discrepancies").json["total"] == 2
    answer = desk.post(f"/api/v1/discrepancies/{opened['extra']}/settle", json=FACTS, headers=people.HEADERS)
    assert answer.status_code == 403
