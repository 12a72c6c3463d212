"""The shared examples that pytest and vitest both run."""

import copy
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "vectors"


def read_vectors(name: str) -> dict[str, Any]:
    """Return the vector file `name`, for instance "handover/card_handed_over"."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def apply_changes(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of `base` with each dotted path set to its value."""
    facts = copy.deepcopy(base)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = facts
        for parent in parents:
            place = place[parent]
        place[last] = value
    return facts
