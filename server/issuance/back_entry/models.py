"""The sheets that went out, and which request stands in which line."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class BackEntryFile(Base):
    """One sheet for the card-management system. Its bytes are made anew from its lines whenever it is taken.

    kind: social | recovery. `control` is the sheet's control number, printed below its lines.
    """

    __tablename__ = "back_entry_file"
    __scope__ = Scoped(area="area_code")
    __table_args__ = (Index(None, "area_code", "made_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(10))
    area_code: Mapped[str] = mapped_column(String(12))
    rows: Mapped[int]
    control: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))


class BackEntryLine(Base):
    """A request that left with a sheet. One request leaves with one sheet at most, unless it is asked for again."""

    __tablename__ = "back_entry_line"
    __table_args__ = (UniqueConstraint("file_id", "activation_id"),)

    file_id: Mapped[str] = mapped_column(ForeignKey(BackEntryFile.id), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    activation_id: Mapped[str] = mapped_column(ForeignKey("activation.id"), index=True)


class BackEntryResult(Base):
    """A sheet of results that came back: the same bytes a second time change nothing."""

    __tablename__ = "back_entry_result"

    file_id: Mapped[str] = mapped_column(ForeignKey(BackEntryFile.id), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    confirmed: Mapped[int]
    refused: Mapped[int]
    known: Mapped[int]
    contrary: Mapped[int]
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))
