"""Run every check there is, tell what failed, and end with one line that says how it went.

Two run at a time: browsers wait for much, and what they leave of the processors goes to everything else. Everything a
check prints is kept in out/checks/.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PWA = ROOT / "pwa"
BIN = Path(sys.executable).parent
LOGS = ROOT / "out" / "checks"


@dataclass(frozen=True)
class Check:
    """One command and where it runs."""

    name: str
    command: Sequence[str]
    folder: Path = ROOT


@dataclass(frozen=True)
class Outcome:
    """How a check ended."""

    check: Check
    passed: bool
    seconds: float
    last_line: str


# The browsers first, beside all the others. What keeps both processors busy comes last, for when they are through.
CHECKS = (
    Check("browser tests", ["pytest", "--quiet", "-m", "browser", "--numprocesses", "2", "--dist", "worksteal"]),
    Check("vite build", ["python", "scripts/build_pwa.py"]),
    Check("eslint", ["npm", "run", "--silent", "lint"], PWA),
    Check("mypy", ["mypy"]),
    Check("vue-tsc", ["npm", "run", "--silent", "typecheck"], PWA),
    Check("dependency-cruiser", ["npm", "run", "--silent", "deps"], PWA),
    Check("import order", ["lint-imports", "--no-logo"]),
    Check("api types", ["npm", "run", "--silent", "schema:check"], PWA),
    Check("ruff", ["ruff", "check", "--quiet"]),
    Check("ruff format", ["ruff", "format", "--check", "--quiet"]),
    Check("vitest", ["npm", "run", "--silent", "test"], PWA),
    Check("pytest", ["pytest", "--quiet", "--numprocesses", "2", "--dist", "loadfile"]),
)


def run(check: Check) -> Outcome:
    """Run one check, keep what it prints, and show it when it failed."""
    log = LOGS / f"{check.name.replace(' ', '-')}.log"
    environment = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}", "NO_COLOR": "1", "FORCE_COLOR": "0"}
    started = time.monotonic()
    with log.open("wb") as file:
        done = subprocess.run(
            check.command,
            cwd=check.folder,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    seconds = time.monotonic() - started
    printed = log.read_text("utf-8", errors="replace").strip()
    passed = done.returncode == 0
    if not passed:
        print(f"\n──── {check.name} ────\n{printed[-20_000:]}\n", flush=True)
    outcome = Outcome(check, passed, seconds, printed.rsplit("\n", 1)[-1].strip())
    print(line(outcome), flush=True)
    return outcome


def line(outcome: Outcome) -> str:
    """Return one line about one check."""
    mark = "ok    " if outcome.passed else "FAILED"
    return f"{mark} {outcome.check.name:20} {outcome.seconds:6.1f} s  {outcome.last_line[:90]}".rstrip()


def main() -> None:
    """Run all checks, or those named on the command line."""
    wanted = set(sys.argv[1:])
    LOGS.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    chosen = [check for check in CHECKS if not wanted or check.name in wanted]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(run, chosen))
    failed = [outcome.check.name for outcome in outcomes if not outcome.passed]
    print(f"\n{time.monotonic() - started:.0f} s. {'Failed: ' + ', '.join(failed) if failed else 'Everything passed.'}")
    print(f"checks: {len(outcomes) - len(failed)} passed, {len(failed)} failed")
    sys.exit(1 if failed or not outcomes else 0)


if __name__ == "__main__":
    main()
