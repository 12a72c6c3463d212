"""What features above may have the accounts do."""

from server.accounts.devices.actions import store_report
from server.accounts.sessions.actions import Origin, prove_second_person
from server.accounts.sessions.routes import origin_of_request

__all__ = ["Origin", "origin_of_request", "prove_second_person", "store_report"]
