"""Keeps who works where and what they may do: organisations, areas, officers, log-in, devices.

Clauses: 1.2.2.b, 1.2.2.c (two people of two organisations, each with their own account), 4.1.1.a, 4.1.4.
Every route names its permission with `may`; every scoped row is reached through `scope`.
"""

from server.accounts.may import device_required, known_device_required, may, open_to_machines, public

__all__ = ["device_required", "known_device_required", "may", "open_to_machines", "public"]
