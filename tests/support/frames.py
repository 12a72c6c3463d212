"""Make what a tablet camera sees when an officer holds a card carrier over a table.

Every frame follows from (card number, level, seed) alone, so a failing one can be made again.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tests.support.carrier import MODULE_PX, PIXELS_PER_MM, draw_carrier
from tests.support.codes import Picture, Symbology, as_jpeg

WIDTH, HEIGHT = 1280, 720
OVERSAMPLING = 2
WOOD = (84, 118, 152)
FULL_VIEW_MM = 200.0  # what the frame is wide at arm's length: about 3 px a narrow bar


@dataclass(frozen=True)
class Shot:
    """How one picture was taken; angles in degrees, blur and motion in pixels of the frame."""

    turn: float = 0.0
    lean: float = 0.0
    view_mm: float = FULL_VIEW_MM
    blur: float = 0.4
    motion: float = 0.0
    light: float = 1.0
    noise: float = 2.0
    glare: float = 0.0
    quality: int = 85

    @property
    def pixels_a_module(self) -> float:
        return MODULE_PX / PIXELS_PER_MM * WIDTH / self.view_mm


@dataclass(frozen=True)
class Frame:
    """One camera picture (BGR, 1280×720) and what is truly on it."""

    picture: Picture
    card_number: str | None
    level: str
    shot: Shot

    def jpeg(self) -> bytes:
        return as_jpeg(self.picture, self.shot.quality)


def _between(random: np.random.Generator, low: float, high: float) -> float:
    """Draw a size between low and high, with a random sign."""
    return float(random.uniform(low, high) * random.choice((-1, 1)))


Level = Callable[[np.random.Generator], Shot]

LEVELS: dict[str, Level] = {
    "easy": lambda r: Shot(turn=_between(r, 0, 4)),
    "tilted": lambda r: Shot(turn=_between(r, 6, 14)),
    "turned": lambda r: Shot(turn=_between(r, 18, 45)),
    "upright": lambda r: Shot(turn=_between(r, 80, 100), view_mm=240),
    "perspective": lambda r: Shot(turn=_between(r, 0, 5), lean=_between(r, 0.10, 0.22)),
    "soft": lambda r: Shot(turn=_between(r, 0, 4), blur=float(r.uniform(1.0, 1.5))),
    "blurred": lambda r: Shot(turn=_between(r, 0, 4), blur=float(r.uniform(1.6, 2.3))),
    "moving": lambda r: Shot(turn=_between(r, 0, 4), motion=float(r.uniform(4, 8))),
    "dark": lambda r: Shot(turn=_between(r, 0, 6), light=float(r.uniform(0.05, 0.12)), noise=4.0),
    "noisy": lambda r: Shot(turn=_between(r, 0, 6), light=0.5, noise=float(r.uniform(14, 26)), quality=60),
    "glare": lambda r: Shot(turn=_between(r, 0, 6), glare=float(r.uniform(0.6, 1.0))),
    "small": lambda r: Shot(turn=_between(r, 0, 4), view_mm=float(r.uniform(380, 520))),
    "turned_dark": lambda r: Shot(turn=_between(r, 18, 45), light=float(r.uniform(0.1, 0.2)), noise=4.0),
    "turned_soft": lambda r: Shot(turn=_between(r, 18, 45), blur=float(r.uniform(1.0, 1.4))),
    "turned_small": lambda r: Shot(turn=_between(r, 18, 45), view_mm=float(r.uniform(320, 400))),
    "everything": lambda r: Shot(
        turn=_between(r, 10, 45),
        lean=_between(r, 0.05, 0.15),
        view_mm=float(r.uniform(230, 300)),
        blur=float(r.uniform(0.7, 1.1)),
        motion=float(r.uniform(1, 3)),
        light=float(r.uniform(0.2, 0.5)),
        noise=6.0,
        quality=70,
    ),
}


def make_frame(card_number: str | None, level: str = "easy", seed: int = 0, symbology: Symbology = "code128") -> Frame:
    """Make the picture of a carrier; without a card number the carrier has no label."""
    shot = LEVELS[level](random_of(level, seed))
    return take(draw_carrier(card_number, symbology), card_number, level, seed, shot)


def make_blank_table(seed: int = 0) -> Frame:
    """Make the picture of the table with nothing on it."""
    shot = Shot()
    return Frame(
        expose(draw_table(random_of("table", seed)), shot, random_of("blank", seed)),
        None,
        "blank",
        shot,
    )


def take(carrier: Picture, card_number: str | None, level: str, seed: int, shot: Shot) -> Frame:
    """Take a picture of a carrier under the conditions of `shot`."""
    random = random_of(f"{level} scene", seed)
    scene = lay_on_table(carrier, draw_table(random), _placement(carrier, shot, random))
    return Frame(expose(scene, shot, random), card_number, level, shot)


def hold_still(card_number: str, seed: int, moment: int) -> Frame:
    """Make the `moment`th of several pictures of one card held by a hand that trembles a little."""
    shot = LEVELS["easy"](random_of("easy", seed))
    tremble = random_of("tremble", seed * 1000 + moment)
    trembling = replace(shot, turn=shot.turn + float(tremble.normal(0, 0.4)))
    return take(draw_carrier(card_number), card_number, "easy", seed, trembling)


def random_of(name: str, seed: int) -> np.random.Generator:
    """Give the random numbers that belong to a name and a seed."""
    return np.random.default_rng([zlib.crc32(name.encode()), seed])


def draw_table(random: np.random.Generator) -> Picture:
    """Draw a wooden table top at twice the frame's size."""
    height, width = HEIGHT * OVERSAMPLING, WIDTH * OVERSAMPLING
    grain = cv2.resize(_bell(random, (height // 4, 6)), (width, height))
    clouds = cv2.resize(_bell(random, (5, 8)), (width, height), interpolation=cv2.INTER_CUBIC)
    shade = np.clip(1.0 + 0.05 * grain + 0.06 * clouds, 0.5, 1.5) * np.float32(random.uniform(0.8, 1.15))
    return cv2.merge([cv2.convertScaleAbs(shade, alpha=channel) for channel in WOOD])


def _bell(random: np.random.Generator, shape: tuple[int, ...]) -> Picture:
    return random.standard_normal(shape, dtype=np.float32)


def _placement(carrier: Picture, shot: Shot, random: np.random.Generator) -> Picture:
    """Give the 3×3 matrix from carrier pixels to those of the oversampled scene."""
    height, width = carrier.shape[:2]
    scale = OVERSAMPLING * WIDTH / shot.view_mm / PIXELS_PER_MM
    label = np.array([width / 2, height * 0.66])
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64) - label
    angle = np.deg2rad(shot.turn)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    placed = corners @ rotation.T * scale
    placed *= (1 + shot.lean * np.array([-1, 1, 1, -1]) * 0.5)[:, None]  # one side is nearer the lens
    middle = np.array([WIDTH, HEIGHT]) * OVERSAMPLING * 0.5 + random.uniform(-40, 40, 2)
    source = (corners + label).astype(np.float32)
    return cv2.getPerspectiveTransform(source, (placed + middle).astype(np.float32))


def lay_on_table(carrier: Picture, table: Picture, placement: Picture) -> Picture:
    size = (table.shape[1], table.shape[0])
    cover = cv2.warpPerspective(np.full(carrier.shape[:2], 255, np.uint8), placement, size)
    laid = cv2.warpPerspective(carrier, placement, size)
    shadow = cv2.boxFilter(np.roll(cover, (14, 10), (0, 1)), -1, (41, 41))
    darkened = cv2.multiply(table, cv2.merge([255 - cv2.convertScaleAbs(shadow, alpha=0.35)] * 3), scale=1 / 255)
    cv2.copyTo(laid, cover, darkened)
    return darkened


def expose(scene: Picture, shot: Shot, random: np.random.Generator) -> Picture:
    """Turn the scene into what the sensor gives: lens, movement, light, glare, noise, 8 bits."""
    seen = cv2.resize(scene, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    seen = cv2.GaussianBlur(seen, (0, 0), shot.blur)
    if shot.motion:
        seen = cv2.filter2D(seen, -1, _motion_kernel(shot.motion, random))
    seen *= shot.light * _uneven_light(random)[:, :, None]
    if shot.glare:
        seen += _glare(shot.glare, random)[:, :, None]
    seen += _bell(random, seen.shape) * np.float32(shot.noise * np.sqrt(shot.light))
    return np.clip(seen, 0, 255).astype(np.uint8)


def _motion_kernel(length: float, random: np.random.Generator) -> Picture:
    size = int(length) | 1
    kernel = np.zeros((size + 2, size + 2), dtype=np.float32)
    angle = random.uniform(-0.5, 0.5)
    reach = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    middle = np.full(2, (size + 1) / 2)
    start, end = (np.rint(middle - reach).astype(int), np.rint(middle + reach).astype(int))
    cv2.line(kernel, start.tolist(), end.tolist(), 1.0, 1, cv2.LINE_AA)
    return kernel / kernel.sum()


def _uneven_light(random: np.random.Generator) -> Picture:
    corners = random.uniform(0.82, 1.05, (2, 2)).astype(np.float32)
    return cv2.resize(corners, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)


def _glare(strength: float, random: np.random.Generator) -> Picture:
    """Draw the reflection of a lamp that lies over a part of the label."""
    spot = np.zeros((HEIGHT, WIDTH), dtype=np.float32)
    centre = (int(WIDTH / 2 + random.uniform(-120, 120)), int(HEIGHT / 2 + random.uniform(-30, 50)))
    cv2.ellipse(spot, centre, (150, 26), random.uniform(-30, 30), 0, 360, 255 * strength, -1)
    return cv2.GaussianBlur(spot, (0, 0), 22)
