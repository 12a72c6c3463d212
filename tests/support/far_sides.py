"""The sandbox as a real HTTP server in this process, and gateways that talk to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from werkzeug.serving import make_server

from server.activation.gateways import HttpFarSide
from server.activation.gateways.http import open_client
from server.sandbox import create_app
from server.sandbox.notices import Notices

TOKEN = "made-up-gateway-token"
ADDRESSES = {"social": "card-management", "finance": "bank"}


class KeptNotices(Notices):
    """Notices that a test posts when it wants to."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9", TOKEN)
        self.kept: list[tuple[str, dict[str, Any], int]] = []

    def send_soon(self, system: str, body: dict[str, Any], times: int) -> None:
        self.kept.append((system, body, times))


@dataclass
class Outside:
    """A running sandbox and the gateways to it."""

    url: str
    far_sides: dict[str, HttpFarSide]
    control: httpx.Client
    notices: KeptNotices

    def fail(self, kind: str, times: int = 1, system: str = "card-management", **facts: Any) -> None:
        """Tell a system to fail."""
        body = {"system": system, "kind": kind, "times": times, "facts": facts}
        self.control.post("/control/faults", json=body).raise_for_status()

    def activations(self, system: str = "card-management") -> list[dict[str, Any]]:
        """Return what a system has done."""
        return self.control.get(f"/control/activations/{system}").json()["items"]


@contextmanager
def outside(folder: Path, read_seconds: float = 0.5) -> Iterator[Outside]:
    """Run the sandbox on a port of its own; gateways wait `read_seconds` for an answer."""
    notices = KeptNotices()
    server = make_server("127.0.0.1", 0, create_app(folder / "sandbox.sqlite", TOKEN, notices), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    client = open_client(TOKEN, connect_seconds=1, read_seconds=read_seconds)
    control = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False)
    try:
        far_sides = {kind: HttpFarSide(f"{url}/{system}", client) for kind, system in ADDRESSES.items()}
        far_sides["recovery"] = HttpFarSide(f"{url}/card-management", client, resource="recoveries")
        yield Outside(url, far_sides, control, notices)
    finally:
        client.close()
        control.close()
        server.shutdown()
        thread.join()
        server.server_close()
