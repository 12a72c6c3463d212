"""What features above may ask of the accounts."""

from server.accounts.areas.queries import area, area_line
from server.accounts.devices.queries import current_device, device_in_scope
from server.accounts.officers.queries import officer_in_scope, officers_serving
from server.accounts.organisations.queries import organisation_in_scope
from server.accounts.sessions.queries import current_officer, current_session

__all__ = [
    "area",
    "area_line",
    "current_device",
    "current_officer",
    "current_session",
    "device_in_scope",
    "officer_in_scope",
    "officers_serving",
    "organisation_in_scope",
]
