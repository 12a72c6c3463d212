"""I12: what we hold of each activation is what the far side holds, and nothing waits without a next step."""

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import select

from server.activation.jobs import far_sides
from server.activation.models import Activation
from server.activation.relay.actions import FarSides
from server.cards.models import Card
from server.core.clock import utc_now
from server.db import db
from server.rules import policy
from server.verify.rules import Finding

# What the far side may say of a row that is settled here.
_THERE = {"confirmed": {"confirmed"}, "refused": {"refused", "absent"}, "withdrawn": {"absent"}}
_ENABLED = {"social": ("social_state", "enabled"), "finance": ("finance_state", "active")}


def check(sides: FarSides | None = None) -> Finding:
    """Compare outbox, cards and far side; a far side that does not answer leaves its rows unasked, and says so."""
    finding = Finding("I12", "activations agree with the far side")
    sides = far_sides() if sides is None else sides
    confirmed: dict[str, set[str]] = defaultdict(set)
    keys: dict[str, str] = {}
    for row in db.session.scalars(select(Activation).execution_options(yield_per=500)):
        finding.count("activations")
        if keys.setdefault(row.business_key, row.id) != row.id:
            finding.problems.append(f"activation {row.id} shares its key with {keys[row.business_key]}")
        if row.state == "confirmed":
            confirmed[row.kind].add(row.card_id)
        _check_next_step(finding, row, sides)
        _ask(finding, row, sides)
    _check_cards(finding, confirmed)
    return finding


def _check_next_step(finding: Finding, row: Activation, sides: FarSides) -> None:
    longest = timedelta(hours=policy("activation.unknown_hours"))
    if row.state == "unknown" and utc_now() - (row.sent_at or row.created_at) > longest:
        finding.problems.append(f"activation {row.id} has been unknown for too long")
    # What left with a sheet waits for the sheet of results, and no worker has it.
    if row.state == "sent" and row.lease_until is None and row.kind in sides:
        finding.problems.append(f"activation {row.id} is under way and nobody has it")


def _ask(finding: Finding, row: Activation, sides: FarSides) -> None:
    """Ask the far side about a settled row; one under way may differ for as long as it is."""
    if row.state not in _THERE:
        return
    if row.kind not in sides:
        finding.count("by sheet")
        return
    answer = sides[row.kind].query(row.business_key)
    if answer.outcome in ("unknown", "not_sent"):
        finding.count("not answered")
    elif answer.outcome not in _THERE[row.state]:
        finding.problems.append(f"activation {row.id} is {row.state} here and {answer.outcome} there")
    else:
        finding.count("asked")


def _check_cards(finding: Finding, confirmed: dict[str, set[str]]) -> None:
    for kind, (column, state) in _ENABLED.items():
        active = set(db.session.scalars(select(Card.id).where(getattr(Card, column) == state)))
        finding.problems += [
            f"card {one} is {state} without a confirmation" for one in sorted(active - confirmed[kind])
        ]
        finding.problems += [f"card {one} is confirmed and not {state}" for one in sorted(confirmed[kind] - active)]
