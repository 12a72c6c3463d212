"""A vault goes from one custodian to the next under both signatures, its stock counted; nobody stands in (4.1.4)."""

import pytest
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.custody.discrepancies.actions import Settlement, settle_discrepancy
from server.custody.models import Discrepancy, Vault, VaultTransfer
from server.custody.receipts.actions import Count, receive_batch
from server.custody.receipts.rules import Difference
from server.db import db
from server.evidence.blobs.queries import read_blob
from tests.support import people

pytestmark = pytest.mark.both_engines

INK = {"box": [600, 200], "strokes": [[[10, 10, 0], [90, 60, 80]]]}
OTHER_INK = {"box": [600, 200], "strokes": [[[20, 10, 0], [70, 60, 80]]]}


@pytest.fixture
def next_one(world):
    return people.make_officer(world.county, "custodian", username="lijing", name="李静")


def receive(stock, *differences):
    with people.as_officer(stock.custodian):
        receive_batch(stock.batch_id, Count(stock.vault_id, 10 - len(differences), differences))
    db.session.rollback()


def transfer(client, stock, username="lijing", **changed):
    body = {
        "counted": 10,
        "outgoing_signature": INK,
        "incoming": {"username": username, "password": people.PASSWORD},
        "incoming_signature": OTHER_INK,
        **changed,
    }
    answer = client.post(f"/api/v1/vaults/{stock.vault_id}/transfer", json=body, headers=people.HEADERS)
    db.session.rollback()
    return answer


def keeper(stock):
    return db.session.scalar(select(Vault.custodian_id).where(Vault.id == stock.vault_id))


def test_t9_it_refuses_the_custodian_themselves_and_who_is_no_custodian_of_this_organisation(stock, world, log_in):
    receive(stock)
    people.make_officer(world.other_county, "custodian", username="elsewhere")
    people.make_officer(world.station, "custodian", username="station")
    people.make_officer(world.county, "supervisor", username="supervisor")
    client = log_in(stock.custodian)
    for username, code in (
        ("sunguihua", "same_person_twice"),
        ("supervisor", "not_a_custodian"),
        ("elsewhere", "custodian_elsewhere"),
        ("station", "custodian_elsewhere"),
    ):
        assert transfer(client, stock, username).json["code"] == code
    unproved = {"username": "sunguihua", "password": "wrong one"}
    assert transfer(client, stock, incoming=unproved).status_code == 401
    assert keeper(stock) == stock.custodian


def test_nobody_gives_another_ones_vault_away(stock, world, next_one, log_in):
    receive(stock)
    assert transfer(log_in(next_one), stock).json["code"] == "not_the_custodian"
    admin = log_in(people.make_officer(world.county, "county_admin", username="admin"))
    assert transfer(admin, stock).status_code == 403
    stranger = log_in(people.make_officer(world.other_county, "custodian", username="stranger"))
    assert transfer(stranger, stock).status_code == 404
    assert keeper(stock) == stock.custodian


def test_it_refuses_another_count_and_a_pad_without_ink(stock, next_one, log_in):
    receive(stock)
    client = log_in(stock.custodian)
    answer = transfer(client, stock, counted=9)
    assert (answer.status_code, answer.json["code"]) == (422, "vault_count_differs")
    assert "账上 10 张，点出 9 张" in answer.json["message_zh"]
    empty = {"box": [600, 200], "strokes": []}
    assert transfer(client, stock, incoming_signature=empty).json["code"] == "invalid_request"
    assert db.session.scalar(select(VaultTransfer)) is None


def test_an_open_discrepancy_stays_with_whoever_counted(stock, world, next_one, log_in):
    receive(stock, Difference("missing", stock.card_ids[2], "袋里没有"))
    client = log_in(stock.custodian)
    assert transfer(client, stock, counted=9).json["code"] == "vault_has_discrepancies"
    with people.as_officer(people.make_officer(world.county, "supervisor")):
        found = db.session.scalars(select(Discrepancy.id)).one()
        settle_discrepancy(found, Settlement("not_delivered", "德生卡厂", "3号"))
    assert transfer(client, stock, counted=9).status_code == 201


def test_the_vault_changes_hands_with_its_stock_and_both_signatures(stock, next_one, log_in):
    receive(stock)
    answer = transfer(log_in(stock.custodian), stock)
    assert (answer.status_code, answer.json["custodian"]["name"], answer.json["cards"]) == (201, "李静", 10)
    [shown] = answer.json["transfers"]
    assert (shown["outgoing"], shown["incoming"], shown["counted"]) == ("孙桂华", "李静", 10)
    kept = db.session.scalars(select(VaultTransfer)).one()
    assert read_blob(kept.outgoing_signature_sha256) != read_blob(kept.incoming_signature_sha256)
    entry = db.session.get(AuditEntry, kept.audit_id)
    assert (entry.action, entry.clause, entry.facts["counted"]) == ("transfer_vault", "4.1.1.a", 10)
    # From now on nobody but the next one takes cards in or gives them out.
    assert transfer(log_in(stock.custodian), stock).json["code"] == "not_the_custodian"
    assert transfer(log_in(next_one), stock, "sunguihua").status_code == 201
    assert keeper(stock) == stock.custodian
