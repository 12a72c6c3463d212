"""Fetch and store."""

from datetime import datetime

import structlog

from server.activation.gateways import TemporaryCardSource, Unreachable
from server.activation.temporary_cards.queries import counties_to_refresh
from server.cards.temporary.actions import store_temporary_cards
from server.cards.temporary.queries import newest_list
from server.core.clock import utc_now

_SOURCE = "card_management"
_log = structlog.get_logger("songka.temporary_cards")


def refresh_lists(source: TemporaryCardSource) -> int:
    """Store a fresh list for every county that needs one and return how many were stored (2.1).

    A county whose list cannot be had keeps its old one, with its honest as-of time; so does one whose
    far side, which may make its lists but once a day, still gives the same.
    """
    stored = 0
    for county in counties_to_refresh():
        try:
            answer = source.fetch(county)
        except Unreachable as error:
            _log.warning("temporary_cards_unreachable", county=county, problem=str(error))
            continue
        # No list is complete as of a moment that has not come, whatever the far side's clock says.
        as_of = min(answer.as_of, utc_now())
        if _is_newer(county, as_of):
            store_temporary_cards(county, as_of, _SOURCE, answer.rows)
            stored += 1
    return stored


def _is_newer(county: str, as_of: datetime) -> bool:
    known = newest_list(county)
    return known is None or as_of > known.as_of
