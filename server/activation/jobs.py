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
    if config.card_management_way == "file":
        return 0  # lists come as sheets there
    client, longest = _client(config.gateway_token), policy("temporary_card.list_max_bytes")
    return refresh_lists(TemporaryCardSource(config.card_management_url, client, longest))


def far_sides() -> FarSides:
    """Return the gateways of this installation without breakers, for checks that only query."""
    config = current_config()
    return _gateways(config, _client(config.gateway_token))


@cache
def _far_sides(config: Config) -> FarSides:
    # Kept for the life of the worker: a breaker that forgets is none.
    gateways = _gateways(config, _client(config.gateway_token))
    return {kind: _with_breaker(gateway) for kind, gateway in gateways.items()}


def _gateways(config: Config, client: httpx.Client) -> dict[str, FarSide]:
    bank: dict[str, FarSide] = {"finance": HttpFarSide(config.bank_url, client)}
    if config.card_management_way == "file":
        return bank
    return {
        **bank,
        "social": HttpFarSide(config.card_management_url, client),
        "recovery": HttpFarSide(config.card_management_url, client, resource="recoveries"),
    }


def _with_breaker(inner: FarSide) -> FarSide:
    return Breaker(inner, policy("activation.breaker_failures"), policy("activation.breaker_seconds"), time.monotonic)


def _client(token: str) -> httpx.Client:
    return open_client(token, policy("activation.connect_seconds"), policy("activation.read_seconds"))
