"""Run the benches, print their tables, and write each as JSON to out/bench/.

`python -m tests.bench [--quick] [NAME…]`; a bench is a module bench_NAME.py here with TITLE, HEADERS and
`run(quick) -> rows of text`.
"""

import argparse
import json
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from platform import machine, python_version
from time import perf_counter
from typing import Protocol, cast

HERE = Path(__file__).parent
RESULTS = HERE.parents[1] / "out" / "bench"

Rows = Sequence[tuple[str, ...]]


class Bench(Protocol):
    """What a bench module holds."""

    TITLE: str
    HEADERS: tuple[str, ...]

    def run(self, quick: bool) -> Rows:
        """Measure and return the rows of the table."""


def names() -> list[str]:
    """Find the benches that there are."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def run(name: str, quick: bool) -> None:
    """Run one bench, print its table, keep it as JSON."""
    bench = cast("Bench", import_module(f"tests.bench.bench_{name}"))
    start = perf_counter()
    rows = bench.run(quick)
    seconds = perf_counter() - start
    print(f"\n{bench.TITLE}  ({seconds:.0f} s{', quick' if quick else ''})\n")
    print(layout(bench.HEADERS, rows))
    _keep(name, bench, rows, quick)


def layout(headers: tuple[str, ...], rows: Rows) -> str:
    """Lay a table out: the first column to the left, the others to the right."""
    widths = [max(_width(row[i]) for row in (headers, *rows)) for i in range(len(headers))]
    rule = tuple("-" * width for width in widths)
    lines = ([_pad(cell, widths[i], i == 0) for i, cell in enumerate(row)] for row in (headers, rule, *rows))
    return "\n".join("  ".join(line).rstrip() for line in lines)


def _pad(cell: str, width: int, left: bool) -> str:
    space = " " * (width - _width(cell))
    return cell + space if left else space + cell


def _width(text: str) -> int:
    """Count the columns of a terminal that a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _keep(name: str, bench: Bench, rows: Rows, quick: bool) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    result = {
        "bench": name,
        "title": bench.TITLE,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{machine()}, Python {python_version()}",
        "quick": quick,
        "headers": bench.HEADERS,
        "rows": rows,
    }
    (RESULTS / f"{name}.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


def main() -> None:
    """Run the benches that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(names())}")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller runs")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(names())
    if unknown:
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    for name in chosen.names or names():
        run(name, chosen.quick)


if __name__ == "__main__":
    main()
