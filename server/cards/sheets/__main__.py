"""The reader process: file bytes on standard input, limits as the argument, rows as JSON out."""

import resource
import sys
from typing import Any

import orjson

from server.cards.sheets.rules import SheetBounds, read_sheet
from server.core.errors import Refusal


def _main() -> None:
    limits: dict[str, Any] = orjson.loads(sys.argv[1])
    memory, seconds = limits.pop("memory_bytes"), limits.pop("seconds")
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer: dict[str, Any]
    try:
        sheet = read_sheet(sys.stdin.buffer.read(), SheetBounds(**limits))
        answer = {"kind": sheet.kind, "rows": sheet.rows}
    except Refusal as refused:
        answer = {"refusal": refused.code, "facts": refused.facts}
    sys.stdout.buffer.write(orjson.dumps(answer))


_main()
