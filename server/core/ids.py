"""Identifiers: UUID version 7 (RFC 9562), so that new rows land at the end of their index."""

import os
import time
import uuid


def new_id() -> str:
    """Return a new UUIDv7 as 36 characters. It is a name, never a secret (ASVS 11.5.1)."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    high = (milliseconds << 16) | 0x7000 | (random >> 68 & 0x0FFF)
    low = (0b10 << 62) | (random & ((1 << 62) - 1))
    return str(uuid.UUID(int=(high << 64) | low))


def is_id(text: object) -> bool:
    """Tell whether `text` is a UUID in the one spelling we store: 36 lower-case characters."""
    if not isinstance(text, str) or len(text) != 36:
        return False
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
