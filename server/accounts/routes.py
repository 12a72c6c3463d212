"""All routes of the accounts, and what happens before every request."""

from server.accounts.areas.routes import blueprint as areas
from server.accounts.devices.routes import blueprint as devices
from server.accounts.factors.routes import blueprint as factors
from server.accounts.officers.routes import blueprint as officers
from server.accounts.organisations.routes import blueprint as organisations
from server.accounts.sessions.own.routes import blueprint as own_sessions
from server.accounts.sessions.routes import blueprint as sessions
from server.accounts.sessions.routes import prepare
from server.accounts.sessions.steps.routes import blueprint as steps

BLUEPRINTS = (sessions, steps, own_sessions, factors, organisations, areas, officers, devices)

__all__ = ["BLUEPRINTS", "prepare"]
