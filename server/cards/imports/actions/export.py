"""Give the difference list out."""

from server import audit
from server.cards.imports.queries import all_problem_rows, import_in_scope
from server.cards.imports.rules.difference_list import write_difference_list
from server.db import transaction


def export_problems(import_id: str) -> bytes:
    """Return the rows with problems as an .xlsx, cells as they came; who took it is in the audit log.

    Raises:
        Refusal: not_found.
    """
    with transaction():
        found = import_in_scope(import_id)
        rows = [(row.row_no, row.cells, row.problems) for row in all_problem_rows(found.id)]
        audit.record("export_import_problems", "batch_import", found.id, "1.0.b", rows=len(rows))
    return write_difference_list(found.columns["header"], rows)
