"""Pass messages between the server and its reading process: a JSON object, then raw bytes."""

import json
import socket
import struct
from typing import Any

_LENGTHS = struct.Struct(">II")


def send(channel: socket.socket, message: dict[str, Any], payload: bytes = b"") -> None:
    """Send one message. Raises OSError (TimeoutError included) when the other side is gone."""
    head = json.dumps(message).encode()
    channel.sendall(_LENGTHS.pack(len(head), len(payload)) + head)
    channel.sendall(payload)


def receive(channel: socket.socket, most_bytes: int) -> tuple[dict[str, Any], bytes]:
    """Receive one message. Raises EOFError at the end and ValueError for one that is no message."""
    head_length, payload_length = _LENGTHS.unpack(_exactly(channel, _LENGTHS.size))
    if head_length + payload_length > most_bytes:
        raise ValueError("message too long")
    message = json.loads(_exactly(channel, head_length))
    if not isinstance(message, dict):
        raise ValueError("not an object")  # noqa: TRY004  (the sender's fault, not the caller's)
    return message, _exactly(channel, payload_length)


def _exactly(channel: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = channel.recv(min(length - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
