"""T19: whom the server asks is said by its settings alone, and nobody it asks can send it elsewhere."""

import json
from pathlib import Path

import httpx
import pytest

from server.activation.gateways import HttpFarSide, Request, TemporaryCardSource, Unreachable
from server.activation.gateways.http import open_client
from server.config import ConfigError, config_from

INSIDE = [
    "http://169.254.169.254/latest/meta-data",
    "http://127.0.0.1:5432/",
    "http://[fe80::1]/",
    "file:///etc/passwd",
]
OPENAPI = Path(__file__).parents[3] / "docs" / "api" / "openapi.json"


def far_side_that_sends_to(address: str, asked: list[str]) -> httpx.Client:
    """Return a client as the relay has it, of which every request is sent on to somebody else."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(307, headers={"Location": address}, stream=httpx.ByteStream(b""))

    real = open_client("made-up-token", 1, 1)
    return httpx.Client(
        transport=httpx.MockTransport(answer), headers=real.headers, follow_redirects=real.follow_redirects
    )


@pytest.mark.parametrize("address", INSIDE)
def test_t19_a_redirect_of_a_far_side_is_not_followed_and_not_believed(address: str) -> None:
    asked: list[str] = []
    client = far_side_that_sends_to(address, asked)
    far_side = HttpFarSide("https://far", client)

    assert far_side.ask(Request("k", {})).outcome == "unknown"
    assert far_side.query("k").outcome == "unknown"
    with pytest.raises(Unreachable):
        TemporaryCardSource("https://far", client, longest=1_000).fetch("222426")

    assert set(asked) == {"far"}


@pytest.mark.parametrize("name", ["CARD_MANAGEMENT_URL", "BANK_URL"])
@pytest.mark.parametrize(
    "address", ["http://169.254.169.254/x", "https://[fe80::1]/x", "file:///etc/passwd", "gopher://far/x"]
)
def test_t19_settings_name_no_link_local_address_and_no_other_scheme(name: str, address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"SONGKA_{name}"):
        config_from({"SONGKA_DATA": str(tmp_path), f"SONGKA_{name}": address})


def test_t19_no_route_takes_an_address() -> None:
    described = json.loads(OPENAPI.read_text("utf-8"))
    names = {
        member
        for schema in described["components"]["schemas"].values()
        for member, of in schema.get("properties", {}).items()
        if of.get("format") in {"uri", "url", "hostname"} or member.endswith(("url", "uri", "host", "webhook"))
    }
    assert names == set()
