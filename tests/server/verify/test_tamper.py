"""T5, T6: of a thousand random edits, deletions, reorderings and truncations, in a queue and in the tables, none stays.

What a record or a checkpoint covers is searched column by column; each change is undone after it was looked for.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from server.accounts.signing_keys.models import SigningKey
from server.audit import Actor, acting_as
from server.audit.models import AuditEntry
from server.custody.models import Movement
from server.db import db, transaction
from server.evidence.blobs.models import Blob
from server.evidence.blobs.queries import blob_filesystem, blob_path
from server.evidence.keys.models import BlobKey
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.sync.actions import receive_records
from server.sync.checkpoints.actions import make_checkpoint
from server.sync.checkpoints.models import Checkpoint
from server.sync.epochs.queries import held_of
from server.sync.letters.rules import Sent
from server.sync.models import Event
from server.sync.signatures.models import UsedCheck
from server.verify import attachments, audit_entries, chains, checkpoints, records, signatures
from tests.support.collecting import fee, go_out_with_receipts, told
from tests.support.field import Field
from tests.support.sealing import Written, posted

SEED = 20_261_127
OF_THE_TABLES, OF_A_QUEUE = 700, 300

# What a record, its signature or a checkpoint covers; areas and times of outcomes are the server's own conclusions.
COVERED: dict[Table, list[str]] = {
    Event.__table__: [column.name for column in Event.__table__.columns if column.name != "settled_at"],
    AuditEntry.__table__: [column.name for column in AuditEntry.__table__.columns],
    Movement.__table__: [column.name for column in Movement.__table__.columns],
    UsedCheck.__table__: ["nonce", "event_id"],
    SigningKey.__table__: ["kid", "public_key", "device_id", "use"],
    Blob.__table__: ["sealed_sha256", "length"],
    BlobKey.__table__: ["wrapped", "sha256"],
    Checkpoint.__table__: ["token"],
    HandOver.__table__: [
        "card_id", "cardholder_id", "round_id", "device_id", "specialist_id", "path", "place", "identity_document",
        "identity_method", "match_reason", "temporary_card", "signature_sha256", "signature_kind", "social_activation",
        "told_wechat", "contact", "notice",
    ],
    NotServed.__table__: ["card_id", "cardholder_id", "round_id", "device_id", "reason", "note", "officer_id"],
    WrongFace.__table__: ["card_id", "cardholder_id", "round_id", "device_id", "items", "correct", "officer_id"],
    FinanceReport.__table__: ["card_id", "round_id", "device_id", "result", "terminal_reference", "password_changed"],
}  # fmt: skip
LOGS = [Event.__table__, AuditEntry.__table__, Movement.__table__, Checkpoint.__table__]


@pytest.fixture
def out(app: Flask) -> Field:
    """A day with everything in it, under two checkpoints; the newest is kept elsewhere too."""
    found = go_out_with_receipts(app, 4)
    pen, (one, two, three, four) = found.pen, found.people
    first = [pen.hand_over(one), pen.finance(one), pen.not_served(three)]
    later = [pen.wrong_face(four), pen.hand_over(two, payload=told("lost", paid=fee()))]
    for some in (first, later):
        answers = receive_records(found.tablet.id, [posted(record) for record in some])
        assert {answer.verdict for answer in answers} == {"accepted"}
        with acting_as(Actor(system="test")):
            found.kept = make_checkpoint()  # type: ignore[attr-defined]
    db.session.rollback()
    return found


def is_found(kept: str) -> bool:
    db.session.expire_all()
    checks: list[Callable[[], Any]] = [
        lambda: checkpoints.check([kept]), signatures.check, records.check, chains.check, audit_entries.check,
        attachments.check,
    ]  # fmt: skip
    return any(not check().holds for check in checks)


@contextmanager
def undone() -> Iterator[None]:
    """Change the tables behind the application's back, and undo it."""
    db.session.rollback()
    db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    try:
        yield
    finally:
        db.session.rollback()


def change(choice: random.Random) -> str:
    """Change something; what the database itself refuses is no change."""
    while True:
        try:
            return choice.choice((edit, edit, edit, remove, reorder, truncate))(choice)
        except IntegrityError:
            continue


def edit(choice: random.Random) -> str:
    table = choice.choice(list(COVERED))
    column = table.columns[choice.choice(COVERED[table])]
    row = choice.choice(db.session.execute(select(table)).mappings().all())
    where = [key == row[key] for key in table.primary_key.columns]
    db.session.execute(update(table).where(*where).values({column.name: other(choice, row[column])}))
    return f"edit {column}"


def other(choice: random.Random, value: Any) -> Any:
    """Return a value near this one."""
    return next(make for kind, make in OTHERS if isinstance(value, kind))(choice, value)


def _flipped(choice: random.Random, value: bytes) -> bytes:
    place = choice.randrange(len(value))
    return value[:place] + bytes([value[place] ^ 1 << choice.randrange(8)]) + value[place + 1 :]


def _written_over(choice: random.Random, value: str) -> str:
    place = choice.randrange(len(value)) if value else 0
    return value[:place] + ("x" if value[place : place + 1] != "x" else "y") + value[place + 1 :]


