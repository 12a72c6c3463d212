"""Why counts differ. Pure."""

from server.rules import reason_codes


def causes() -> tuple[str, ...]:
    """Return the causes a discrepancy may be settled with."""
    return reason_codes("discrepancy_cause")
