"""How one entry is chained to the one before it."""

import hashlib
import json
from datetime import datetime
from typing import Any

from server.core.clock import to_wire

GENESIS = "0" * 64


def entry_hash(prev_hash: str, at: datetime, fields: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) over the previous hash, the moment and the entry's fields, in canonical JSON."""
    canonical = json.dumps(
        {"prev": prev_hash, "at": to_wire(at), **fields}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