OTHERS: list[tuple[type, Callable[[random.Random, Any], Any]]] = [
    (type(None), lambda _choice, _value: "x"),
    (bool, lambda _choice, value: not value),
    (int, lambda choice, value: value + choice.choice((1, -1, 1000))),
    (datetime, lambda choice, value: value + timedelta(seconds=choice.choice((1, -1, 86_400)))),
    (bytes, _flipped),
    (str, _written_over),
    (dict, lambda choice, value: {**value, choice.choice([*sorted(value), "x"]): "another"}),
    (list, lambda _choice, value: [*value, "another"]),
]


def remove(choice: random.Random) -> str:
    table = choice.choice([table for table in COVERED if table is not SigningKey.__table__])
    row = choice.choice(db.session.execute(select(table)).mappings().all())
    db.session.execute(delete(table).where(*(key == row[key] for key in table.primary_key.columns)))
    return f"delete from {table}"


def reorder(choice: random.Random) -> str:
    table = choice.choice(LOGS[:3])
    column = table.columns["seq" if table is Event.__table__ and choice.random() < 0.5 else _key(table).name]
    one, two = choice.sample(list(db.session.scalars(select(column))), 2)
    for old, new in ((one, -1), (two, one), (-1, two)):
        db.session.execute(update(table).where(column == old).values({column.name: new}))
    return f"swap {column}"


def truncate(choice: random.Random) -> str:
    table = choice.choice(LOGS)
    key = _key(table)
    last = db.session.scalar(select(func.max(key)))
    if choice.random() < 0.3:
        # The whole database as it was: every log ends earlier.
        for log in LOGS:
            newest = db.session.scalar(select(func.max(_key(log))))
            db.session.execute(delete(log).where(_key(log) > newest - choice.randint(1, newest)))
        return "cut everything off"
    db.session.execute(delete(table).where(key > last - choice.randint(1, last)))
    return f"cut {table} off"


def _key(table: Table) -> Any:
    [key] = table.primary_key.columns
    return key


def test_t6_a_thousand_changes_of_the_tables_are_found(out: Field) -> None:
    kept = out.kept  # type: ignore[attr-defined]
    assert not is_found(kept)
    missed = []
    for number in range(OF_THE_TABLES):
        choice = random.Random(SEED + number)
        with undone():
            told_of = change(choice)
            if not is_found(kept):
                missed.append(f"seed {SEED + number}: {told_of}")

    assert "\n".join(missed) == ""
    assert not is_found(kept)


def test_s15_every_flipped_byte_at_rest_is_found(out: Field) -> None:
    filesystem, folder = blob_filesystem()
    for number, blob in enumerate(db.session.scalars(select(Blob))):
        path, choice = blob_path(folder, blob.sealed_sha256), random.Random(SEED + number)
        content = filesystem.cat_file(path)
        filesystem.pipe(path, other(choice, content))
        assert not attachments.check().holds, f"seed {SEED + number}"
        filesystem.pipe(path, content)
    assert attachments.check().holds


class Undo(Exception):
    """Takes an upload back."""


def is_noticed(out: Field, sent: list[Sent], head: str | None) -> bool:
    """Tell whether the county sees that a queue is not what its tablet wrote; the marks are what hello tells."""
    noticed = False
    with suppress(Undo), transaction():
        answers = receive_records(out.tablet.id, sent)
        newest = select(Event.hash).where(Event.device_id == out.tablet.id).order_by(Event.seq.desc()).limit(1)
        whole = held_of(out.tablet.id) == {1: out.pen.seq} and db.session.scalar(newest) == head
        noticed = not whole or {answer.verdict for answer in answers} != {"accepted"}
        raise Undo
    return noticed


def tampered(choice: random.Random, queue: list[Written]) -> tuple[str, list[Sent]]:
    place = choice.randrange(len(queue))
    sent = [posted(record) for record in queue]
    match choice.choice(("edit", "edit the envelope", "delete", "reorder", "truncate")):
        case "edit":
            sent[place] = Sent(other(choice, bytes(queue[place])))
        case "edit the envelope":
            start, middle, end = queue[place].sealed.partition(b'"ciphertext":"')
            sent[place] = Sent(
                start + middle + _written_over(choice, end[:200].decode()).encode() + end[200:], is_sealed=True
            )
        case "delete":
            del sent[place]
        case "reorder":
            # Two records under each other's place: each says where it stands, so one of them is written anew.
            one, two = choice.sample(range(len(queue)), 2)
            sent[one] = Sent(bytes(queue[one]).replace(_protected(queue[one]), _protected(queue[two])))
        case "truncate":
            sent = sent[:place]
    return f"at {place}", sent


def _protected(record: Written) -> bytes:
    return bytes(record).split(b'"protected":"')[1].split(b'"')[0]


def test_t5_hundreds_of_changes_of_a_queue_are_found(app: Flask) -> None:
    out = go_out_with_receipts(app, 4)
    pen, (one, two, three, four) = out.pen, out.people
    queue = [pen.hand_over(one), pen.finance(one), pen.not_served(three), pen.wrong_face(four), pen.hand_over(two)]
    assert not is_noticed(out, [posted(record) for record in queue], pen.head)
    missed = []
    for number in range(OF_A_QUEUE):
        choice = random.Random(SEED + number)
        told_of, sent = tampered(choice, queue)
        if not is_noticed(out, sent, pen.head):
            missed.append(f"seed {SEED + number}: {told_of}")

    assert "\n".join(missed) == ""
