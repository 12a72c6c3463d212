"""A tablet's report as the judge sees it: when it happened, and under which facts. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from server.core.clock import from_wire, set_right
from server.rules import policy

# What the guards of the hand-over table may ask of the policy.
_POLICY_KEYS = (
    "evidence.id_card_photo",
    "evidence.proxy_photo",
    "person.id_card_years",
    "proxy.supervisor_at",
    "temporary_card.fee_fen",
)


class Case(NamedTuple):
    """What people must look at though the record stands. kind: bank_refused | finance_of_proxy."""

    kind: str
    event_id: str
    card_id: str


@dataclass(frozen=True, slots=True)
class Report:
    """One well-formed record from the field, on its way to an action."""

    id: str
    device_id: str
    body: dict[str, Any]
    received_at: datetime
    clock_offset_ms: int | None
    # What it breaks and two people at the desk answer for (4.1.1.b); nothing as it comes in.
    waived: frozenset[str] = frozenset()
    # The desk's record that lets it stand after it was parked.
    settlement_id: str | None = None

    @property
    def payload(self) -> dict[str, Any]:
        """Return what the record says beside its envelope."""
        payload: dict[str, Any] = self.body["payload"]
        return payload

    @property
    def device_time(self) -> datetime:
        """Return when it happened by the tablet's own clock."""
        return from_wire(self.body["device_time"])

    @property
    def moment(self) -> datetime:
        """Return when it happened, the tablet's known error set right, and never later than its arrival."""
        return set_right(self.device_time, self.clock_offset_ms, self.received_at)


@dataclass(frozen=True, slots=True)
class LeaseFacts:
    """The claim a record names, as the server knows it."""

    round_id: str
    device_id: str
    expires_at: datetime
    revoked_at: datetime | None


def lease_was_valid(lease: LeaseFacts, report: Report) -> bool:
    """Tell whether the tablet held the round when this happened.

    Only the end is asked: a record that names the lease was made after it was given, whatever a wrong
    clock says (C14). Today's scope and roles are not asked either: what counts is then (S11).
    """
    if lease.round_id != report.body["round"] or lease.device_id != report.device_id:
        return False
    if report.moment > lease.expires_at:
        return False
    return lease.revoked_at is None or report.moment < lease.revoked_at


def policy_facts(*, on_paper: bool = False) -> dict[str, Any]:
    """Return the policy rows that guards ask for; paper has no camera, its signed sheet is the evidence."""
    return {key: False if on_paper and key.startswith("evidence.") else policy(key) for key in _POLICY_KEYS}


def approval_of(report: Report, role: str) -> dict[str, Any] | None:
    """Return the second person's check in this role, or None."""
    approvals: list[dict[str, Any]] = report.body["approvals"]
    return next((a for a in approvals if a["role"] == role), None)
