"""Break everything that can be broken, for minutes, and print the lines of docs/operations/chaos.md.

    python scripts/chaos.py                       everything, at full length
    python scripts/chaos.py server browser=20     the server at full length, the browser twenty times

A part is a command that ends with 0 and prints its result as its last line; its last argument is how often it breaks.
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


@dataclass(frozen=True)
class Part:
    """One kind of breaking: its name, what must run before it, and its command."""

    name: str
    command: Sequence[str]
    times: int
    folder: Path = ROOT
    before: Sequence[str] | None = None


PARTS = (
    Part(
        "simulator",
        ["node", str(BUNDLE / "chaos.js")],
        times=100_000,
        before=["npx", "vite", "build", "-c", "tests/sim/vite.config.ts", "--outDir", str(BUNDLE)],
        folder=PWA,
    ),
    Part("browser", [sys.executable, "-m", "tests.chaos.kills", "browser"], times=300),
    Part("server", [sys.executable, "-m", "tests.chaos.kills", "server"], times=700),
)


def main(wanted: Sequence[str]) -> int:
    """Run the parts that are named, each `name` or `name=times`, or all; return how many of them failed."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    chosen = dict(_parsed(one) for one in wanted) or {part.name: part.times for part in PARTS}
    failed = 0
    for part in PARTS:
        if part.name not in chosen:
            continue
        if part.before:
            subprocess.run(part.before, cwd=part.folder, env=environment, check=True, stdout=subprocess.DEVNULL)
        command = [*part.command, str(chosen[part.name])]
        failed += subprocess.run(command, cwd=part.folder, env=environment, check=False).returncode != 0
    return failed


def _parsed(wanted: str) -> tuple[str, int]:
    name, _, times = wanted.partition("=")
    known = {part.name: part.times for part in PARTS}
    if name not in known:
        sys.exit(f"no part {name}: there are {', '.join(known)}")
    return name, int(times) if times else known[name]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
