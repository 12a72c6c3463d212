"""All routes of the accounts, and what happens before every request."""

from server.accounts.areas.routes import blueprint as areas
from server.accounts.devices.routes import blueprint as devices
from server.accounts.officers.routes import blueprint as officers
from server.accounts.organisations.routes import blueprint as organisations
from server.accounts.sessions.routes import blueprint as sessions
from server.accounts.sessions.routes import prepare

BLUEPRINTS = (sessions, organisations, areas, officers, devices)

__all__ = ["BLUEPRINTS", "prepare"]
