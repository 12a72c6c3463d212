"""What a person decided about an address, kept for the next import."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class AddressRule(Base):
    """Addresses with this key, in this county, belong to this village."""

    __tablename__ = "address_rule"
    __scope__ = Scoped(area="area_code")
    __table_args__ = (UniqueConstraint("area_code", "address_key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    area_code: Mapped[str] = mapped_column(String(6))
    address_key: Mapped[str] = mapped_column(String(80))
    village_code: Mapped[str] = mapped_column(String(12))
    made_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
