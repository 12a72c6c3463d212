"""I15 (writes): every accepted or parked record, movement and change has its entry, and the log's chain holds (I4)."""

from collections import Counter

from sqlalchemy import select

from server.audit.models import AuditEntry
from server.audit.queries import first_broken_entry
from server.cards.models import CardStateChange
from server.custody.models import Movement
from server.db import db
from server.sync.models import Event, Settlement
from server.verify.rules import Finding

# The act that filed a record; looking at one later is another.
_FILED = frozenset(
    {
        "hand_over", "not_served", "wrong_face", "report_finance", "correct", "park_record",
        "cosign", "take_back_temporary_card", "take_fee", "void_receipt", "count_round", "cosign_count",
    }
)  # fmt: skip


def check() -> Finding:
    """Match writes with entries one to one, and recompute the chain of the log."""
    finding = Finding("I15", "every write is in the audit log")
    entries = dict.fromkeys(db.session.scalars(select(AuditEntry.id)), 0)
    finding.count("entries", len(entries))
    broken = first_broken_entry()
    if broken is not None:
        finding.problems.append(f"the chain of the log breaks at entry {broken}")
    filed = Counter(
        db.session.scalars(
            select(AuditEntry.subject_id).where(AuditEntry.subject_kind == "event", AuditEntry.action.in_(_FILED))
        )
    )
    events = set(db.session.scalars(select(Event.id)))
    finding.count("records", len(events))
    # A parked record that two people let stand was filed twice: as parked, and as what it led to.
    stood = set(db.session.scalars(select(Settlement.event_id).where(Settlement.decision.in_(("stands", "second")))))
    finding.problems += [
        f"record {one} has {filed[one]} entries" for one in sorted(events) if filed[one] != 1 + (one in stood)
    ]
    finding.problems += [f"entry for record {one}, which is not here" for one in sorted(set(filed) - events)]
    for model, what in ((Movement, "movements"), (CardStateChange, "state changes")):
        rows = db.session.execute(select(model.id, model.audit_id)).all()
        finding.count(what, len(rows))
        finding.problems += [f"{what} {row.id} has no entry" for row in rows if row.audit_id not in entries]
    return finding
