"""Read the rules tables. Each file is {edition, valid_from, …} and never changes while the process lives."""

import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("tables")


@cache
def table(name: str) -> dict[str, Any]:
    """Return the table `name`, for instance "handover".

    Raises:
        FileNotFoundError: there is no such table.
    """
    content: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def edition() -> str:
    """Return the edition under which records are judged today: that of the hand-over table."""
    return str(table("handover")["edition"])
