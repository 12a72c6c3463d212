"""100,000 people on a tablet: stored, opened after a restart, searched; beside what others would build.

The page of pwa/tests/lab/roster runs the app's own store and search in Chromium, on its real IndexedDB, with made-up
people without portraits. "Stored" is from the downloaded bytes to a round that was read once and may be served,
"opened" from a page just loaded to the first search, with the printed passphrase stretched (Argon2id) as at every
unlocking. A search is one key, from the second on; reading is one card scanned, or one ID card read. The others keep a
row for each person: in the clear with IndexedDB's own indexes, where nothing needs opening and whoever has the disk
reads it; or each row sealed by itself.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Playwright

from tests.bench.stopwatch import p50, p95
from tests.browser.capture_lab import Lab, open_lab, start_playwright

TITLE = "A roster of very many people (Chromium, IndexedDB, strict transactions)"
HEADERS = ("way, people, CPU of the page", "stored ms", "disk MB", "opened ms p50", "longest", "of it the passphrase",
           "keys made", "first search ms", "search ms p50", "p95", "card or ID ms p50", "p95")  # fmt: skip
PEOPLE, FEW = 100_000, 5_000
SLOW = 4
RESTARTS = 5
SEARCHED, READ = 40, 40
PATIENCE_MS = 600_000
WAYS = {
    "songka": "sealed parts, keys of search in memory",
    "plain": "a row a person, in the clear, indexed",
    "sealed": "a row a person, each sealed",
}


def run(quick: bool) -> list[tuple[str, ...]]:
    """Measure each way at full speed and at a quarter of it."""
    people = FEW if quick else PEOPLE
    with start_playwright() as playwright:
        return [_measure(playwright, way, people, rate) for rate in (1, SLOW) for way in WAYS]


def _measure(playwright: Playwright, way: str, people: int, rate: int) -> tuple[str, ...]:
    with TemporaryDirectory() as name, open_lab(playwright, Path(name) / "profile", [], name="roster") as lab:
        lab.page.set_default_timeout(PATIENCE_MS)
        session = lab.page.context.new_cdp_session(lab.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        _load(lab)
        before = _number(lab, "usage()")
        stored = _number(lab, f"store('{way}', {people})")
        disk = _number(lab, "usage()") - before
        opened, ready, first = [], [], []
        for _ in range(RESTARTS):
            _load(lab)
            opened.append(_number(lab, f"open('{way}')"))
            ready.append(_number(lab, "makeReady()"))
            first.append(_times(lab, f"search('{way}', 1, {people})")[0])
        searched = _times(lab, f"search('{way}', {SEARCHED}, {people})")
        read = _times(lab, f"read('{way}', {READ}, {people})")
        passphrase = _number(lab, "passphrase()")
        assert not lab.complaints, lab.complaints
    speed = "full" if rate == 1 else f"1/{rate}"
    return (
        f"{WAYS[way]}, {people}, {speed}",
        f"{stored:.0f}",
        f"{disk / 1e6:.1f}",
        p50(opened),
        f"{max(opened):.0f}",
        f"{passphrase:.0f}" if way == "songka" else "—",
        p50(ready) if way == "songka" else "—",
        f"{max(first):.0f}",
        _fine(searched, p50),
        _fine(searched, p95),
        _fine(read, p50),
        _fine(read, p95),
    )


def _load(lab: Lab) -> None:
    lab.open("")
    lab.wait_for("lab.store")


def _number(lab: Lab, call: str) -> float:
    number: float = lab.get(f"lab.{call}")
    return number


def _times(lab: Lab, call: str) -> list[float]:
    times: list[float] = lab.get(f"lab.{call}")
    return times


def _fine(times: Sequence[float], of: Callable[[Sequence[float]], str]) -> str:
    """Say a time in tenths of a ms."""
    return f"{float(of([time * 10 for time in times])) / 10:.1f}"
