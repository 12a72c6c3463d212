"""What a tablet takes along beside people and cards: reserved proxies, receipts, supervisors (1.1.3, 2.4)."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.cards.models import ReservedProxy
from server.db import db, transaction
from server.evidence.blobs.queries import read_blob
from server.issuance.receipt_books.models import ReceiptRange
from server.rounds.bundle.rules import unpack
from server.rounds.models import Lease
from server.rounds.queries import people_of
from tests.support.collecting import companion, give_book, go_out_with_receipts
from tests.support.field import Office, check_out, new_tablet, pack, plan, stock


@pytest.fixture
def ready(office: Office) -> str:
    stock(office, 2)
    round_id = plan(office)
    check_out(office, round_id)
    return round_id


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(ReceiptRange))


def header(lease: Lease) -> dict:
    return unpack(read_blob(lease.bundle_sha256))[0]


def test_without_a_book_there_are_no_receipts_and_nobody_is_reserved(app: Flask, office: Office, ready: str) -> None:
    found = header(pack(office, ready, new_tablet(app, office)))
    assert found["receipts"] is None
    assert [person["reserved_proxy"] for person in found["people"]] == [None, None]
    assert (found["proxies"]["blocked"], found["proxies"]["served"]) == ([], [])
    assert [one["id"] for one in found["supervisors"]] == [office.supervisor]


def test_it_takes_reserved_proxies_and_a_range_of_the_specialist_s_book(app: Flask, office: Office, ready: str) -> None:
    book_id = give_book(office, 7, 9)
    reserved = people_of(ready)[0][2].id
    with transaction():
        db.session.add(ReservedProxy(cardholder_id=reserved, name="王建国", number="1", phone="2", relation="儿子"))
    found = header(pack(office, ready, new_tablet(app, office)))
    assert found["receipts"] == {"book_id": book_id, "prefix": "TS-", "first": 7, "last": 9, "digits": 6}
    known = {person["cardholder_id"]: person["reserved_proxy"] for person in found["people"]}
    assert known[reserved] == {"name": "王建国", "number": "1", "phone": "2", "relation": "儿子"}


def test_packing_again_on_the_same_tablet_sets_nothing_more_aside(app: Flask, office: Office, ready: str) -> None:
    give_book(office)
    tablet = new_tablet(app, office)
    assert pack(office, ready, tablet).id == pack(office, ready, tablet).id
    assert count() == 1


def test_a_companion_takes_no_receipts_and_knows_no_proxies(app: Flask) -> None:
    out = go_out_with_receipts(app)
    taken = companion(app, out).header
    assert (taken["receipts"], taken["proxies"], taken["supervisors"]) == (None, None, [])
    assert count() == 1
