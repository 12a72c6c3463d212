"""What the screens say, read from the PWA's own texts: a better word on a button breaks no test."""

import json
import re
from functools import cache
from pathlib import Path

PWA_SOURCE = Path(__file__).parents[2] / "pwa" / "src"
_FOLDERS = ("*/locales", "features/*/locales", "features/*/*/locales")


@cache
def _texts() -> dict[str, str]:
    texts: dict[str, str] = {}
    for pattern in _FOLDERS:
        for path in PWA_SOURCE.glob(f"{pattern}/zh-CN.json"):
            place = path.parents[1].relative_to(PWA_SOURCE).parts
            start = ".".join(place[1:] if place[0] == "features" else place)
            texts |= _flat(json.loads(path.read_text("utf-8")), start)
    return texts


def _flat(tree: dict[str, object], start: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in tree.items():
        texts |= _flat(value, f"{start}.{key}") if isinstance(value, dict) else {f"{start}.{key}": str(value)}
    return texts


def say(key: str, **facts: object) -> str:
    """Return a text of the PWA in Chinese with its facts filled in."""
    return re.sub(r"\{(\w+)\}", lambda found: str(facts[found[1]]), _texts().get(key, key))


def saying(key: str, **facts: object) -> "re.Pattern[str]":
    """Return a pattern for a text in which facts that are not given may be anything."""
    parts = re.split(r"\{(\w+)\}", _texts().get(key, key))
    known = [re.escape(part) if at % 2 == 0 else _fact(part, facts) for at, part in enumerate(parts)]
    return re.compile("^" + "".join(known) + "$")


def _fact(name: str, facts: dict[str, object]) -> str:
    return re.escape(str(facts[name])) if name in facts else ".*"
