"""Draw made-up ID cards and take their picture as a hand holds them into the guide on a tablet.

Nothing here is a real card: no emblem, no portrait, people of the demonstration's lists. What matters is where the
number's line is (the same place as on a real card, 85.6 × 54 mm) and its type: OCR-B, as on a real card.
Every picture follows from (person, level, moment) alone. The levels are those under which the models were chosen:
clean; photo (2°, mild blur, noise); hard (5°, perspective, blur, glare); worst is there to provoke wrong readings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from server.demo.people.rules import Person, people
from tests.support.codes import Picture
from tests.support.frames import HEIGHT, OVERSAMPLING, WIDTH, Shot, draw_table, expose, lay_on_table, random_of

PIXELS_PER_MM = 12
CARD_MM = (85.6, 54.0)
NUMBER_FONT = "/usr/share/fonts/opentype/ocr-b/OCRB.otf"
TEXT_FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
INK, LABEL = (38, 36, 40), (120, 92, 58)
AREAS = ("222426", "220122", "220581", "220381", "222401", "232302", "110101", "810000")


@dataclass(frozen=True)
class Guide:
    """Where a view shows the outline in which to hold the card, in pixels of the frame."""

    x: float
    y: float
    height: float


# In a view of 16:9 that shows the whole frame (pwa/src/capture/ocr/guide.ts).
WHOLE_VIEW = Guide(WIDTH * 0.5, HEIGHT * 0.46, HEIGHT * 0.66)


@dataclass(frozen=True)
class Hold:
    """How a card is held: tilt in degrees, the rest in shares of the card's height, and how the picture came out."""

    shot: Shot
    shift: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    lean: float = 0.0
    glare: float = 0.0
    glare_on_number: bool = False


Level = Callable[[np.random.Generator], Hold]


def _about(random: np.random.Generator, most: float) -> float:
    return float(random.uniform(-most, most))


LEVELS: dict[str, Level] = {
    "clean": lambda r: Hold(Shot(turn=0, blur=0.4, noise=0.5), (_about(r, 0.01), _about(r, 0.01))),
    "photo": lambda r: Hold(
        Shot(turn=_about(r, 2), blur=float(r.uniform(0.6, 1.0)), noise=4.0, light=float(r.uniform(0.6, 1.0))),
        (_about(r, 0.03), _about(r, 0.025)),
        float(r.uniform(0.93, 1.04)),
    ),
    "hard": lambda r: Hold(
        Shot(turn=_about(r, 5), blur=float(r.uniform(1.0, 1.5)), noise=6.0, light=float(r.uniform(0.4, 1.0))),
        (_about(r, 0.05), _about(r, 0.03)),
        float(r.uniform(0.85, 1.05)),
        lean=_about(r, 0.08),
        glare=float(r.uniform(0.4, 0.8)),
    ),
    "worst": lambda r: Hold(
        Shot(
            turn=_about(r, 8),
            blur=float(r.uniform(1.2, 2.6)),
            noise=9.0,
            motion=float(r.uniform(1, 6)),
            light=float(r.uniform(0.15, 0.8)),
        ),
        (_about(r, 0.08), _about(r, 0.05)),
        float(r.uniform(0.75, 1.1)),
        lean=_about(r, 0.12),
        glare=float(r.uniform(0.3, 1.0)),
        glare_on_number=bool(r.random() < 0.6),
    ),
}


def card_people(count: int, seed: int = 7) -> list[Person]:
    """Make up people of several counties, the same at every call."""
    streams = [people(area, seed + number) for number, area in enumerate(AREAS)]
    return [next(streams[number % len(streams)]) for number in range(count)]


def take_id_card(person: Person, level: str, moment: int = 0, guide: Guide = WHOLE_VIEW) -> Picture:
    """Take the `moment`th picture of a held card (BGR, 1280×720): the hand trembles and the sensor's noise is new."""
    hold = LEVELS[level](random_of(level, _seed(person)))
    tremble = random_of(f"{level} tremble", _seed(person) * 64 + moment)
    table = draw_table(random_of("id table", _seed(person)))
    scene = lay_on_table(draw_id_card(person), table, _placed(hold, guide, tremble))
    picture = expose(scene, hold.shot, tremble)
    return _glare(picture, hold, guide, random_of(f"{level} glare", _seed(person))) if hold.glare else picture


