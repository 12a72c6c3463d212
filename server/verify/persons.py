"""I8: every change was a legal one, somebody did it, and where two must act they were two people."""

from sqlalchemy import or_, select

from server.activation.models import Activation
from server.audit.models import AuditEntry
from server.cards.models import CardStateChange
from server.core.errors import Refusal
from server.custody.models import Movement
from server.db import db
from server.issuance.cosigns.models import Cosign
from server.issuance.cosigns.rules import AGREED, COMPANION
from server.issuance.models import FinanceReport, HandOver
from server.rounds.close.models import CheckIn, RoundCount
from server.rounds.models import CheckOut
from server.rules import next_state, table
from server.verify.rules import Finding

# What two people must do together (1.2.2.c, 4.1.1.b).
_DUAL = frozenset({"check_out", "check_in", "hand_over"})


def check() -> Finding:
    """Hold every movement and state change against its machine, and every dual step against two persons."""
    finding = Finding("I8", "changes are legal and dual steps have two persons")
    _check_movements(finding)
    _check_state_changes(finding)
    _check_halves(finding)
    _check_collectors(finding)
    for model, what in ((CheckOut, "check-out"), (CheckIn, "check-in")):
        for counted in db.session.execute(select(model.id, model.custodian_id, model.specialist_id)):
            finding.count(f"{what}s")
            if counted.custodian_id == counted.specialist_id:
                finding.problems.append(f"{what} {counted.id} was signed twice by one person")
    for count in db.session.execute(select(RoundCount.id, RoundCount.specialist_id, RoundCount.bank_manager_id)):
        finding.count("counts")
        if count.specialist_id == count.bank_manager_id:
            finding.problems.append(f"count {count.id} was signed twice by one person")
    return finding


def _check_halves(finding: Finding) -> None:
    """A hand-over checked on the manager's own device may wait for its half, and has no other than that one."""
    agreed = {
        (half.card_id, half.round_id, half.officer_id)
        for half in db.session.execute(
            select(Cosign.card_id, Cosign.round_id, Cosign.officer_id).where(Cosign.result == AGREED)
        )
    }
    columns = (
        HandOver.id, HandOver.card_id, HandOver.round_id, HandOver.specialist_id, HandOver.bank_manager_id,
        HandOver.bank_check_way,
    )  # fmt: skip
    for handed in db.session.execute(select(*columns)):
        finding.count("hand-overs")
        if handed.bank_manager_id == handed.specialist_id:
            finding.problems.append(f"hand-over {handed.id} was checked twice by one person")
        if handed.bank_check_way != COMPANION:
            continue
        if handed.bank_manager_id is None:
            finding.count("waiting for the bank's half")
        elif (handed.card_id, handed.round_id, handed.bank_manager_id) not in agreed:
            finding.problems.append(f"hand-over {handed.id} names a check that is not there")


def _check_collectors(finding: Finding) -> None:
    """A bank is asked to confirm only where the person collected the card (1.1.3.c)."""
    asked = (
        select(FinanceReport.id, HandOver.path)
        .join(HandOver, (HandOver.card_id == FinanceReport.card_id) & (HandOver.round_id == FinanceReport.round_id))
        .join(Activation, (Activation.event_id == FinanceReport.id) & (Activation.kind == "finance"))
        .where(HandOver.corrected_by.is_(None), FinanceReport.corrected_by.is_(None), Activation.state != "withdrawn")
    )
    for report in db.session.execute(asked):
        finding.count("bank reports")
        if report.path != "self":
            finding.problems.append(f"bank report {report.id} is of a card that a proxy collected")


def _check_movements(finding: Finding) -> None:
    apart = set(db.session.scalars(select(HandOver.id).where(HandOver.bank_check_way == COMPANION)))
    columns = (
        Movement.id, Movement.verb, Movement.from_state, Movement.to_state,
        Movement.officer_id, Movement.second_officer_id, Movement.event_id,
    )  # fmt: skip
    for line in db.session.execute(select(*columns).execution_options(yield_per=1000)):
        finding.count("movements")
        if not _is_legal("custody", line.from_state, line.verb, line.to_state):
            finding.problems.append(f"movement {line.id} is no legal {line.verb}")
        if line.officer_id is None:
            finding.problems.append(f"movement {line.id} has no officer")
        # The second person of a hand-over may be in a record of their own, which came later (1.2.2.c).
        alone = line.second_officer_id is None and line.event_id not in apart
        if line.verb in _DUAL and (alone or line.second_officer_id == line.officer_id):
            finding.problems.append(f"movement {line.id} needs two persons")


def _check_state_changes(finding: Finding) -> None:
    actors = or_(AuditEntry.officer_id.is_not(None), AuditEntry.system.is_not(None))
    known = set(
        db.session.scalars(
            select(CardStateChange.id).join(AuditEntry, AuditEntry.id == CardStateChange.audit_id).where(actors)
        )
    )
    for change in db.session.scalars(select(CardStateChange).execution_options(yield_per=1000)):
        finding.count("state changes")
        if not _leads(change.axis, change.old, change.new):
            finding.problems.append(f"state change {change.id} is no legal step of {change.axis}")
        if change.id not in known:
            finding.problems.append(f"state change {change.id} has no actor")


def _is_legal(machine: str, state: str, verb: str, to: str) -> bool:
    try:
        return next_state(machine, state, verb) == to
    except Refusal:
        return False


def _leads(machine: str, old: str, new: str) -> bool:
    rows = table("machines")["machines"][machine]["transitions"]
    return any(row["from"] == old and row["to"] == new for row in rows)
