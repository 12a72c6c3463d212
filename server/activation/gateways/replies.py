"""Read a far side's reply, and no more of it than is wanted."""

import json
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Reply:
    """A reply read to its end; `content` is None where it was longer than wanted."""

    status: int
    headers: httpx.Headers
    content: bytes | None

    def json(self) -> Any:
        """Return what the content says, None where it is too long or no JSON."""
        if self.content is None:
            return None
        try:
            return json.loads(self.content)
        except ValueError:
            return None


def send(client: httpx.Client, method: str, url: str, *, longest: int, **options: Any) -> Reply:
    """Send a request and read at most `longest` bytes of the reply as they come over the wire.

    The rest is never fetched, and nothing is unpacked: a short reply that unpacks to much would fill the memory.

    Raises:
        httpx.HTTPError: as the client.
    """
    with client.stream(method, url, **options) as response:
        pieces: list[bytes] = []
        length = 0
        for piece in response.iter_raw():
            length += len(piece)
            if length > longest:
                return Reply(response.status_code, response.headers, None)
            pieces.append(piece)
        return Reply(response.status_code, response.headers, b"".join(pieces))
