"""What one round asks of the tablet: packing, opening, the list, the search, saving; at full and at a quarter speed.

Everybody has a portrait of 30 KB. Each hand-over is found by the camera, so it carries the frame and a signature.
The quarter speed holds for the page's own thread, where everything but the scanner runs, Argon2id included.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, expect

from tests.bench.stopwatch import p50, p95
from tests.bench.village import VILLAGE, Village, make_big_world, open_village
from tests.browser.serve_steps import Villager, by_camera, hand_over, read_by_reader, tile
from tests.browser.tablet_steps import unlock
from tests.support.installation import build_pwa
from tests.support.tablet_browser import scan
from tests.support.wording import say

TITLE = "A round on the tablet (Chromium 1280×800, sealed IndexedDB, strict transactions)"
SIZES = (280, 5000)
SLOW = 4
HEADERS = ("ms, if not said otherwise", *(f"{size}{speed}" for size in SIZES for speed in ("", f", 1/{SLOW} speed")))
SCROLL_PIXELS, SCROLL_PIXELS_A_SECOND = 12_000, 3_000
PACK_SECONDS = 600
READER_TRIES = 4
# From key to key of somebody who knows the digits.
KEY_MS = 280
ROW = "document.querySelector('[data-testid=people] .person')"
FILL = """async (count) => {
  const field = document.querySelector('#app').__vue_app__.config.globalProperties.$pinia._s.get('field')
  const times = []
  for (const { cardholder_id, card } of field.roster.header.people.slice(0, count)) {
    const payload = { cardholder_id, card_id: card.id, reason: 'absent', note: null }
    const began = performance.now()
    await field.save({ type: 'person.not_served', officer: field.specialist.id, approvals: [], payload })
    times.push(performance.now() - began)
  }
  return times
}"""

Row = tuple[str, str]


def run(quick: bool) -> list[tuple[str, ...]]:
    """Measure a middling village and far more than any, each at both speeds."""
    pwa = build_pwa()
    columns: list[list[Row]] = []
    for people in SIZES[:1] if quick else SIZES:
        with TemporaryDirectory() as name:
            world = make_big_world(Path(name), pwa, people)
            for rate in (1, SLOW):
                with open_village(world, pwa) as village:
                    columns.append(_measure(village, rate, quick))
    columns += [[(label, "—") for label, _ in columns[0]]] * (2 * len(SIZES) - len(columns))
    return [(row[0][0], *(value for _, value in row)) for row in zip(*columns, strict=True)]


def _measure(village: Village, rate: int, quick: bool) -> list[Row]:
    before, measured = (10, 3) if quick else (240, 10)
    unlock(village.tablet.page, *village.officers, album=village.album)
    village.clock.throttle(rate)
    rows = [row for step in (_pack, _unlock, _list, _scroll, _search) for row in step(village)]
    # In the village there is no network, and no upload either.
    village.tablet.set_offline(True)
    filled = _fill(village, before)
    saved = _hand_over(village, village.villagers[-measured:])
    village.clock.throttle(1)
    return [
        *rows,
        (f"saving an absence alone, {before} times, p50 / p95", _spread(filled)),
        ("hand-over after them, tap to tick, p50 / p95", _spread(saved.ticks)),
        ("  its strict transaction", _spread(saved.transactions)),
    ]


def _pack(village: Village) -> list[Row]:
    clock, page, (specialist, _) = village.clock, village.tablet.page, village.officers
    before = _stored(village)
    page.get_by_role("button", name=VILLAGE).tap()
    page.get_by_role("button", name=say("rounds.field.pack.title"), exact=True).tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("rounds.field.pack.username")).fill(specialist.username)
    dialog.get_by_label(say("rounds.field.pack.password")).fill(specialist.password)
    clock.watch("packed", f"document.body.textContent.includes('{say('rounds.field.pack.offlineNow')}')")
    dialog.get_by_role("button", name=say("rounds.field.pack.title"), exact=True).tap()
    expect(page.get_by_text(say("rounds.field.pack.offlineNow"))).to_be_visible(timeout=PACK_SECONDS * 1000)
    took = clock.took("packed")
    page.get_by_role("button", name=say("rounds.field.pack.go")).tap()
    expect(page.get_by_test_id("people")).to_be_visible()
    return [
        ("pack: lease, download, seal, open", _ms(took)),
        ("stored, MB", f"{(_stored(village) - before) / 1e6:.1f}"),
    ]


def _unlock(village: Village) -> list[Row]:
    clock, page, (specialist, manager) = village.clock, village.tablet.page, village.officers
    page.reload()
    page.get_by_label(say("accounts.field.unlock.passphrase")).or_(page.locator(".officers")).wait_for()
    clock.watch("one", "document.querySelector('.officer.open')")
    unlock(page, specialist, album=village.album)
    one = clock.took("one")
    clock.watch("two", ROW)
    unlock(page, manager, album=village.album)
    return [
        ("unlock the first: Argon2id, open the roster", _ms(one)),
        ("unlock the second, to the list on the screen", _ms(clock.took("two"))),
    ]


def _list(village: Village) -> list[Row]:
    clock, page = village.clock, village.tablet.page
    times = []
    for _ in range(5):
        page.get_by_role("link", name=say("ui.rail.outbox")).tap()
        expect(page.get_by_test_id("people")).to_have_count(0)
        clock.watch("list", ROW)
        page.get_by_role("link", name=say("ui.rail.today")).tap()
        times.append(clock.took("list"))
    return [("Today, tap to rows on the screen, p50 / p95", _spread(times))]


def _scroll(village: Village) -> list[Row]:
    clock = village.clock
    clock.count_frames()
    gesture = {"x": 900, "y": 550, "yDistance": -SCROLL_PIXELS, "speed": SCROLL_PIXELS_A_SECOND}
    clock.session.send("Input.synthesizeScrollGesture", gesture | {"gestureSourceType": "touch"})
    frames, tasks = clock.frames()
    return [
        ("scroll at 40 rows/s, from frame to frame, p50 / p95", _spread(frames)),
        ("  tasks above 50 ms: how many, longest", f"{len(tasks)}, {max(tasks, default=0):.0f}"),
    ]


def _search(village: Village) -> list[Row]:
    clock, page = village.clock, village.tablet.page
    page.get_by_role("button", name=say("rounds.field.scan")).tap()
    keypad = page.get_by_role("group", name=say("ui.keypad.label"))
    keypad.wait_for()
    # Found beforehand: looking for a button by its role is work of the page's own thread too.
    places = {name: _middle(keypad.get_by_role("button", name=name, exact=True)) for name in "0123456789"}
    erase = _middle(keypad.get_by_role("button", name=say("ui.keypad.erase")))
    before = len(clock.responses())
    for villager in village.villagers[:3]:
        # The fourth would open whoever is alone with it.
        for key in villager.number[-4:-1]:
            _press(page, places[key])
        expect(page.get_by_test_id("candidates").get_by_role("button", name=villager.name).first).to_be_visible()
        for _ in range(3):
            _press(page, erase)
    times = clock.responses()[before:]
    return [("search by last four, touch to picture, p50 / p95", _spread(times) if times else "below 16")]


def _middle(button: Locator) -> tuple[float, float]:
    box = button.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _press(page: Page, place: tuple[float, float]) -> None:
    page.touchscreen.tap(*place)
    page.wait_for_timeout(KEY_MS)


@dataclass
class Saved:
    """Times of hand-overs: from the tap to the tick, and of it the transaction."""

    ticks: list[float] = field(default_factory=list)
    transactions: list[float] = field(default_factory=list)


def _hand_over(village: Village, villagers: list[Villager]) -> Saved:
    clock, saved = village.clock, Saved()

    def identify(page: Page, villager: Villager) -> None:
        clock.watch("saved", "document.querySelector('[data-testid=saved]')")
        _read(page, villager)

    for villager in villagers:
        known = len(clock.transactions())
        hand_over(village.tablet, villager, by_camera, identify, village.album)
        saved.ticks.append(clock.took("saved"))
        saved.transactions.append(clock.transactions()[known])
    return saved


def _read(page: Page, villager: Villager) -> None:
    """Lay the ID card on the reader, again where a busy machine typed so slowly that it looked like a hand."""
    for _ in range(READER_TRIES - 1):
        scan(page, f"{villager.name},{villager.number}")
        with suppress(AssertionError):
            expect(tile(page, "idCard")).to_be_checked(timeout=3_000)
            return
    read_by_reader(page, villager)


def _fill(village: Village, count: int) -> list[float]:
    """Save absences of the first people as the screens do, but without them; return how long each took."""
    times: list[float] = village.tablet.page.evaluate(FILL, count)
    return times


def _stored(village: Village) -> float:
    stored: float = village.clock.evaluate("navigator.storage.estimate().then(({ usage }) => usage)")
    return stored


def _ms(time: float) -> str:
    return f"{time:.0f}"


def _spread(times: list[float]) -> str:
    return f"{p50(times)} / {p95(times)}"
