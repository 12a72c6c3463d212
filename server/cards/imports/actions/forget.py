"""Let go of what sheets said of people once nobody needs it any more (4.2)."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from server import audit
from server.cards.imports.models import BatchImport, ImportRow
from server.core.clock import utc_now
from server.db import db, transaction
from server.rules import policy


def forget_rows() -> int:
    """Empty the rows of imports that were settled long ago, discard old previews, and return how many imports that was.

    Codes and row numbers stay: they say how good a sheet was, and name nobody.
    """
    before = utc_now() - timedelta(days=policy("import.rows_days"))
    settled = select(BatchImport.id).where(
        BatchImport.state == "confirmed", BatchImport.settled_at < before, BatchImport.rows_forgotten_at.is_(None)
    )
    left = select(BatchImport.id).where(BatchImport.state == "preview", BatchImport.created_at < before)
    done = [_empty(import_id) for import_id in db.session.scalars(settled).all()]
    done += [_discard(import_id) for import_id in db.session.scalars(left).all()]
    return sum(done)


def _empty(import_id: str) -> int:
    with transaction():
        found = _held(import_id)
        if found.rows_forgotten_at is not None:
            return 0
        of_it = update(ImportRow).where(ImportRow.import_id == import_id)
        rows = db.session.execute(of_it.values(cells=[], normalised={})).rowcount  # type: ignore[attr-defined]
        found.rows_forgotten_at = utc_now()
        audit.record("forget_import_rows", "batch_import", import_id, "4.2", rows=rows)
    return 1


def _discard(import_id: str) -> int:
    with transaction():
        found = _held(import_id)
        if found.state != "preview":
            return 0
        of_it = delete(ImportRow).where(ImportRow.import_id == import_id)
        rows = db.session.execute(of_it).rowcount  # type: ignore[attr-defined]
        found.state, found.settled_at = "discarded", utc_now()
        found.rows_forgotten_at = found.settled_at
        audit.record("forget_import_rows", "batch_import", import_id, "4.2", rows=rows)
    return 1


def _held(import_id: str) -> BatchImport:
    return db.session.get_one(BatchImport, import_id, with_for_update=True, populate_existing=True)
