"""What the stand-ins remember, in a file of their own, so that a restart of the sandbox forgets nothing."""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS activation (
    system TEXT, key TEXT, state TEXT, reference TEXT, reason TEXT, body TEXT, effects INTEGER,
    PRIMARY KEY (system, key));
CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY, system TEXT, kind TEXT, remaining INTEGER, facts TEXT);
CREATE TABLE IF NOT EXISTS temporary_card (area TEXT, social_security_number TEXT, number TEXT, issued_on TEXT);
"""


class Store:
    """A small database behind a lock: the sandbox is for trying and testing, not for load."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(_TABLES)

    def activation(self, system: str, key: str) -> dict[str, Any] | None:
        """Return what a system knows of a key."""
        rows = self._read("SELECT * FROM activation WHERE system = ? AND key = ?", system, key)
        return rows[0] if rows else None

    def activations(self, system: str) -> list[dict[str, Any]]:
        """Return all that a system knows, in the order of arrival."""
        return self._read("SELECT * FROM activation WHERE system = ? ORDER BY rowid", system)

    def decide(self, system: str, key: str, state: str, reason: str | None, body: dict[str, Any]) -> dict[str, Any]:
        """Act on a request once: the same key again changes nothing and returns what was decided."""
        reference = f"{system[:4].upper()}-{key[-12:]}"
        row = (system, key, state, reference, reason, json.dumps(body, ensure_ascii=False), int(state != "refused"))
        self._write("INSERT INTO activation VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", *row)
        decided = self.activation(system, key)
        if decided is None:
            raise LookupError(key)
        return decided

    def forget_refusal(self, system: str, key: str) -> None:
        """Let a refused key be asked again, as after a correction at the far side."""
        self._write("DELETE FROM activation WHERE system = ? AND key = ? AND state = 'refused'", system, key)

    def add_fault(self, system: str, kind: str, times: int, facts: dict[str, Any]) -> None:
        """Let the next `times` requests of a system go wrong."""
        values = (system, kind, times, json.dumps(facts))
        self._write("INSERT INTO fault (system, kind, remaining, facts) VALUES (?, ?, ?, ?)", *values)

    def faults(self) -> list[dict[str, Any]]:
        """Return the faults still to come."""
        return self._read("SELECT system, kind, remaining, facts FROM fault ORDER BY id")

    def clear_faults(self) -> None:
        """Behave well from now on."""
        self._write("DELETE FROM fault")

    def take_fault(self, system: str, kinds: tuple[str, ...]) -> dict[str, Any] | None:
        """Use up one turn of the first fault of these kinds, or return None."""
        marks = ", ".join("?" * len(kinds))
        query = f"SELECT * FROM fault WHERE system = ? AND kind IN ({marks}) ORDER BY id LIMIT 1"  # noqa: S608 - marks only
        with self._lock:
            row = self._connection.execute(query, (system, *kinds)).fetchone()
            if row is None:
                return None
            self._connection.execute("UPDATE fault SET remaining = remaining - 1 WHERE id = ?", (row["id"],))
            self._connection.execute("DELETE FROM fault WHERE remaining <= 0")
        return dict(row)

    def set_temporary_cards(self, area: str, rows: list[dict[str, str]]) -> None:
        """Replace an area's list of temporary cards."""
        self._write("DELETE FROM temporary_card WHERE area = ?", area)
        for row in rows:
            values = (area, row["social_security_number"], row["number"], row.get("issued_on"))
            self._write("INSERT INTO temporary_card VALUES (?, ?, ?, ?)", *values)

    def recover_temporary_card(self, social_security_number: str) -> None:
        """Take a person's temporary cards off every list (2.2)."""
        self._write("DELETE FROM temporary_card WHERE social_security_number = ?", social_security_number)

    def temporary_cards(self, area: str) -> list[dict[str, Any]]:
        """Return an area's list of temporary cards."""
        return self._read(
            "SELECT social_security_number, number, issued_on FROM temporary_card WHERE area = ? ORDER BY rowid", area
        )

    def _read(self, query: str, *values: object) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(row) for row in self._connection.execute(query, values)]

    def _write(self, query: str, *values: object) -> None:
        with self._lock:
            self._connection.execute(query, values)
