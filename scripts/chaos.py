"""Break everything that can be broken, for minutes, and print the lines of docs/operations/chaos.md.

A part is a command that ends with 0 and prints its result as its last line. Further parts (kills of the
browser, kills of the server) are one line more in PARTS.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PWA = ROOT / "pwa"
BUNDLE = ROOT / "out" / "sim"
SEEDS = 100_000


@dataclass(frozen=True)
class Part:
    """One kind of breaking: its name, what must run before it, and its command."""

    name: str
    command: Sequence[str]
    folder: Path = ROOT
    before: Sequence[str] | None = None


PARTS = (
    Part(
        "simulator",
        ["node", str(BUNDLE / "chaos.js"), str(SEEDS)],
        before=["npx", "vite", "build", "-c", "tests/sim/vite.config.ts", "--outDir", str(BUNDLE)],
        folder=PWA,
    ),
)


def main(wanted: Sequence[str]) -> int:
    """Run the parts that are named, or all; return how many of them failed."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    failed = 0
    for part in PARTS:
        if wanted and part.name not in wanted:
            continue
        if part.before:
            subprocess.run(part.before, cwd=part.folder, env=environment, check=True, stdout=subprocess.DEVNULL)
        failed += subprocess.run(part.command, cwd=part.folder, env=environment, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
