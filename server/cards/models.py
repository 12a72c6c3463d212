"""Banks, batches, cardholders, cards, and the changes of a card's functions."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


def _county_of_area(context: DefaultExecutionContext) -> str:
    parameters: dict[str, str] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return parameters["area_code"][:6]


class Bank(Base):
    """A partner bank; its code is the one the province writes (AAE008)."""

    __tablename__ = "bank"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    short_name: Mapped[str] = mapped_column(String(20))


class Batch(Base):
    """A batch of finished cards as one file announced it (1.0.b). state: imported → received."""

    __tablename__ = "batch"
    __scope__ = Scoped(area="area_code", bank="bank_code", organisation="organisation_id")
    __table_args__ = (Index(None, "area_code", "imported_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(40))
    area_code: Mapped[str] = mapped_column(String(6))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    # Empty when the file holds cards of several banks.
    bank_code: Mapped[str | None] = mapped_column(ForeignKey(Bank.code))
    maker: Mapped[str] = mapped_column(String(60))
    file_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    row_count: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    imported_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))


class Cardholder(Base):
    """A person a card was made for. `name_raw` is what the sheet said, `name` what is matched.

    area_code is the village's twelve digits, or the county's until the village is known;
    address_key groups the addresses that wait for a village.
    """

    __tablename__ = "cardholder"
    __scope__ = Scoped(area="area_code")
    __table_args__ = (
        Index(None, "county_code", "number_tail"),
        Index(None, "county_code", "pinyin_initials"),
        Index(None, "county_code", "name"),
        # Who waits for a village: few, so the index is small.
        Index(
            "ix_cardholder_waiting",
            "county_code",
            "address_key",
            sqlite_where=text("village_code IS NULL"),
            postgresql_where=text("village_code IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    social_security_number: Mapped[str] = mapped_column(String(20), unique=True)
    number_kind: Mapped[str] = mapped_column(String(30))
    number_tail: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(50))
    name_raw: Mapped[str] = mapped_column(String(80))
    sex: Mapped[str | None] = mapped_column(String(6))
    birth_date: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(Text)
    address_key: Mapped[str | None] = mapped_column(String(80))
    village_code: Mapped[str | None] = mapped_column(String(12))
    area_code: Mapped[str] = mapped_column(String(12), index=True)
    # The first six digits of area_code, so that a search finds its place in an index by equality.
    county_code: Mapped[str] = mapped_column(String(6), default=_county_of_area)
    group_name: Mapped[str | None] = mapped_column(String(20))
    pinyin: Mapped[str] = mapped_column(String(400))
    pinyin_initials: Mapped[str] = mapped_column(String(60))
    portrait_sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReservedProxy(Base):
    """Whom a cardholder named at the application to collect the card (1.1.3.a); relation in the sheet's own words."""

    __tablename__ = "reserved_proxy"

    cardholder_id: Mapped[str] = mapped_column(ForeignKey(Cardholder.id), primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    number: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(String(30))
    relation: Mapped[str | None] = mapped_column(String(20))


class Card(Base):
    """A social security card. Its number is unique within the issuing area (domain 2.2).

    custody_state, holder_kind, holder_id, live and last_movement_id follow the custody ledger
    and are written by it alone; the other states change through `change_state`.
    """

    __tablename__ = "card"
    __scope__ = Scoped(area="scope_area_code", bank="bank_code", organisation="organisation_id")
    __table_args__ = (
        UniqueConstraint("area_code", "number"),
        Index(None, "scope_area_code", "custody_state", "bank_code"),
        Index(None, "holder_kind", "holder_id"),
        Index(None, "batch_id", "custody_state"),
        # I7: one person has at most one live card.
        Index(
            "uq_card_live_cardholder",
            "cardholder_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    area_code: Mapped[str] = mapped_column(String(6))
    number: Mapped[str] = mapped_column(String(20))
    batch_id: Mapped[str] = mapped_column(ForeignKey(Batch.id))
    cardholder_id: Mapped[str] = mapped_column(ForeignKey(Cardholder.id), index=True)
    bank_code: Mapped[str] = mapped_column(ForeignKey(Bank.code))
    bank_card_number: Mapped[str | None] = mapped_column(String(30))
    box_position: Mapped[str] = mapped_column(String(40))
    box_sort: Mapped[str] = mapped_column(String(60))
    employer_code: Mapped[str | None] = mapped_column(String(40))
    employer_name: Mapped[str | None] = mapped_column(String(120))
    scope_area_code: Mapped[str] = mapped_column(String(12))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    custody_state: Mapped[str] = mapped_column(String(30))
    holder_kind: Mapped[str] = mapped_column(String(20))
    holder_id: Mapped[str | None] = mapped_column(String(36))
    live: Mapped[bool]
    social_state: Mapped[str] = mapped_column(String(30))
    finance_state: Mapped[str] = mapped_column(String(30))
    face_check: Mapped[str] = mapped_column(String(30))
    password_changed: Mapped[str] = mapped_column(String(30))
    # 3.1.a: a card whose holder was recorded as deceased is neither handed over nor taken along.
    freeze_state: Mapped[str] = mapped_column(String(10), default="free", server_default="free")
    last_movement_id: Mapped[int | None]


class CardStateChange(Base):
    """One change of a card's function. axis: social | finance | face | password | freeze."""

    __tablename__ = "card_state_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey(Card.id), index=True)
    axis: Mapped[str] = mapped_column(String(10))
    old: Mapped[str] = mapped_column(String(30))
    new: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    clause: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[str | None] = mapped_column(String(36))
    audit_id: Mapped[int]
