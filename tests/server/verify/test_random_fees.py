"""T11: whatever is charged, mistyped, used twice and taken back in a random day, fees and receipts agree to the fen."""

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.db import db
from server.issuance.receipt_books.models import ReceiptUse
from server.rules import policy
from server.sync.actions import receive_records
from server.sync.models import Event
from server.verify import fees, receipts
from tests.support.collecting import fee, go_out_with_receipts, told
from tests.support.field import id_of
from tests.support.sealing import posted

PEOPLE = 10


def number(ordinal: int) -> str:
    return f"TS-{ordinal:06d}"


def bad_fee(random: Random, used: list[str], numbers: Iterator[int]) -> dict[str, Any]:
    """Return a fee as somebody who pockets the money, or types badly, would have it."""
    kinds = [fee(number(next(numbers)), 1900), fee(number(next(numbers)), 0), fee(number(900)), fee("TS-101")]
    return random.choice([*kinds, *(fee(one) for one in used)])


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_t11_fees_are_the_sum_of_their_receipts_after_a_random_day(app: Flask, seed: int) -> None:
    random, numbers, used = Random(seed), count(101), []
    out = go_out_with_receipts(app, PEOPLE)
    honest: dict[str, str] = {}
    for person in out.people:
        way = random.choice(["none", "paid", "paid", "bad"])
        if way == "none":
            record = out.pen.hand_over(person)
        elif way == "paid":
            used.append(number(next(numbers)))
            record = out.pen.hand_over(person, payload=told("lost", paid=fee(used[-1])))
            honest[id_of(record)] = used[-1]
        else:
            record = out.pen.hand_over(person, payload=told("lost", paid=bad_fee(random, used, numbers)))
        receive_records(out.tablet.id, [posted(record)])
        if way == "paid" and random.random() < 0.3:
            receive_records(out.tablet.id, [posted(out.pen.correct(id_of(record)))])
            del honest[id_of(record)]
    db.session.rollback()

    filed = set(db.session.scalars(select(Event.id).where(Event.verdict == "accepted")))
    kept = select(func.sum(ReceiptUse.amount_fen)).where(ReceiptUse.state == "used", ReceiptUse.corrected_by.is_(None))
    assert set(honest) <= filed
    assert (db.session.scalar(kept) or 0) == len(honest) * policy("temporary_card.fee_fen")
    assert [check().line() for check in (fees.check, receipts.check) if not check().holds] == []
