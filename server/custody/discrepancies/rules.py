"""Why counts differ. Pure."""

from server.rules import table


def causes() -> tuple[str, ...]:
    """Return the causes a discrepancy may be settled with."""
    return tuple(row["code"] for row in table("reasons")["rows"] if row["list"] == "discrepancy_cause")
