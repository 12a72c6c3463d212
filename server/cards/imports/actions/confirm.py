"""Import what a preview found good."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select, update

from server import audit
from server.accounts.scope import reach
from server.audit import actor
from server.cards.addresses.queries import gazetteer_of
from server.cards.imports.actions.people import make_people
from server.cards.imports.actions.preview import codes_of, database_problems
from server.cards.imports.actions.turns import take_turns
from server.cards.imports.models import BatchImport, ImportRow
from server.cards.imports.queries import Person, import_in_scope
from server.cards.imports.rules import STOP
from server.cards.models import Batch, Card
from server.cards.rules import is_live, issuing_area
from server.core.clock import local_date, utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.rules import initial_state


def confirm_import(import_id: str) -> BatchImport:
    """Import the rows without a stop as one batch; the others stay as the difference list.

    What the database says is asked again, since other imports may have come between. Confirming
    twice changes nothing.

    Raises:
        Refusal: not_found; import_settled (it was discarded); import_has_no_good_row.
    """
    with transaction():
        take_turns()
        found = import_in_scope(import_id, lock=True)
        if found.state == "confirmed":
            return found
        if found.state != "preview":
            raise Refusal("import_settled")
        rows = _good_rows(found)
        if not rows:
            raise Refusal("import_has_no_good_row")
        _find_villages(found.area_code, rows)
        batch = _make_batch(found, rows)
        _make_cards(batch, rows, make_people(found.area_code, rows))
        _settle(found, batch, len(rows))
    return found


def _good_rows(found: BatchImport) -> list[Any]:
    """Return the rows to import, after marking those that the database speaks against by now."""
    columns = (ImportRow.row_no, ImportRow.normalised, ImportRow.problems)
    statement = select(*columns).where(ImportRow.import_id == found.id, ImportRow.severity != STOP)
    rows = list(db.session.execute(statement.order_by(ImportRow.row_no)))
    stopped: set[int] = set()
    for row, against in database_problems(found.area_code, rows):
        stopped.add(row.row_no)
        problems = [*row.problems, against]
        db.session.execute(
            update(ImportRow)
            .where(ImportRow.import_id == found.id, ImportRow.row_no == row.row_no)
            .values(severity=STOP, problems=problems, codes=codes_of(problems))
        )
    return [row for row in rows if row.row_no not in stopped]


def _find_villages(area_code: str, rows: list[Any]) -> None:
    """Ask again for those without a village: addresses may have been assigned since the preview."""
    waiting = [row.normalised for row in rows if row.normalised["village_code"] is None]
    if not waiting:
        return
    gazetteer = gazetteer_of(area_code)
    for normalised in waiting:
        normalised["village_code"] = gazetteer.read(normalised["address"] or "").village_code


def _make_batch(found: BatchImport, rows: list[Any]) -> Batch:
    now = utc_now()
    banks = {row.normalised["bank"] for row in rows}
    makers = Counter(row.normalised["maker"] or "" for row in rows)
    batch = Batch(
        id=new_id(),
        # A sheet without a batch column is known by its day.
        number=found.counts["batch_number"] or local_date(found.created_at).isoformat(),
        area_code=found.area_code,
        organisation_id=reach().organisation_id,
        bank_code=banks.pop() if len(banks) == 1 else None,
        maker=makers.most_common(1)[0][0][:60],
        file_sha256=found.file_sha256,
        row_count=len(rows),
        state=initial_state("batch"),
        imported_at=now,
        imported_by=str(actor().officer_id),
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def _make_cards(batch: Batch, rows: Iterable[Any], people: dict[str, Person]) -> None:
    states = {
        "custody_state": initial_state("custody"),
        "social_state": initial_state("social"),
        "finance_state": initial_state("finance"),
        "face_check": initial_state("face"),
        "password_changed": initial_state("password"),
    }
    common = {
        **states,
        "area_code": issuing_area(batch.area_code),
        "batch_id": batch.id,
        "organisation_id": batch.organisation_id,
        "holder_kind": "supplier",
        "holder_id": None,
        "live": is_live(states["custody_state"]),
        "last_movement_id": None,
    }
    cards = [{**common, **_card(row.normalised, people[row.normalised["number"]])} for row in rows]
    db.session.execute(insert(Card.__table__), cards)  # type: ignore[arg-type]


def _card(normalised: dict[str, Any], person: Person) -> dict[str, Any]:
    return {
        "id": new_id(),
        "number": normalised["card_number"],
        "cardholder_id": person.id,
        "bank_code": normalised["bank"],
        "scope_area_code": person.area_code,
        **{
            name: normalised[name]
            for name in ("bank_card_number", "box_position", "box_sort", "employer_code", "employer_name")
        },
    }


def _settle(found: BatchImport, batch: Batch, imported: int) -> None:
    skipped = found.counts["rows"] - imported
    found.state, found.settled_at, found.batch_id = "confirmed", utc_now(), batch.id
    found.counts = {**found.counts, "imported": imported, "skipped": skipped}
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == found.id, ImportRow.severity != STOP))
    audit.record("confirm_import", "batch", batch.id, "1.0.b", import_id=found.id, imported=imported, skipped=skipped)
