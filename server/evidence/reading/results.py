"""What reading a picture gives: the codes on it, or the reason why there are none."""

from dataclasses import dataclass
from typing import Literal

Format = Literal["code128", "qr"]
Refused = Literal["too_large", "not_a_picture", "carries_metadata"]
Outcome = Literal["read", "too_large", "not_a_picture", "carries_metadata", "timed_out", "crashed"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One code: its text, its kind, and the step of the pipeline that made it readable."""

    text: str
    format: Format
    step: str


@dataclass(frozen=True, slots=True)
class PictureReading:
    """The outcome for one picture. `read` without readings: it was looked at and nothing was found."""

    outcome: Outcome
    readings: tuple[Reading, ...] = ()
