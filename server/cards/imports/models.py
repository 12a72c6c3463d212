"""The preview of a file, and its rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.cards.models import Batch
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class BatchImport(Base):
    """One uploaded file. state: preview → confirmed | discarded; a file may be looked at again.

    counts: {rows, fine, warn, stop, problems: [[code, severity, rows]], villages, unmatched,
    proxies, banks: {code: rows}, batch_number}, and once confirmed {imported, skipped}
    columns: {header_row, header: [text], recognised: [{key, header, index}], unknown: [header]}
    """

    __tablename__ = "batch_import"
    __scope__ = Scoped(area="area_code", organisation="organisation_id")
    __table_args__ = (Index(None, "area_code", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    file_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    file_name: Mapped[str] = mapped_column(String(120))
    file_kind: Mapped[str] = mapped_column(String(10))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    area_code: Mapped[str] = mapped_column(String(6))
    uploaded_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(20))
    counts: Mapped[dict[str, Any]]
    columns: Mapped[dict[str, Any]]
    batch_id: Mapped[str | None] = mapped_column(ForeignKey(Batch.id))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # 4.2: since when its rows say nothing of people any more.
    rows_forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportRow(Base):
    """One row of the file: the cells as they came, what was read in them, and what is wrong.

    severity is the worst of its problems: stop | warn | none; codes lists them as ",code,code,".
    Rows that were imported are deleted with the confirmation (4.2: no working copy longer than
    needed); stopped ones stay as the difference list, and are emptied after import.rows_days.
    """

    __tablename__ = "import_row"
    __table_args__ = (Index(None, "import_id", "severity"),)

    import_id: Mapped[str] = mapped_column(ForeignKey(BatchImport.id), primary_key=True)
    row_no: Mapped[int] = mapped_column(primary_key=True)
    severity: Mapped[str] = mapped_column(String(4))
    codes: Mapped[str] = mapped_column(Text)
    cells: Mapped[list[Any]]
    problems: Mapped[list[dict[str, Any]]]
    normalised: Mapped[dict[str, Any]]
