"""Keeps who did what to which card, on which device, under which clause: append-only and hash-chained.

Clauses: 4.1.1.b (errors must be traceable to their cause and the person responsible), 4.1.5;
law: 等保 8.1.4.3, Cybersecurity Law art. 23 (kept at least six months).
"""

from server.audit.actions import record
from server.audit.actor import Actor, acting_as, actor

__all__ = ["Actor", "acting_as", "actor", "record"]