def _seed(person: Person) -> int:
    return int(person.number[:17]) % 1_000_003


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@cache
def draw_id_card(person: Person) -> Picture:
    """Draw the side of the card that carries the number (BGR)."""
    width, height = (round(side * PIXELS_PER_MM) for side in CARD_MM)
    card = Image.fromarray(_ground(width, height))
    pen = ImageDraw.Draw(card)
    _rows(pen, person)
    pen.rectangle(_box(60, 9, 80, 36), fill=(206, 204, 200))
    pen.ellipse(_box(65, 13, 75, 25), fill=(150, 140, 132))
    _number(pen, person.number)
    return cv2.cvtColor(np.array(card), cv2.COLOR_RGB2BGR).astype(np.uint8)


def _box(*millimetres: float) -> tuple[int, ...]:
    return tuple(round(each * PIXELS_PER_MM) for each in millimetres)


def _ground(width: int, height: int) -> Picture:
    """Draw fine waves in two colours, as papers that are hard to copy have."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    waves = np.sin(y / 5 + 6 * np.sin(x / 90)) * 7 + np.sin(x / 6 + 5 * np.sin(y / 70)) * 5
    blue = np.stack([222 + waves, 232 + waves * 0.6, 240 + waves * 0.3], axis=2)
    blue[:, :, 0] += x / width * 16  # it turns from blue to pink
    return np.clip(blue, 0, 255).astype(np.uint8)


def _rows(pen: ImageDraw.ImageDraw, person: Person) -> None:
    born = person.number[6:14]
    rows = (
        (7, "姓名", person.name),
        (14, "性别", f"{'男' if person.sex == 'male' else '女'}   民族  汉"),
        (21, "出生", f"{born[:4]} 年 {int(born[4:6])} 月 {int(born[6:])} 日"),
        (29, "住址", "吉林省样例县样例镇"),
        (34, "", "样例村三组十二号"),
    )
    for top, label, text in rows:
        pen.text(_box(6, top), label, LABEL, _font(TEXT_FONT, 30))
        pen.text(_box(16, top - 0.4), text, INK, _font(TEXT_FONT, 38))


def _number(pen: ImageDraw.ImageDraw, number: str) -> None:
    pen.text(_box(6, 44.6), "公民身份号码", LABEL, _font(TEXT_FONT, 30))
    font, step = _font(NUMBER_FONT, 50), 2.75 * PIXELS_PER_MM
    for place, character in enumerate(number):
        pen.text((29 * PIXELS_PER_MM + place * step, 43.8 * PIXELS_PER_MM), character, INK, font)


def _placed(hold: Hold, guide: Guide, tremble: np.random.Generator) -> Picture:
    """Give the 3×3 matrix from the card's pixels to those of the oversampled scene."""
    width, height = (round(side * PIXELS_PER_MM) for side in CARD_MM)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    card_height = guide.height * OVERSAMPLING
    angle = np.deg2rad(hold.shot.turn + tremble.normal(0, 0.3))
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    placed = (corners - [width / 2, height / 2]) @ rotation.T * (card_height / height * hold.scale)
    placed *= (1 + hold.lean * np.array([-1, 1, 1, -1]) * 0.5)[:, None]  # one side is nearer the lens
    middle = np.array([guide.x, guide.y]) * OVERSAMPLING
    moved = (np.array(hold.shift) + tremble.normal(0, 0.004, 2)) * card_height
    return cv2.getPerspectiveTransform(corners.astype(np.float32), (placed + middle + moved).astype(np.float32))


def _glare(picture: Picture, hold: Hold, guide: Guide, random: np.random.Generator) -> Picture:
    """Lay a lamp's reflection on the card: beside the number, or right across it."""
    below = 0.36 if hold.glare_on_number else -0.08
    centre = (
        int(guide.x + random.uniform(-220, 260)),
        int(guide.y + below * guide.height + random.uniform(-20, 20)),
    )
    spot = np.zeros((HEIGHT, WIDTH), dtype=np.float32)
    cv2.ellipse(spot, centre, (120, 30), random.uniform(-40, 40), 0, 360, 255 * hold.glare, -1)
    lit = picture.astype(np.float32) + cv2.GaussianBlur(spot, (0, 0), 26)[:, :, None]
    return np.clip(lit, 0, 255).astype(np.uint8)


def moments(person: Person, level: str, count: int, guide: Guide = WHOLE_VIEW) -> list[Picture]:
    """Take several pictures of one held card."""
    return [take_id_card(person, level, moment, guide) for moment in range(count)]
