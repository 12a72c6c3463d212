"""Prove on live data that the invariants hold, one module and one line each (`flask --app server verify`).

Clauses: 4.1.1.b (ledger and cards agree), 1.2.2.c (two persons), 4.1.5. Read-only.
"""

from server.verify.actions import verify
from server.verify.rules import Finding

__all__ = ["Finding", "verify"]
