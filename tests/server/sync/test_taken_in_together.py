"""An upload is taken in together, in few statements; where one record breaks a rule, all are taken in one by one."""

import orjson
import pytest
from flask import Flask
from sqlalchemy import func, select

from server.audit.models import AuditEntry
from server.custody.models import Movement
from server.db import db
from server.issuance.models import HandOver
from server.sync.actions import receive_records
from server.verify import audit_entries, cards, persons, records, signatures
from tests.support.field import Field, go_out
from tests.support.sealing import posted
from tests.support.statements import counted_statements
from tests.support.tablets import STROKES, STROKES_TYPE

pytestmark = pytest.mark.both_engines


def ready(app: Flask, people: int) -> Field:
    out = go_out(app, people)
    out.tablet.put(STROKES)
    return out


def receive(out: Field, *contents: bytes) -> tuple[list[str | None], list[str]]:
    """Return the reasons why records are parked, and the statements it took."""
    sent = [posted(one) for one in contents]
    db.session.rollback()
    with counted_statements() as statements:
        answers = receive_records(out.tablet.id, sent)
    db.session.rollback()
    return [answer.reason for answer in answers], statements


def in_own_ink(out: Field, place: int) -> bytes:
    ink = orjson.dumps({"box": [600, 200], "strokes": [[[place, 7, 0], [70, 70, 70]]]})
    sha256 = out.tablet.put(ink)
    signed = {"sha256": sha256, "length": len(ink), "media_type": STROKES_TYPE, "kind": "signature"}
    payload = {"signature": {"sha256": sha256, "words": ["本人领卡"], "words_sha256": "0" * 64}}
    return out.pen.hand_over(out.people[place], attachments=[signed], payload=payload)


def all_hold() -> None:
    for check in (records.check, cards.check, persons.check, signatures.check, audit_entries.check):
        assert check().holds, check().line()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_t22_one_bad_record_is_parked_alone_and_nothing_is_written_twice(app: Flask) -> None:
    out = ready(app, 5)
    one, two, three, four, five = out.people
    pen = out.pen
    contents = [
        pen.hand_over(one), pen.hand_over(two, approvals=[]), pen.hand_over(three), pen.not_served(four),
        pen.hand_over(five),
    ]  # fmt: skip
    before = count(Movement)

    reasons, statements = receive(out, *contents)

    assert reasons == [None, "bank_check_missing", None, None, None]
    assert any(one.startswith("SAVEPOINT") for one in statements)
    assert (count(HandOver), count(Movement) - before) == (3, 3)
    assert count(AuditEntry) == db.session.scalar(select(func.max(AuditEntry.id)))
    all_hold()


def test_good_records_need_two_lines_each_and_a_few_statements_for_all(app: Flask) -> None:
    out = ready(app, 12)
    few = [in_own_ink(out, place) for place in range(2)]
    many = [in_own_ink(out, place) for place in range(2, 12)]

    found = [receive(out, *contents) for contents in (few, many)]

    assert [reasons for reasons, _ in found] == [[None] * 2, [None] * 10]
    (_, for_few), (_, for_many) = found
    assert not any(one.startswith("SAVEPOINT") for one in for_many)
    # One of the ledger, and on SQLite one of the card's history, whose ids the database gives.
    assert len(for_many) - len(for_few) <= 2 * (len(many) - len(few))
    all_hold()


def test_a_report_of_a_card_finds_the_hand_over_before_it_in_the_same_upload(app: Flask) -> None:
    out = ready(app, 2)
    one, two = out.people
    contents = [out.pen.hand_over(one), out.pen.finance(one), out.pen.not_served(two)]

    reasons, _ = receive(out, *contents)

    assert reasons == [None, None, None]
    all_hold()
