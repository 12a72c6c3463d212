"""Stand-ins for the card-management system and the banks, speaking the contract of docs/api/gateways.md.

They keep their own file, know nothing of the application, and do as they are told: be down,
time out after they have acted, refuse, answer later, answer twice, answer nonsense.
"""

from server.sandbox.app import create_app

__all__ = ["create_app"]
