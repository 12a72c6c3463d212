"""The number line of ID cards: how often it is read, how often wrongly, how long a frame takes; at a quarter speed too.

Made-up cards (tests/support/id_cards.py) are held into the guide as the levels say, and tremble from frame to frame.
The page looks at their frames one by one and takes a number after two equal readings in a row, as it does live.
A quarter speed is the whole renderer's, its worker included: it runs 4 ms of every 16. "CPU" is the worker's time on
a processor, which other work on the machine hardly changes; "ms" is from the question to the answer.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page

from server.demo.people.rules import Person
from tests.bench.stopwatch import p50, p95
from tests.browser.capture_lab import open_lab, start_playwright
from tests.support.codes import as_jpeg
from tests.support.id_cards import card_people, take_id_card
from tests.support.slow import renderers_of, slowed, worker_seconds

TITLE = "Number line of made-up ID cards (frames 1280×720, one thread)"
HEADERS = ("level, speed", "frames read", "frames wrong", "cards taken", "taken wrongly", "frames to take p50", "p95",
           "CPU ms a frame", "ms a frame p50", "p95")  # fmt: skip
FRAMES_A_CARD = 6
JPEG_QUALITY = 90
SLOW = 4
# The last level is there to provoke wrong readings: blurred, dark, leaning, glare on the digits.
LEVELS = ("clean", "photo", "hard", "worst")


@dataclass(slots=True)
class Level:
    """What came of the cards of one level."""

    cards: int = 0
    frames: int = 0
    read: int = 0
    wrong: int = 0
    taken: int = 0
    taken_wrongly: int = 0
    needed: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    worker_seconds: float = 0.0

    def note(self, person: Person, looks: list[dict[str, Any]]) -> None:
        """Count what the page made of one card."""
        self.cards += 1
        for look in looks:
            self.frames += 1
            self.times.append(look["askedMs"])
            self.read += look.get("number") == person.number
            self.wrong += look["kind"] == "number" and look["number"] != person.number
        number = looks[-1]["taken"]
        if number is None:
            return
        self.taken += number == person.number
        self.taken_wrongly += number != person.number
        self.needed.append(len(looks))

    def row(self, name: str) -> tuple[str, ...]:
        """Lay them out as a row."""
        share = f"{self.read}/{self.frames}"
        needed = (p50(self.needed), p95(self.needed))
        cards = f"{self.taken}/{self.cards}"
        times = (f"{self.worker_seconds / self.frames * 1000:.0f}", p50(self.times), p95(self.times))
        return name, share, str(self.wrong), cards, str(self.taken_wrongly), *needed, *times


def run(quick: bool) -> list[tuple[str, ...]]:
    """Read the same cards at full speed and at a quarter of it."""
    people = card_people(8 if quick else 60)
    with TemporaryDirectory() as name, start_playwright() as playwright:
        profile = Path(name) / "profile"
        with open_lab(playwright, profile, []) as lab:
            lab.open("?screen=line&stills")
            lab.wait_for("lab.openRecogniser")
            lab.page.evaluate("window.lab.openRecogniser()")
            pids = renderers_of(profile)
            rows = list(_measure(lab.page, pids, people, "full", LEVELS))
            with slowed(pids, SLOW):
                rows += _measure(lab.page, pids, people, f"1/{SLOW}", LEVELS[:3])
    return rows


def _measure(
    page: Page, pids: list[int], people: list[Person], speed: str, levels: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    for name in levels:
        level, before = Level(), worker_seconds(pids)
        for person in people:
            level.note(person, _looks(page, person, name))
        level.worker_seconds = worker_seconds(pids) - before
        yield level.row(f"{name}, {speed}")


def _looks(page: Page, person: Person, level: str) -> list[dict[str, Any]]:
    """Show a card frame by frame until its number is taken, or the officer would give up."""
    page.evaluate("window.lab.newCard()")
    looks: list[dict[str, Any]] = []
    while len(looks) < FRAMES_A_CARD and not (looks and looks[-1]["taken"]):
        still = as_jpeg(take_id_card(person, level, len(looks)), JPEG_QUALITY)
        looks.append(page.evaluate("still => window.lab.look(still)", base64.b64encode(still).decode()))
    return looks
