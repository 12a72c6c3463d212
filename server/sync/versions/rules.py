"""What a record of an older version says in the words of the newest. Pure.

A version rises only by adding its line here, and stays for ever: an old tablet's queue may come years later.
"""

from collections.abc import Callable, Mapping
from typing import Any

Body = dict[str, Any]
Upcast = Callable[[Body], Body]

NEWEST_ENVELOPE = 2
NEWEST_SCHEMA = 1


def upcast(body: Body) -> Body:
    """Return what a record says as the newest version writes it, envelope and payload; newer ones stay as they are."""
    step = _step(_ENVELOPES, body.get("v"))
    while step is not None:
        body = step(body)
        step = _step(_ENVELOPES, body.get("v"))
    step = _step(PAYLOADS, (body.get("type"), body.get("schema")))
    while step is not None:
        body = step(body)
        step = _step(PAYLOADS, (body.get("type"), body.get("schema")))
    return body


def _step(steps: Mapping[Any, Upcast], key: Any) -> Upcast | None:
    # A poisoned record may say anything in these places.
    hashable = all(isinstance(one, str | int) for one in (key if isinstance(key, tuple) else (key,)))
    return steps.get(key) if hashable else None


def _name_how_attachments_travelled(body: Body) -> Body:
    """Version 1 sealed nothing: its attachments came by the hash of their clear bytes."""
    listed = body.get("attachments")
    if isinstance(listed, list):
        listed = [{"sealed": one.get("sha256"), **one} if isinstance(one, dict) else one for one in listed]
    return {**body, "v": 2, "attachments": listed}


_ENVELOPES: Mapping[Any, Upcast] = {1: _name_how_attachments_travelled}
# By (type, schema) of a payload: how the next schema says it.
PAYLOADS: dict[Any, Upcast] = {}
