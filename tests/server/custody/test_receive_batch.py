import pytest
from sqlalchemy import select

from server.cards.models import Batch, Card
from server.core.errors import Refusal
from server.custody.models import Discrepancy, Movement, VaultReceipt
from server.custody.receipts.actions import Count, receive_batch
from server.custody.receipts.rules import Difference
from server.db import db
from tests.support import people

pytestmark = pytest.mark.both_engines


def receive(stock, counted=10, *differences, **more):
    return receive_batch(stock.batch_id, Count(stock.vault_id, counted, differences, **more))


def refusal_of(stock, counted, *differences, **more):
    with pytest.raises(Refusal) as refused:
        receive(stock, counted, *differences, **more)
    assert db.session.scalars(select(Movement)).all() == []
    return refused.value.code


def test_it_refuses_a_count_that_nobody_explains(acting, stock):
    assert refusal_of(stock, 9) == "count_not_explained"
    assert refusal_of(stock, 11) == "count_not_explained"
    assert refusal_of(stock, 10, Difference("missing", stock.card_ids[0], "")) == "count_not_explained"


def test_it_refuses_differences_that_name_nothing(acting, stock):
    assert refusal_of(stock, 9, Difference("missing", None, "少一张")) == "difference_without_card"
    assert refusal_of(stock, 10, Difference("damaged", None, "折了")) == "difference_without_card"
    assert refusal_of(stock, 11, Difference("extra", None, "  ")) == "difference_without_detail"


def test_it_refuses_a_card_of_another_batch_or_the_same_card_twice(acting, stock):
    missing = Difference("missing", stock.card_ids[0], "")
    assert refusal_of(stock, 8, missing, missing) == "difference_twice"
    elsewhere = Difference("missing", "0" * 36, "")
    assert refusal_of(stock, 9, elsewhere) == "difference_card_not_in_batch"


def test_it_refuses_anybody_but_the_vault_s_custodian(stock, world):
    # 4.1.1.a: one named person answers for the vault.
    with people.as_officer(people.make_officer(world.county, "custodian")):
        assert refusal_of(stock, 10) == "not_the_custodian"


def test_t9_it_refuses_the_custodian_as_second_counter(acting, stock):
    assert refusal_of(stock, 10, second_officer_id=stock.custodian) == "same_person_twice"


def test_it_refuses_a_second_counter_of_another_county(acting, stock, world):
    stranger = people.make_officer(world.other_county, "supervisor")
    assert refusal_of(stock, 10, second_officer_id=stranger) == "not_found"


def test_every_card_that_came_gets_a_line_and_lies_in_the_vault(acting, stock):
    receipt = receive(stock, second_officer_id=stock.specialist)
    lines = db.session.scalars(select(Movement)).all()
    assert sorted(line.card_id for line in lines) == sorted(stock.card_ids)
    assert {(line.verb, line.from_kind, line.to_kind, line.to_id, line.to_state) for line in lines} == {
        ("vault_in", "supplier", "vault", stock.vault_id, "in_vault")
    }
    assert {(line.receipt_id, line.clause, line.second_officer_id) for line in lines} == {
        (receipt.id, "1.0.b", stock.specialist)
    }
    cards = db.session.scalars(select(Card)).all()
    assert {(card.custody_state, card.holder_id) for card in cards} == {("in_vault", stock.vault_id)}
    assert sorted(card.last_movement_id for card in cards) == sorted(line.id for line in lines)
    assert db.session.get(Batch, stock.batch_id).state == "received"


def test_a_missing_card_stays_out_of_the_vault_with_a_discrepancy(acting, stock):
    lost, bent = stock.card_ids[2], stock.card_ids[3]
    receive(
        stock,
        10,
        Difference("missing", lost, "袋里没有"),
        Difference("extra", None, "多一张外县的卡"),
        Difference("damaged", bent, "卡面划了"),
    )
    states = dict(db.session.execute(select(Card.id, Card.custody_state)).all())
    assert states[lost] == "missing"
    assert states[bent] == "in_vault"
    assert list(states.values()).count("in_vault") == 9
    opened = db.session.execute(select(Discrepancy.kind, Discrepancy.card_id, Discrepancy.state)).all()
    assert sorted(opened, key=str) == sorted(
        [("missing", lost, "open"), ("extra", None, "open"), ("damaged", bent, "open")], key=str
    )


def test_a_batch_is_received_once(acting, stock):
    receive(stock)
    with pytest.raises(Refusal) as refused:
        receive(stock)
    assert refused.value.code == "batch_already_received"
    assert len(db.session.scalars(select(VaultReceipt)).all()) == 1


def test_a_second_counter_proves_who_they_are(stock, log_in):
    """4.1.1.a, 1.1.0.d: two people count, and a name in a list is nobody's word."""
    desk = log_in(stock.custodian)
    body = {"vault_id": stock.vault_id, "counted": 10, "second_officer": {"username": "zhoumin", "password": "wrong"}}
    address = f"/api/v1/batches/{stock.batch_id}/receipt"
    assert desk.post(address, json=body, headers=people.HEADERS).json["code"] == "wrong_credentials"
    body["second_officer"] = {"username": "sunguihua", "password": people.PASSWORD}
    assert desk.post(address, json=body, headers=people.HEADERS).json["code"] == "same_person_twice"
    body["second_officer"] = {"username": "zhoumin", "password": people.PASSWORD}
    answer = desk.post(address, json=body, headers=people.HEADERS)
    assert answer.status_code == 201
    assert answer.json["second_officer"] == {"id": stock.specialist, "name": "周敏"}


def test_the_desk_receives_and_sees_the_vault(stock, log_in):
    desk = log_in(stock.custodian)
    body = {
        "vault_id": stock.vault_id,
        "counted": 9,
        "differences": [{"kind": "missing", "card_id": stock.card_ids[0]}],
        "note": "封签完好",
    }
    answer = desk.post(f"/api/v1/batches/{stock.batch_id}/receipt", json=body, headers=people.HEADERS)
    assert answer.status_code == 201, answer.json
    assert (answer.json["expected"], answer.json["counted"]) == (10, 9)
    assert answer.json["differences"][0]["card_number_masked"] == "B0•••0001"
    assert desk.get(f"/api/v1/batches/{stock.batch_id}/receipt").json == answer.json
    vault = desk.get(f"/api/v1/vaults/{stock.vault_id}").json
    assert vault["cards"] == 9
    assert vault["by_bank"] == [
        {"bank_code": "CBRCB", "bank_name": "长白农商银行", "cards": 7},
        {"bank_code": "TMJB", "bank_name": "图们江银行", "cards": 2},
    ]
    assert [step["cards"] for step in vault["by_age"]] == [9, 0, 0, 0, 0]
    lines = desk.get(f"/api/v1/vaults/{stock.vault_id}/movements").json
    assert lines["total"] == 9
    assert lines["items"][0]["to"] == {
        "kind": "vault", "id": stock.vault_id, "name": "县局库房", "state": "in_vault",
    }  # fmt: skip
    batch = desk.get(f"/api/v1/batches/{stock.batch_id}").json
    assert batch["by_state"] == {"in_vault": 9, "missing": 1}
    card = desk.get(f"/api/v1/cards/{stock.card_ids[0]}").json
    assert [line["verb"] for line in card["movements"]] == ["report_missing"]
