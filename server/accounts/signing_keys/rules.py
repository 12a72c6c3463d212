"""A key as whoever checks a signature needs it. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple


class KnownKey(NamedTuple):
    """The public half and how long it signed; `officer_id` is None for the device's own."""

    kid: str
    officer_id: str | None
    public_key: dict[str, Any]
    made_at: datetime
    ended_at: datetime | None


def replacing(keys: Mapping[str, KnownKey], used: Collection[str]) -> set[str]:
    """Return those of the used keys beside which an older one of the same signer has not ended yet."""
    live = [key for key in keys.values() if key.ended_at is None]
    return {
        kid
        for kid in used
        if any(key.officer_id == keys[kid].officer_id and key.made_at < keys[kid].made_at for key in live)
    }
