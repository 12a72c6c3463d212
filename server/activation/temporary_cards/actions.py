"""Fetch and store."""

import structlog

from server.activation.gateways import TemporaryCardSource, Unreachable
from server.activation.temporary_cards.queries import counties_to_refresh
from server.cards.temporary.actions import store_temporary_cards

_SOURCE = "card_management"
_log = structlog.get_logger("songka.temporary_cards")


def refresh_lists(source: TemporaryCardSource) -> int:
    """Store a fresh list for every county that needs one and return how many were stored (2.1).

    A county whose list cannot be had keeps its old one, with its honest as-of time.
    """
    stored = 0
    for county in counties_to_refresh():
        try:
            answer = source.fetch(county)
        except Unreachable as error:
            _log.warning("temporary_cards_unreachable", county=county, problem=str(error))
            continue
        store_temporary_cards(county, answer.as_of, _SOURCE, answer.rows)
        stored += 1
    return stored
