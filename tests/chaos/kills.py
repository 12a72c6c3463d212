"""Bundle what kills servers and browsers, and run it.

python -m tests.chaos.kills browser|server 300 [first seed] [a mistake to plant]
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.browser import find_chromium

ROOT = Path(__file__).resolve().parents[2]
PWA, BUNDLE = ROOT / "pwa", ROOT / "out" / "kills"
CONFIGS = {"tests/kills/vite.config.ts": BUNDLE, "tests/kills/page.vite.config.ts": BUNDLE / "page"}


def bundle() -> None:
    """Bundle the drivers for Node and the page for the browser."""
    for config, folder in CONFIGS.items():
        subprocess.run(
            ["npx", "vite", "build", "-c", config, "--outDir", str(folder)],
            cwd=PWA, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


def kill(what: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Kill as often as the first argument says; the result tells of it in its last line."""
    # The county is this very Python.
    found = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "SONGKA_CHROMIUM": find_chromium()}
    command = ["node", str(BUNDLE / f"{what}.js"), *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | found, text=True, capture_output=True, check=False)


def main(arguments: Sequence[str]) -> int:
    """Run one of the two and print its one line, or the trace of what failed."""
    bundle()
    done = kill(*arguments)
    sys.stdout.write(done.stdout)
    sys.stderr.write(done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
