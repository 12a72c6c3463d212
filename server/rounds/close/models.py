"""What was counted at the end of a round, and what the vault took back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime
from server.rounds.models import Round


class RoundCount(Base):
    """The joint count of one tablet (4.1.1.b): taken = handed + returned + wrong + missing + elsewhere.

    The id is the record's. `handed` is fixed by the tablet's records, the lists were counted card by card;
    `elsewhere` are cards that the round's other tablet has. `cash_fen` is the sum of the receipts (2.3).
    The bank manager's half is here when it was signed on the tablet, else a `CountCosign` of the same code.
    """

    __tablename__ = "round_count"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "round_id", "device_id"), Index(None, "area_code", "at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey(Round.id))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    taken: Mapped[int]
    handed: Mapped[int]
    returned: Mapped[list[str]]
    wrong: Mapped[list[str]]
    missing: Mapped[list[str]]
    elsewhere: Mapped[list[str]]
    cash_fen: Mapped[int]
    receipts: Mapped[list[str]]
    check_code: Mapped[str] = mapped_column(String(12))
    specialist_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    bank_manager_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    specialist_signature_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    bank_manager_signature_sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrected_by: Mapped[str | None] = mapped_column(String(36))


class CountCosign(Base):
    """The bank manager's half of a count, from the companion; the count is named by its check code (1.2.2.b)."""

    __tablename__ = "count_cosign"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "round_id", "check_code"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey(Round.id))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    check_code: Mapped[str] = mapped_column(String(12))
    bank_manager_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    signature_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CheckIn(Base):
    """The count after a round: what the vault took back under two signatures (4.1.1.b)."""

    __tablename__ = "check_in"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey(Round.id), unique=True)
    custodian_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    specialist_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    returned: Mapped[int]
    wrong: Mapped[int]
    missing: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    custodian_signature_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    specialist_signature_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
