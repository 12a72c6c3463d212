"""What a tablet takes along: one file for one round, built once, the same bytes at every download (1.2.2.a, 2.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MEDIA_TYPE = "application/x-songka-bundle"
# Where a layer above says what else a tablet takes along: proxies, supervisors, receipts.
PROVISIONS = "songka.provisions"


@dataclass(frozen=True)
class Provisions:
    """Members of the header from above this layer, and what is to be kept once the lease stands."""

    header: dict[str, Any]
    keep: Callable[[], None]
