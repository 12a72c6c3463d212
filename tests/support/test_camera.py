"""The fake cameras play in a real browser: what a test holds up is what a page sees."""

import base64
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, sync_playwright
from pyzbar.pyzbar import ZBarSymbol, decode

from tests.support.browser import find_chromium
from tests.support.camera import LiveCamera, camera_arguments, write_camera_video

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } })
  const video = document.body.appendChild(document.createElement('video'))
  Object.assign(video, { srcObject: stream, muted: true })
  await video.play()
  return [video.videoWidth, video.videoHeight]
}"""
GRAB = """() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 })
  canvas.getContext('2d').drawImage(document.querySelector('video'), 0, 0)
  return canvas.toDataURL('image/jpeg', 0.85).split(',')[1]
}"""


class EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><body>")

    def log_message(self, *args: object) -> None:
        """Keep the test output free of request lines."""


@pytest.fixture
def page_address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def seen_on(page: Page) -> str | None:
    """Give the card number in the camera picture of this moment."""
    encoded = np.frombuffer(base64.b64decode(page.evaluate(GRAB)), np.uint8)
    codes = decode(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), symbols=[ZBarSymbol.CODE128])
    return codes[0].data.decode() if codes else None


def wait_to_see(page: Page, card_number: str | None, tries: int = 100) -> None:
    for _ in range(tries):
        if seen_on(page) == card_number:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the camera never showed {card_number}")


@pytest.mark.browser
def test_a_live_camera_shows_each_card_when_it_is_held_up(tmp_path: Path, page_address: str) -> None:
    camera = LiveCamera(tmp_path / "camera.y4m")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=QUIET + camera_arguments(camera.path)
        )
        page = browser.new_page()
        page.goto(page_address)
        assert page.evaluate(START) == [1280, 720]
        for card_number in ("548426015", "B00000019", "548426015"):
            camera.show(card_number)
            wait_to_see(page, card_number)
            camera.show_table()
            wait_to_see(page, None)
        browser.close()


@pytest.mark.browser
def test_a_clip_shows_its_cards_one_after_the_other_and_loops(tmp_path: Path, page_address: str) -> None:
    clip = tmp_path / "camera.mjpeg"
    write_camera_video(clip, [("548426015", 0.6), (None, 0.6), ("B00000019", 0.6), (None, 0.6)])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET + camera_arguments(clip))
        page = browser.new_page()
        page.goto(page_address)
        assert page.evaluate(START) == [1280, 720]
        for card_number in ("548426015", None, "B00000019", None, "548426015"):
            wait_to_see(page, card_number)
        browser.close()
