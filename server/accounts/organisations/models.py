"""Organisations and the areas they serve."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.rules import Scoped
from server.core.ids import new_id
from server.db import Base


class Organisation(Base):
    """One office or bank. `path` is the line of ids from the root, each followed by a slash."""

    __tablename__ = "organisation"
    __scope__ = Scoped(organisation="id")

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(80))
    # What the titles of official forms put before 社会保障卡: 安图县, 延边州 (domain §1, ambiguity 4).
    form_body: Mapped[str] = mapped_column(String(40))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    path: Mapped[str] = mapped_column(String(400), index=True)
    bank_code: Mapped[str | None] = mapped_column(String(20), index=True)

    areas: Mapped[list["OrganisationArea"]] = relationship(
        order_by="OrganisationArea.prefix", cascade="all, delete-orphan"
    )


class OrganisationArea(Base):
    """An area an organisation serves, as a code without the zeros that fill it up."""

    __tablename__ = "organisation_area"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(12), primary_key=True)
