"""From a card before the camera to the match on the screen, against typing the last four digits, in the same run.

The fake camera plays ten pictures a second, so it takes 0.1 s on average until it shows a new card; from the first
frame with the card on, everything is the app's own. The typist is a kind assumption: the digits known by heart,
0.28 s a key (Card, Moran and Newell 1980, an average typist) and 0.5 s to find the name in the list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as NotInTime

from tests.bench.stopwatch import Stopwatch, p50, p95
from tests.bench.village import VILLAGE, Village, copy_with_every_format, make_demo_world, open_village
from tests.browser.serve_steps import Villager
from tests.browser.tablet_steps import pack, unlock
from tests.support.installation import build_pwa
from tests.support.wording import say

TITLE = "From card to match, ms (tablet page 1280×800, camera 1280×720)"
HEADERS = ("way, CPU of the page", "matched", "hand to match p50", "p95", "app alone p50", "p95")
KEY_SECONDS = 0.28
LOOK_SECONDS = 0.5
SETTLE_SECONDS = 1.5  # the next card is taken out of the box
WAIT_MS = 20_000
SLOW = 4


@dataclass(slots=True)
class Times:
    """What one way took, a number a card: all of it, and the app's own part."""

    tried: int = 0
    whole: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)

    def row(self, name: str) -> tuple[str, ...]:
        """Lay them out as a row."""
        return name, f"{len(self.own)}/{self.tried}", p50(self.whole), p95(self.whole), p50(self.own), p95(self.own)


def run(quick: bool) -> list[tuple[str, ...]]:
    """Measure scanner and keypad, then the scanner with every format on, each at full and at a quarter speed."""
    cards = 4 if quick else 20
    with TemporaryDirectory() as name:
        folder = Path(name)
        pwa = build_pwa()
        world = make_demo_world(folder, pwa)
        with open_village(world, pwa) as village:
            rows = list(_measure(village, cards, "camera", with_keypad=True))
        every = copy_with_every_format(pwa, folder)
        with open_village(world, every) as village:
            rows += _measure(village, cards, "camera, every format", with_keypad=False)
    return sorted(rows, key=lambda row: row[0].endswith(f"1/{SLOW}"))


def _measure(village: Village, cards: int, name: str, *, with_keypad: bool) -> Iterator[tuple[str, ...]]:
    page = village.tablet.page
    unlock(page, *village.officers, album=village.album)
    pack(page, VILLAGE, village.officers[0], village.album)
    page.get_by_role("button", name=say("rounds.field.scan")).tap()
    for rate, speed in ((1, "full"), (SLOW, f"1/{SLOW}")):
        village.clock.throttle(rate)
        yield _scan(village, village.villagers[:cards]).row(f"{name}, {speed}")
        if with_keypad:
            yield _type(village, village.villagers[: cards // 2]).row(f"last four digits, {speed}")
    village.clock.throttle(1)


def _scan(village: Village, villagers: list[Villager]) -> Times:
    times, clock, camera = Times(tried=len(villagers)), village.clock, village.tablet.camera
    for villager in villagers:
        expect(village.tablet.page.locator("video").first).to_be_visible()
        drawn = camera.draw(villager.card_number)
        sleep(SETTLE_SECONDS)
        clock.watch_picture("seen")
        clock.watch("match", _is_matched(villager))
        shown = clock.now()
        camera.play(drawn)
        if _matches(village.tablet.page):
            matched = clock.at("match")
            times.whole.append(matched - shown)
            times.own.append(matched - clock.at("seen"))
        camera.show_table()
        _back(village.tablet.page)
    return times


def _type(village: Village, villagers: list[Villager]) -> Times:
    times, clock, page = Times(tried=len(villagers)), village.clock, village.tablet.page
    keypad = page.get_by_role("group", name=say("ui.keypad.label"))
    for villager in villagers:
        expect(keypad).to_be_visible()
        clock.watch("match", _is_matched(villager))
        began = clock.now()
        for number, key in enumerate(villager.number[-4:], start=1):
            _wait_until(clock, began + number * KEY_SECONDS * 1000)
            keypad.get_by_role("button", name=key, exact=True).tap()
        _wait_until(clock, clock.touched() + LOOK_SECONDS * 1000)
        if not page.get_by_test_id("verdict").count():  # more than one has these digits
            page.get_by_test_id("candidates").get_by_role("button", name=villager.name).first.tap()
        if _matches(page):
            matched = clock.at("match")
            times.whole.append(matched - began)
            times.own.append(matched - clock.touched())
        _back(page)
    return times


def _is_matched(villager: Villager) -> str:
    """Say in JavaScript that the match shows this person."""
    person = f"document.querySelector('[aria-label={say('issuance.field.person')}]')"
    return f"{person}?.textContent.includes('{villager.name}') && document.querySelector('[data-testid=verdict]')"


def _matches(page: Page) -> bool:
    try:
        page.get_by_test_id("verdict").wait_for(timeout=WAIT_MS)
    except NotInTime:
        return False
    return True


def _back(page: Page) -> None:
    """Look for the next card; the screen that finds is already there when nothing was read."""
    if page.get_by_test_id("verdict").count():
        page.go_back()
    expect(page.get_by_test_id("candidates")).to_be_visible()


def _wait_until(clock: Stopwatch, moment: float) -> None:
    sleep(max(0.0, moment - clock.now()) / 1000)
