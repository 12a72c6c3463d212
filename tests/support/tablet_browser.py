"""A tablet: Chromium with a profile that stays, a camera, and a switch for its network."""

import asyncio
import os
import signal
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Playwright, ViewportSize

from tests.support.browser import find_chromium
from tests.support.camera import LiveCamera, camera_arguments

TABLET: ViewportSize = {"width": 1280, "height": 800}
POS: ViewportSize = {"width": 360, "height": 640}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
# "durableStorage" is what a person grants by installing the app.
GRANTED = ["durableStorage", "videoCapture", "notifications"]
# Counts what a finger does, except what it writes: strokes of a signature are no taps, keys of a keypad are told apart.
COUNT_TAPS = """
window.songkaTaps = []
window.songkaKeys = []
addEventListener('pointerdown', (event) => {
  const counted = event.target.closest('.sk-keypad') ? window.songkaKeys : window.songkaTaps
  if (!(event.target instanceof HTMLCanvasElement)) counted.push(Date.now())
}, { capture: true, passive: true })
"""

# Tells of every text on the screen that is the name of a text instead: nobody has written that one.
TELL_OF_NAMES = """
const isName = /^(accounts|capture|cards|help|issuance|rounds|session|sync|ui)(\\.[A-Za-z_]+){2,}$|^ui\\.[A-Za-z_.]+$/
const look = (text) => isName.test(text?.trim() ?? '') && console.error(`a name instead of words: ${text.trim()}`)
new MutationObserver((changes) => changes.forEach(({ type, target, addedNodes }) => {
  if (type === 'attributes') return look(target.getAttribute('aria-label'))
  if (type === 'characterData') return look(target.data)
  addedNodes.forEach((node) => {
    if (node instanceof Text) return look(node.data)
    if (!(node instanceof Element)) return
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) look(texts.currentNode.data)
    for (const one of [node, ...node.querySelectorAll('[aria-label]')]) look(one.getAttribute('aria-label'))
  })
})).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ['aria-label'] })
"""
KEY_SECONDS = 0.002  # between two keys of a scanner
# What the browser itself notes of a request without an answer: a network that is away is no fault of a page.
NO_ANSWER = "Failed to load resource:"

chromium = cache(find_chromium)


@dataclass
class Complaints:
    """What a browser said that no page may say: errors, caught or not, and what the policy of contents stopped."""

    heard: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("weberror", lambda error: self.heard.append(str(error.error)))
        context.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        is_error = message.type == "error" and not message.text.startswith(NO_ANSWER)
        # Chromium says "This document requires 'TrustedHTML' assignment" and "Refused to create a TrustedTypePolicy".
        if is_error or "Content Security Policy" in message.text or "Trusted" in message.text:
            self.heard.append(message.text)


class TabletBrowser:
    """A persistent browser that can be killed and started again; `page` is its one page."""

    page: Page
    context: BrowserContext

    def __init__(self, playwright: Playwright, folder: Path, address: str, screen: ViewportSize = TABLET) -> None:
        self.camera = LiveCamera(folder / "camera.y4m")
        self.address = address
        self.complaints = Complaints()
        self._playwright = playwright
        self._screen = screen
        self._profile = folder / "profile"
        self._is_open = False
        self._is_offline = False

    def start(self) -> None:
        """Start the browser; whoever it was before, it is again."""
        self.context = self._playwright.chromium.launch_persistent_context(
            self._profile,
            executable_path=chromium(),
            args=QUIET + camera_arguments(self.camera.path),
            viewport=self._screen,
            has_touch=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        self._is_open = True
        self.context.set_default_timeout(30_000)
        self.context.add_init_script(COUNT_TAPS)
        self.context.add_init_script(TELL_OF_NAMES)
        self.complaints.listen(self.context)
        self.page = self.context.pages[0]
        self._grant()

    def _grant(self) -> None:
        session = self.context.new_cdp_session(self.page)
        session.send("Browser.grantPermissions", {"origin": self.address, "permissions": GRANTED})

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        # Only now: a page that begins without a network is never told when it comes back.
        self.context.set_offline(self._is_offline)

    def set_offline(self, offline: bool) -> None:
        """Take the network away, or give it back."""
        self._is_offline = offline
        self.context.set_offline(offline)

    def kill(self) -> None:
        """End the browser as an empty battery does."""
        os.kill(self._process(), signal.SIGKILL)
        self._is_open = False
        self._wait_until_gone()
        with suppress(Error):  # it is gone: nobody is left to close it
            self.context.close()

    def close(self) -> None:
        if self._is_open:
            self.context.close()
            self._is_open = False

    def count_taps(self) -> int:
        """Return how often the screen was touched since the page was loaded, keypads apart."""
        taps: int = self.page.evaluate("window.songkaTaps.length")
        return taps

    def count_keys(self) -> int:
        """Return how many keys of keypads on the screen were touched since the page was loaded."""
        keys: int = self.page.evaluate("window.songkaKeys.length")
        return keys

    def _process(self) -> int:
        (process,) = self._processes()
        return process

    def _processes(self) -> list[int]:
        """Find the main process of this very profile."""
        wanted = f"--user-data-dir={self._profile}".encode()
        return [
            int(folder.name)
            for folder in Path("/proc").iterdir()
            if folder.name.isdigit() and _is_main(_arguments(folder), wanted)
        ]

    def _wait_until_gone(self) -> None:
        deadline = time.monotonic() + 20
        while self._processes():
            assert time.monotonic() < deadline, "the browser outlived its end"
            time.sleep(0.05)


def _arguments(folder: Path) -> list[bytes]:
    try:
        return (folder / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return []  # it has ended meanwhile


def _is_main(arguments: list[bytes], wanted: bytes) -> bool:
    return wanted in arguments and not any(argument.startswith(b"--type=") for argument in arguments)


def scan(page: Page, text: str) -> None:
    """Type as a scanner or an ID reader does: at once, closed by Enter; what US keys lack as \\uXXXX.

    All keys are sent without waiting for the page in between, each stamped with the moment at which a device presses
    it, or a busy machine would make them a person's.
    """
    written = "".join(letter if letter.isascii() else _escaped(letter) for letter in text)
    session = page.context.new_cdp_session(page)
    begun = time.time()
    keys = [
        event | {"timestamp": begun + place * KEY_SECONDS}
        for place, letter in enumerate([*written, "Enter"])
        for event in _pressed(letter)
    ]
    # The session stays: with its end the page would believe itself online again.
    session._sync(_send_all([session._impl_obj.send("Input.dispatchKeyEvent", key, None) for key in keys]))


async def _send_all(sent: list[Coroutine[Any, Any, Any]]) -> None:
    await asyncio.gather(*sent)


def _pressed(key: str) -> list[dict[str, Any]]:
    written = "\r" if key == "Enter" else key
    named: dict[str, Any] = {"key": key, "windowsVirtualKeyCode": ord(written.upper())}
    return [named | {"type": "keyDown", "text": written}, named | {"type": "keyUp"}]


def _escaped(letter: str) -> str:
    units = letter.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def sign(page: Page, pad: Any, strokes: int = 3) -> None:
    """Write on a signature pad: some strokes across its lower half."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    for number in range(strokes):
        left = box["x"] + box["width"] * (0.15 + 0.25 * number)
        bottom = box["y"] + box["height"] * 0.75
        page.mouse.move(left, bottom)
        page.mouse.down()
        for step in range(1, 9):
            page.mouse.move(
                left + box["width"] * 0.02 * step, bottom - box["height"] * (0.4 if step % 2 else 0.1) * step / 8
            )
        page.mouse.up()
