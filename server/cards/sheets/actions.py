"""Read a file in a process of its own, so that a hostile one can harm nothing but that process."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

from server.cards.sheets.rules import Sheet
from server.core.errors import Refusal
from server.core.sizes import size_in_words
from server.rules import policy

_ROOT = Path(__file__).resolve().parents[3]
_BOUNDS = ("max_bytes", "max_unpacked_bytes", "max_entries", "max_rows", "max_columns", "max_ratio")


def read_sheet_apart(content: bytes) -> Sheet:
    """Read a file within the bounds of the policy, with a limit on memory and time.

    Raises:
        Refusal: too_large; as `server.cards.sheets.rules.read_sheet`; sheet_unreadable where the
            reader had to be stopped.
    """
    bounds = {name: policy(f"import.{name}") for name in _BOUNDS}
    if len(content) > bounds["max_bytes"]:
        raise Refusal("too_large", limit=size_in_words(bounds["max_bytes"]))
    answer = _ask_reader(content, bounds)
    if "refusal" in answer:
        raise Refusal(answer["refusal"], **answer["facts"])
    return Sheet(answer["kind"], answer["rows"])


def _ask_reader(content: bytes, bounds: dict[str, int]) -> dict[str, Any]:
    seconds = policy("import.reader_seconds")
    limits = {"memory_bytes": policy("import.reader_bytes"), "seconds": seconds}
    command = [sys.executable, "-m", "server.cards.sheets", orjson.dumps(bounds | limits).decode()]
    try:
        done = subprocess.run(  # noqa: S603  our own module, no text of the user in the command
            command, input=content, capture_output=True, cwd=_ROOT, timeout=seconds * 2, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("sheet_unreadable") from error
    if done.returncode != 0:
        raise Refusal("sheet_unreadable")
    answer: dict[str, Any] = orjson.loads(done.stdout)
    return answer
