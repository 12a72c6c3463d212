"""Screens looked at by machine while a test walks through them, and kept as pictures for people."""

import os
import sys
from pathlib import Path

import pypdfium2 as pdfium
from playwright.sync_api import Error, Page, expect

from tests.support.axe import find_barriers

# A dialog that was told to go is called seamless until it is gone; its fading begins a frame or two later.
_LEAVING = ".q-dialog--seamless"
_COME_TO_REST = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  await frame().then(frame)
  await Promise.all(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
    .map(({ finished }) => finished.catch(() => null)))
}"""


class Album:
    """Pictures of screens: all of them with SONGKA_SCREENS=1, and the last one of each page when a test fails."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages: dict[str, Page] = {}
        self._wanted = os.environ.get("SONGKA_SCREENS", "0") != "0"
        self._looked_at: set[str] = set()
        self.barriers: list[str] = []

    def watch(self, name: str, page: Page) -> None:
        """Remember a page; a later one of the same name takes its place."""
        self._pages[name] = page

    def take(self, page: Page, name: str) -> None:
        """Look at the screen as it is now: for barriers, once by name, and for the album if somebody wants it."""
        if name in self._looked_at:
            return
        self._looked_at.add(name)
        expect(page.locator(_LEAVING)).to_have_count(0)
        page.evaluate(_COME_TO_REST)
        self.barriers += [f"{name}: {barrier}" for barrier in find_barriers(page)]
        if self._wanted:
            self._save(page, name)

    def keep_page(self, pdf: bytes, name: str) -> None:
        """Keep the first page of a printed form, if somebody wants pictures."""
        if not self._wanted:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with pdfium.PdfDocument(pdf) as document:
            document[0].render(scale=2).to_pil().save(self._folder / f"{name}.png")

    def take_last(self) -> None:
        """Keep what each page shows at the end of a failed test."""
        for name, page in self._pages.items():
            if not page.is_closed():
                self._save(page, f"failed-{name}")

    def _save(self, page: Page, name: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            page.screenshot(path=self._folder / f"{name}.png", timeout=10_000)
        except Error as problem:
            sys.stdout.write(f"no picture of {name}: {problem}\n")
