"""Vaults, movements, receipts and discrepancies."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class Vault(Base):
    """A room that holds nothing but cards, with its named custodian (4.1.1.a, 4.1.2).

    kind: office | bank | window
    """

    __tablename__ = "vault"
    __scope__ = Scoped(area="area_code", organisation="organisation_id")
    __table_args__ = (Index(None, "area_code"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    custodian_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    area_code: Mapped[str] = mapped_column(String(12))


class VaultTransfer(Base):
    """A vault given from one custodian to the next, its stock counted at that moment (4.1.1.a, 4.1.4)."""

    __tablename__ = "vault_transfer"
    __table_args__ = (Index(None, "vault_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    vault_id: Mapped[str] = mapped_column(ForeignKey(Vault.id))
    outgoing_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    incoming_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    counted: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outgoing_signature_sha256: Mapped[str] = mapped_column(String(64))
    incoming_signature_sha256: Mapped[str] = mapped_column(String(64))
    audit_id: Mapped[int] = mapped_column(index=True)


class VaultReceipt(Base):
    """A batch counted into a vault: expected against counted (1.0.b, 4.1.1.b)."""

    __tablename__ = "vault_receipt"
    __table_args__ = (Index(None, "vault_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), unique=True)
    vault_id: Mapped[str] = mapped_column(ForeignKey(Vault.id))
    expected: Mapped[int]
    counted: Mapped[int]
    counted_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    second_officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text)


class Movement(Base):
    """One line of the ledger: a card goes from one hand to another. Never updated, never deleted.

    holder kinds: supplier | vault | round | cardholder | office. `at` is when it happened,
    `recorded_at` when we learned of it. A counter-entry names the line it reverses.
    """

    __tablename__ = "movement"
    __table_args__ = (
        Index(None, "card_id", "id"),
        Index(None, "from_kind", "from_id", "id"),
        Index(None, "to_kind", "to_id", "id"),
        Index(None, "round_id", "id"),
        Index(None, "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"))
    verb: Mapped[str] = mapped_column(String(30))
    from_kind: Mapped[str] = mapped_column(String(20))
    from_id: Mapped[str | None] = mapped_column(String(36))
    from_state: Mapped[str] = mapped_column(String(30))
    to_kind: Mapped[str] = mapped_column(String(20))
    to_id: Mapped[str | None] = mapped_column(String(36))
    to_state: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    clause: Mapped[str] = mapped_column(String(20))
    officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    second_officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    round_id: Mapped[str | None] = mapped_column(String(36))
    event_id: Mapped[str | None] = mapped_column(String(36))
    receipt_id: Mapped[str | None] = mapped_column(ForeignKey(VaultReceipt.id))
    reason: Mapped[str | None] = mapped_column(String(120))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("movement.id"), unique=True)
    audit_id: Mapped[int] = mapped_column(index=True)


class Discrepancy(Base):
    """Something a count found that is not as announced (4.1.1.b). kind: missing | extra | damaged | other.

    state: open → settled, then with cause, who answers for it, and the number of the report.
    """

    __tablename__ = "discrepancy"
    __table_args__ = (Index(None, "state", "opened_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    receipt_id: Mapped[str] = mapped_column(ForeignKey(VaultReceipt.id), index=True)
    card_id: Mapped[str | None] = mapped_column(ForeignKey("card.id"))
    kind: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str | None] = mapped_column(String(40))
    responsible: Mapped[str | None] = mapped_column(String(80))
    report_number: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    found_again: Mapped[bool | None]
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
