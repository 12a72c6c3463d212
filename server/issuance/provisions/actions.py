"""Provide a device with what its bundle says beside people and cards."""

import secrets

from server.db import db
from server.issuance.proxies.queries import bundle_proxies, bundle_supervisors
from server.issuance.receipt_books.actions import set_receipts_aside
from server.issuance.receipt_books.queries import describe_range
from server.rounds.bundle import Provisions
from server.rounds.models import Lease, Round
from server.rounds.queries import COMPANION

_SALT_BYTES = 16


def provide(leaving: Round, lease: Lease, device_kind: str) -> Provisions:
    """Return the members of a bundle's header that come from issuance.

    A companion hands no card over: it takes no receipts along and knows of no proxies.
    """
    if device_kind == COMPANION:
        return Provisions({"proxies": None, "supervisors": [], "receipts": None}, lambda: None)
    aside = set_receipts_aside(leaving, lease)
    header = {
        "proxies": bundle_proxies(leaving, secrets.token_hex(_SALT_BYTES)),
        "supervisors": bundle_supervisors(leaving),
        "receipts": describe_range(aside) if aside is not None else None,
    }
    return Provisions(header, lambda: db.session.add(aside) if aside is not None else None)
