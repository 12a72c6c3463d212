"""What activation does beside the requests: the relay, and fresh lists of temporary cards."""

import time
from functools import cache

import httpx

from server.activation.gateways import Breaker, FarSide, HttpFarSide, TemporaryCardSource
from server.activation.gateways.http import open_client
from server.activation.relay.actions import FarSides, drain
from server.activation.temporary_cards.actions import refresh_lists
from server.config import Config, current_config
from server.rules import policy


def relay() -> int:
    """Carry what is due to the card-management system and the banks; return the number of calls."""
    return drain(_far_sides(current_config()))


def temporary_cards() -> int:
    """Keep every county's list of temporary cards fresh; return the number of lists stored."""
    config = current_config()
    client, longest = _client(config.gateway_token), policy("temporary_card.list_max_bytes")
    return refresh_lists(TemporaryCardSource(config.card_management_url, client, longest))


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
