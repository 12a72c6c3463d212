"""A row of a paper roster as it was typed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

Outcome = Literal["handed_over", "not_served", "wrong_face"]


@dataclass(frozen=True)
class TypedRow:
    """What one row of a sheet says; `sheet` is the hash of its picture, `at` the moment that stands there."""

    row_code: str
    sheet: str
    outcome: Outcome
    at: datetime
    # card.handed_over
    path: str = "self"
    document: str = "id_card"
    checked: tuple[str, ...] = ()
    face_correct: bool = False
    proxy: Mapping[str, Any] | None = None
    temporary_card: Mapping[str, Any] | None = None
    social_activation: str = "requested"
    finance: Mapping[str, Any] | None = None
    # person.not_served
    reason: str | None = None
    note: str | None = None
    # card.wrong_face
    items: tuple[str, ...] = ()
    correct: str | None = None


class Sheet(NamedTuple):
    """The picture of a sheet as records name it."""

    length: int
    sealed_sha256: str


@dataclass(frozen=True)
class RowSubject:
    """Whom a row is about, as the server knows them."""

    card_id: str
    card_area: str
    card_number: str
    cardholder_id: str
    social_security_number: str
    on_temporary_list: bool


@dataclass(frozen=True)
class Team:
    """Whose round it is and who types: the specialist, and the bank manager beside them."""

    round_id: str
    specialist_id: str
    bank_manager_id: str
