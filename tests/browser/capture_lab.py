"""Serve the capture page under the product's own headers and open it with a camera."""

import atexit
import base64
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

from playwright.sync_api import ConsoleMessage, Page, Playwright, Request, sync_playwright

from server.app.headers import headers_of
from tests.support.browser import find_chromium
from tests.support.installation import free_port

ROOT = Path(__file__).parents[2]
PWA = ROOT / "pwa"
# Where a stand-in of an ID reader's program may listen: the page may speak to no other port.
READER_PORT = free_port()
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_chromium = cache(find_chromium)


@contextmanager
def start_playwright() -> Iterator[Playwright]:
    """Start the driver; the search for a Chromium comes first, since it may need one of its own."""
    _chromium()
    with sync_playwright() as playwright:
        yield playwright


@cache
def built_lab(name: str = "capture") -> Path:
    """Build a page of pwa/tests/lab with the product's own bundler, once; gives its folder."""
    folder = Path(tempfile.mkdtemp(prefix=f"songka-{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    bundler = PWA / "node_modules" / "vite" / "bin" / "vite.js"
    node = ROOT / ".venv" / "bin" / "node"
    command = [node, bundler, "build", "-c", f"tests/lab/{name}/vite.config.ts", "--outDir", folder]
    subprocess.run(command, cwd=PWA, check=True, capture_output=True)
    return folder


class _Handler(SimpleHTTPRequestHandler):
    extensions_map: ClassVar = {
        ".html": "text/html",
        ".js": "text/javascript",
        ".css": "text/css",
        ".wasm": "application/wasm",
    }

    headers_sent: ClassVar = headers_of([READER_PORT])

    def end_headers(self) -> None:
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Keep the test output free of request lines."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port; gives its address without a closing slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@dataclass
class Lab:
    """A page with the capture components, and what went wrong on it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note_request)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.outside.append(request.url)

    def open(self, query: str) -> None:
        """Load the page anew, with nothing read yet."""
        self.page.goto(f"{self.address}/{query}")

    def wait_for(self, condition: str, seconds: float = 20) -> None:
        self.page.wait_for_function(_with_lab(condition), timeout=seconds * 1000)

    def get(self, expression: str) -> Any:
        return self.page.evaluate(_with_lab(expression))

    def picture(self, expression: str) -> bytes:
        """Give the bytes of a picture that the page hands out as base64."""
        return base64.b64decode(self.get(expression))


def _with_lab(expression: str) -> str:
    return f"() => {{ const lab = window.lab; return {expression} }}"


@contextmanager
def open_lab(
    playwright: Playwright, profile: Path, arguments: list[str], name: str = "capture", **options: Any
) -> Iterator[Lab]:
    """Open a page of the lab in a browser with a profile of its own; `arguments` choose the camera."""
    with serving(built_lab(name)) as address:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=_chromium(),
            args=QUIET + arguments,
            viewport={"width": 1280, "height": 800},
            **options,
        )
        lab = Lab(context.pages[0], address)
        lab.listen()
        yield lab
        context.close()
