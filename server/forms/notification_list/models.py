"""A notification list as plain data."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class InvitedPerson:
    """Somebody to tell: the name is masked before it comes here."""

    masked_name: str
    group: str


@dataclass(frozen=True)
class NotificationList:
    """Who is to come where and when; times are local, `fee_yuan` and `child_years` are the policy's."""

    body: str
    village: str
    bank: str
    place: str
    held_on: date
    from_time: str
    to_time: str
    round_number: str
    child_years: int
    fee_yuan: str
    people: tuple[InvitedPerson, ...]
