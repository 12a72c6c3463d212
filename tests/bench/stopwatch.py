"""A stopwatch inside the page, so that no time of the driver's is counted."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.support.tablet_browser import TabletBrowser

SCRIPT = Path(__file__).with_suffix(".js")


class Stopwatch:
    """Times of one tablet's page in ms; put in before the page is loaded."""

    def __init__(self, tablet: TabletBrowser) -> None:
        self.page: Page = tablet.page
        self.session: CDPSession = tablet.context.new_cdp_session(tablet.page)
        tablet.context.add_init_script(path=SCRIPT)

    def throttle(self, rate: int) -> None:
        """Let the page's own thread run `rate` times as slowly; its workers keep their pace."""
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": rate})

    def watch(self, name: str, holds: str) -> None:
        """Begin to wait until a condition in JavaScript holds and has been painted."""
        self.page.evaluate(f"songkaStopwatch.watch({name!r}, () => {holds})")

    def watch_picture(self, name: str) -> None:
        """Begin to wait for the camera's first frame that shows something else."""
        self.page.evaluate(f"songkaStopwatch.watchPicture({name!r})")

    def now(self) -> float:
        """Return the page's clock."""
        return self._number("performance.now()")

    def at(self, name: str) -> float:
        """Wait for what is watched and return when it was."""
        return self._number(f"songkaStopwatch.result({name!r}).then(({{ at }}) => at)")

    def took(self, name: str) -> float:
        """Wait for what is watched and return how long it took from the last touch before it."""
        return self._number(f"songkaStopwatch.result({name!r}).then(({{ at, touched }}) => at - touched)")

    def touched(self) -> float:
        """Return when the screen was last touched."""
        return self._number("songkaStopwatch.state.touched")

    def count_frames(self) -> None:
        """Begin to count the frames that the page draws, and the tasks that keep it from drawing."""
        self.page.evaluate("songkaStopwatch.countFrames()")

    def frames(self) -> tuple[list[float], list[float]]:
        """Stop counting; return the time from each frame to the next, and the length of each task above 50 ms."""
        self.page.evaluate("songkaStopwatch.stopFrames()")
        state = self.page.evaluate("songkaStopwatch.state")
        return state["frames"], state["longTasks"]

    def responses(self) -> list[float]:
        """Return how long each touch since the page was loaded took to show; those below 16 ms are left out."""
        return list(self.page.evaluate("songkaStopwatch.state.responses").values())

    def transactions(self) -> list[float]:
        """Return how long each writing transaction of the outbox took since the page was loaded."""
        times: list[float] = self.page.evaluate("songkaTransactions")
        return times

    def evaluate(self, expression: str) -> Any:
        """Ask the page for something else."""
        return self.page.evaluate(expression)

    def _number(self, expression: str) -> float:
        number: float = self.page.evaluate(expression)
        return number


def p50(times: Sequence[float]) -> str:
    """Return the median in whole ms."""
    return f"{median(times):.0f}" if times else "—"


def p95(times: Sequence[float]) -> str:
    """Return the 95th percentile in whole ms; of fewer than twenty times, the longest."""
    if len(times) < 20:
        return f"{max(times):.0f}" if times else "—"
    return f"{quantiles(times, n=20)[18]:.0f}"
