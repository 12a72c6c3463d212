"""Stand-ins for the programs of ID readers on a tablet: HTTP and WebSocket, by docs/api/id-readers.md.

They can be told to fail as real ones do: gone, silent, talking nonsense, without their device, refusing the page.
"""

import base64
import hashlib
import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Condition, Thread
from typing import Any, Literal

PATH = "/songka/id-card"
Trouble = Literal["silent", "nonsense", "refuses"]
_WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
_TEXT, _CLOSE = 0x81, 0x88
_REFUSED = 4403
_LOOK_SECONDS = 0.05


class StandIn:
    """What lies on the reader, and what is wrong with it; told to HTTP and WebSocket alike."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.trouble: Trouble | None = None
        self.asked = 0
        self._said: dict[str, str] = {"state": "ready"}
        self._cards = count(1)
        self._changed = Condition()

    def lay(self, number: str, name: str) -> None:
        """Lay a card on the reader."""
        self._say({"state": "card", "card": str(next(self._cards)), "number": number, "name": name})

    def take_off(self) -> None:
        """Take the card off."""
        self._say({"state": "ready"})

    def unplug(self) -> None:
        """Pull the device's cable; its program goes on."""
        self._say({"state": "no_reader"})

    def _say(self, said: dict[str, str]) -> None:
        with self._changed:
            self._said = said
            self._changed.notify_all()

    def message(self) -> str:
        """Return what the program says at this moment."""
        return "<html>it works</html>" if self.trouble == "nonsense" else json.dumps(self._said, ensure_ascii=False)

    def wait_for_change(self) -> None:
        """Wait until something may have changed."""
        with self._changed:
            self._changed.wait(_LOOK_SECONDS)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stand_in: StandIn


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_OPTIONS(self) -> None:
        """Answer what Chromium asks before it lets a public page speak to this device."""
        self.send_response(204)
        self._allow()
        self.send_header("Access-Control-Allow-Private-Network", "true")
        self.end_headers()

    def do_GET(self) -> None:
        stand_in = self.server.stand_in
        stand_in.asked += 1
        if self.path != PATH or stand_in.trouble == "silent":
            return self._end(404 if self.path != PATH else 504)
        if self.headers.get("Upgrade", "").lower() == "websocket":
            return self._talk(stand_in)
        if stand_in.trouble == "refuses" or self.headers.get("Origin") != stand_in.origin:
            return self._end(403)
        body = stand_in.message().encode()
        self.send_response(200)
        self._allow()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def _end(self, status: int) -> None:
        self.send_response(status)
        self._allow()
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _allow(self) -> None:
        self.send_header("Connection", "close")  # else this thread would answer for a program that has ended
        self.send_header("Access-Control-Allow-Origin", self.server.stand_in.origin)
        self.send_header("Vary", "Origin")

    def _talk(self, stand_in: StandIn) -> None:
        key = self.headers["Sec-WebSocket-Key"] + _WEBSOCKET
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        self.close_connection = True
        if stand_in.trouble == "refuses" or self.headers.get("Origin") != stand_in.origin:
            return self._send(_CLOSE, struct.pack("!H", _REFUSED))
        last = None
        while stand_in.trouble != "silent":
            if last != (said := stand_in.message()):
                self._send(_TEXT, said.encode())
                last = said
            stand_in.wait_for_change()
        return None

    def _send(self, kind: int, payload: bytes) -> None:
        length = bytes([len(payload)]) if len(payload) < 126 else struct.pack("!BH", 126, len(payload))
        self.wfile.write(bytes([kind]) + length + payload)
        self.wfile.flush()

    def log_message(self, *args: Any) -> None:
        """Keep numbers and names out of the test's output."""


@contextmanager
def running(stand_in: StandIn, port: int) -> Iterator[StandIn]:
    """Let the program run on a port of this device; it speaks both ways."""
    server = _Server(("127.0.0.1", port), _Handler)
    server.stand_in = stand_in
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield stand_in
    finally:
        stand_in.trouble = "silent"  # ends its conversations
        server.shutdown()
        server.server_close()
