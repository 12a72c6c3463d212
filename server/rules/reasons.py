"""The lists of reasons an officer chooses from."""

from server.rules.tables import table


def reason_codes(list_name: str) -> tuple[str, ...]:
    """Return the codes of one list, in the order of the table."""
    return tuple(row["code"] for row in table("reasons")["rows"] if row["list"] == list_name)
