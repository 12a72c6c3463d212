"""How far a hand-over has come. Pure."""

from typing import Any

from server.issuance.cosigns.models import Cosign
from server.issuance.cosigns.rules import COMPANION, REFUSED
from server.issuance.models import HandOver

_RECYCLED = "recycled"


def bank_half(handed: HandOver, half: Cosign | None) -> str:
    """Return where the bank's check stands: here (given on the tablet, or come), missing, or refused (1.2.2.c)."""
    if handed.bank_check_way != COMPANION or handed.bank_manager_id is not None:
        return "here"
    return "refused" if half is not None and half.result == REFUSED else "missing"


def is_settled(handed: HandOver, temporary_card: dict[str, Any] | None) -> bool:
    """Tell whether nothing of a hand-over is open: both halves are here, the temporary card is recycled (2.2)."""
    recycled = temporary_card is None or temporary_card["state"] == _RECYCLED
    return handed.corrected_by is None and handed.bank_manager_id is not None and recycled
