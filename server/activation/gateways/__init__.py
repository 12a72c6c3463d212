"""The outside systems: what may be asked of them, and the HTTP clients that ask (docs/api/gateways.md)."""

from server.activation.gateways.answers import Answer, FarSide, Request
from server.activation.gateways.breaker import Breaker
from server.activation.gateways.http import HttpFarSide
from server.activation.gateways.temporary_cards import TemporaryCardSource, Unreachable

__all__ = ["Answer", "Breaker", "FarSide", "HttpFarSide", "Request", "TemporaryCardSource", "Unreachable"]
