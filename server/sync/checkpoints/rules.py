"""How a log is digested, row after row. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Digest:
    """A log up to its row `last`: how many rows, and the hash over all of them in order."""

    last: int = 0
    count: int = 0
    hash: str = ""

    def after(self, key: int, row: Mapping[str, Any]) -> "Digest":
        """Return the digest with one more row."""
        text = json.dumps(row, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return Digest(key, self.count + 1, hashlib.sha256(f"{self.hash}{text}".encode()).hexdigest())

    def as_claim(self) -> dict[str, Any]:
        """Return it as a checkpoint says it."""
        return {"last": self.last, "count": self.count, "hash": self.hash}


def read_digest(claim: Mapping[str, Any]) -> Digest:
    """Read what a checkpoint says of a log."""
    return Digest(int(claim["last"]), int(claim["count"]), str(claim["hash"]))


def token_hash(token: str) -> str:
    """Return the hash by which a checkpoint names the one before."""
    return hashlib.sha256(token.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(type(value).__name__)
