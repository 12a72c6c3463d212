"""Where this machine's Chromium is: Debian's package, or the one playwright has brought on Ubuntu."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright


def find_chromium() -> str:
    """Return the path of a Chromium that can be driven.

    Raises:
        FileNotFoundError: there is none; the message says how to get one.
    """
    given = os.environ.get("SONGKA_CHROMIUM")
    if given:
        return given
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path and not _is_snap(Path(path)):
            return path
    with sync_playwright() as playwright:
        bundled = playwright.chromium.executable_path
    if Path(bundled).is_file():
        return bundled
    raise FileNotFoundError("no Chromium: run `make setup-test`, or name one in SONGKA_CHROMIUM")


def _is_snap(path: Path) -> bool:
    """Tell whether it is Ubuntu's: a snap, which sees no profile in /tmp, or the script that points to the snap."""
    program = path.resolve()
    return program.name == "snap" or (program.stat().st_size < 20_000 and b"snap" in program.read_bytes())
