"""Ink and pictures as a form takes them."""

from dataclasses import dataclass
from math import inf, isfinite
from typing import TypeAlias

Point: TypeAlias = tuple[float, float, float]
Parts: TypeAlias = list[str | dict[str, str]]


@dataclass(frozen=True)
class Ink:
    """A signature as it was drawn: strokes of (x, y, t), x right and y down in pad units, t in milliseconds.

    `width` and `height` are the pad's. ValueError when a number is not finite or the pad has no area.
    """

    strokes: tuple[tuple[Point, ...], ...]
    width: float
    height: float

    def __post_init__(self) -> None:
        if not (0 < self.width < inf and 0 < self.height < inf):
            raise ValueError("ink: the pad has no area")
        if not all(isfinite(number) for stroke in self.strokes for point in stroke for number in point):
            raise ValueError("ink: a point is not finite")


@dataclass(frozen=True)
class Fingerprint:
    """A fingerprint in place of a signature: a PNG or JPEG picture, and the witness who saw it (1.1.2.c)."""

    picture: bytes
    witness_name: str
    witness_ink: Ink | None = None


@dataclass(frozen=True)
class Signer:
    """Somebody who signs a form; without ink there is room to sign by hand, without a name as well."""

    name: str = ""
    ink: Ink | None = None


@dataclass(frozen=True)
class Box:
    """Room on paper, in millimetres."""

    width: float
    height: float


@dataclass(frozen=True)
class PenRun:
    """A piece of ink drawn with one pen width, all in millimetres.

    `path` is the start (x, y), then quadratic curves (control x, y, end x, y).
    """

    pen: float
    path: tuple[tuple[float, ...], ...]
