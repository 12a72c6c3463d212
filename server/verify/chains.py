"""I3: the numbers of a tablet's epoch run from 1 without gap, each record follows the one before by hash."""

from sqlalchemy import select

from server.db import db
from server.sync.models import Event, EventConflict
from server.sync.rules import START, Head
from server.verify.rules import Finding

_BROKEN = "chain_broken"


def check() -> Finding:
    """Walk every chain; a break that is parked with an open case is known, any other is not."""
    finding = Finding("I3", "chains of the tablets are whole")
    cases = set(db.session.scalars(select(EventConflict.event_id).where(EventConflict.kind == "chain")))
    columns = (Event.id, Event.device_id, Event.epoch, Event.seq, Event.prev_hash, Event.hash, Event.reason)
    rows = db.session.execute(
        select(*columns).order_by(Event.device_id, Event.epoch, Event.seq).execution_options(yield_per=1000)
    )
    chain, head = None, START
    for row in rows:
        if (row.device_id, row.epoch) != chain:
            chain, head = (row.device_id, row.epoch), START
            finding.count("chains")
        finding.count("records")
        follows = row.seq == head.seq + 1 and row.prev_hash == head.hash
        if not follows and not (row.reason == _BROKEN and row.id in cases):
            finding.problems.append(f"{row.device_id} epoch {row.epoch} breaks at {row.seq}")
        head = Head(row.seq, row.hash)
    return finding
