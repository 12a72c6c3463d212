"""The entries of a transaction hang together, whatever part of it is undone."""

from contextlib import suppress

import pytest
from sqlalchemy import select

from server import audit
from server.audit.models import AuditEntry
from server.audit.queries import first_broken_entry
from server.db import db, transaction
from tests.support.statements import counted_statements

pytestmark = pytest.mark.both_engines


class Undone(Exception):
    """Stands for whatever a savepoint is left by."""


def actions_in_log() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def record(action: str) -> int:
    return audit.record(action, "card", "x")


def record_in_vain(*actions: str) -> None:
    """Append inside a savepoint that is rolled back."""
    with suppress(Undone), db.session.begin_nested():
        for action in actions:
            record(action)
        raise Undone


def test_a_transaction_that_fails_leaves_nothing(app):
    with suppress(Undone), transaction():
        record("lost")
        raise Undone
    with transaction():
        assert record("kept") == 1
    assert actions_in_log() == ["kept"]
    assert first_broken_entry() is None


def test_four_entries_cost_one_look_at_the_newest_and_one_insert(app):
    with counted_statements() as sent, transaction():
        assert [record(name) for name in "abcd"] == [1, 2, 3, 4]
    of_the_log = [statement.split()[0] for statement in sent if "audit_entry" in statement]
    assert of_the_log == ["SELECT", "INSERT"]
    assert first_broken_entry() is None


def test_what_a_savepoint_undid_is_not_in_the_log(app):
    with transaction():
        record("before")
        record_in_vain("undone", "undone too")
        assert record("after") == 2
    assert actions_in_log() == ["before", "after"]
    assert first_broken_entry() is None


def test_a_chain_that_began_in_a_savepoint_begins_anew_after_it(app):
    with transaction():
        record_in_vain("undone")
        assert record("after") == 1
    assert actions_in_log() == ["after"]


def test_what_a_released_savepoint_did_is_undone_with_the_one_around_it(app):
    with transaction():
        record("before")
        with suppress(Undone), db.session.begin_nested():
            with db.session.begin_nested():
                record("released")
            raise Undone
        with db.session.begin_nested():
            record("kept")
    assert actions_in_log() == ["before", "kept"]
    assert first_broken_entry() is None


def test_a_look_at_the_log_sees_what_this_transaction_did_and_a_savepoint_undoes_it_all_the_same(app):
    with transaction():
        record("before")
        with suppress(Undone), db.session.begin_nested():
            record("undone")
            assert actions_in_log() == ["before", "undone"]
            raise Undone
        assert actions_in_log() == ["before"]
        record("after")
    assert actions_in_log() == ["before", "after"]
    assert first_broken_entry() is None


def test_the_next_transaction_goes_on_behind_the_last(app):
    for number in range(3):
        with transaction():
            record(f"first of {number}")
            record(f"second of {number}")
    assert len(actions_in_log()) == 6
    assert first_broken_entry() is None
