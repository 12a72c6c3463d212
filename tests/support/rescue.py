"""Rescue files as the app writes them (docs/api/rescue-file.md)."""

import hashlib
import io
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from flask.testing import FlaskClient
from joserfc import jws
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.support.people import HEADERS
from tests.support.sealing import Written, key_of, sealed_name
from tests.support.tablets import Tablet


def frame(kind: str, content: bytes, *, sha256: str | None = None) -> bytes:
    """Return one frame; `sha256` may be wrong on purpose."""
    head = f'{{"frame":"{kind}","bytes":{len(content)},"sha256":"{sha256 or hashlib.sha256(content).hexdigest()}"}}'
    return head.encode() + b"\n" + content + b"\n"


def manifest(device_id: str, records: Iterable[Written], **changed: Any) -> dict[str, Any]:
    """Return what a tablet says of its file."""
    listed = [listing(one) for one in records]
    epoch, seq = listed[-1]["place"] if listed else (1, 0)
    return {
        "version": 1,
        "device": device_id,
        "build": "0.1.0+test",
        "saved_at": "2026-11-28T06:05:00.000Z",
        "head": {"epoch": epoch, "seq": seq, "hash": listed[-1]["hash"] if listed else None},
        "ended": [],
        "records": listed,
        **changed,
    }


def listing(record: Written, lost: Iterable[str] = ()) -> dict[str, Any]:
    """Return a record's line in a manifest."""
    return {
        "place": [record.body["epoch"], record.body["seq"]],
        "hash": hashlib.sha256(record).hexdigest(),
        "sealed": hashlib.sha256(record.sealed).hexdigest(),
        "attachments": [[sealed_name(one["sha256"]), one["sha256"]] for one in record.body["attachments"]],
        "lost": list(lost),
    }


def signed(said: Mapping[str, Any], key: ECKey) -> bytes:
    """Return a manifest under a device's key."""
    registry = JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    registry.max_payload_length = 1 << 24
    header = {"alg": "ES256", "typ": "songka-rescue", "kid": key.thumbprint()}
    return jws.serialize_compact(header, orjson.dumps(said), key, registry=registry).encode()


def rescue_file(
    device_id: str, records: list[Written], attachments: Iterable[bytes] = (), key: ECKey | None = None, **changed: Any
) -> bytes:
    """Return the file in which a tablet saves these records; `attachments` are sealed bytes."""
    token = signed(manifest(device_id, records, **changed), key or key_of(device_id))
    middle = [frame("attachment", one) for one in attachments] + [frame("record", one.sealed) for one in records]
    return b"".join([b"songka-rescue 1\n", frame("manifest", token), *middle, frame("manifest", token)])


def bring(client: FlaskClient, content: bytes, *, gone: bool = False) -> Any:
    """Upload a file at the desk."""
    file = FileStorage(io.BytesIO(content), "queue.songka")
    # Encoded here: the test client leaves the temporary file of a long form open.
    boundary, body = encode_multipart({"file": file, "gone": "true" if gone else "false"})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/api/v1/rescue-files", data=body, content_type=kind, headers=HEADERS)


def from_tablet(tablet: Tablet, records: list[Written], attachments: Iterable[bytes] = ()) -> bytes:
    """Return the file of a tablet."""
    return rescue_file(tablet.id, records, attachments)
