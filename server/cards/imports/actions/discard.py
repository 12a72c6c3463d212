"""Give a preview up."""

from sqlalchemy import delete

from server import audit
from server.cards.imports.models import BatchImport, ImportRow
from server.cards.imports.queries import import_in_scope
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db, transaction


def discard_import(import_id: str) -> BatchImport:
    """Discard a preview with all its rows (4.2); again, it changes nothing.

    Raises:
        Refusal: not_found; import_already_confirmed.
    """
    with transaction():
        found = import_in_scope(import_id, lock=True)
        if found.state == "confirmed":
            raise Refusal("import_already_confirmed")
        if found.state == "discarded":
            return found
        found.state, found.settled_at = "discarded", utc_now()
        db.session.execute(delete(ImportRow).where(ImportRow.import_id == found.id))
        audit.record("discard_import", "batch_import", found.id, "4.2")
    return found
