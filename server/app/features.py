"""What the application is made of: one line for each feature, low layers first.

A new feature adds its blueprint; its models are imported so that migrations see them; a
preparation hooks it into requests (log-in, the acting officer); a job is work beside them.
"""

from collections.abc import Callable

from flask import Flask
from flask_smorest import Blueprint

from server.accounts import routes as accounts
from server.audit import models as _audit_models  # noqa: F401
from server.jobs import Job

BLUEPRINTS: tuple[Blueprint, ...] = (*accounts.BLUEPRINTS,)

PREPARATIONS: tuple[Callable[[Flask], None], ...] = (accounts.prepare,)

JOBS: tuple[Job, ...] = ()
