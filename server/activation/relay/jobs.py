"""The relay as work beside the requests."""

import time
from functools import cache

import httpx

from server.activation.gateways import Breaker, FarSide, HttpFarSide
from server.activation.gateways.http import open_client
from server.activation.relay.actions import FarSides, drain
from server.config import Config, current_config
from server.rules import policy


def relay() -> int:
    """Carry what is due to the card-management system and the banks; return the number of calls."""
    return drain(_far_sides(current_config()))


def far_sides() -> FarSides:
    """Return the gateways of this installation without breakers, for checks that only query."""
    config = current_config()
    return {kind: HttpFarSide(url, _client(config.gateway_token)) for kind, url in _addresses(config).items()}


@cache
def _far_sides(config: Config) -> FarSides:
    # Kept for the life of the worker: a breaker that forgets is none.
    client = _client(config.gateway_token)
    return {kind: _with_breaker(HttpFarSide(url, client)) for kind, url in _addresses(config).items()}


def _addresses(config: Config) -> dict[str, str]:
    return {"social": config.card_management_url, "finance": config.bank_url}


def _with_breaker(inner: FarSide) -> FarSide:
    return Breaker(inner, policy("activation.breaker_failures"), policy("activation.breaker_seconds"), time.monotonic)


def _client(token: str) -> httpx.Client:
    return open_client(token, policy("activation.connect_seconds"), policy("activation.read_seconds"))
