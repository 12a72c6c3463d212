"""Tells a supervisor whether this process can do its work."""

from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server.config import current_config
from server.db import db
from server.db.faults import has_failed


def prepare(app: Flask) -> None:
    """Serve /healthz."""

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        try:
            db.session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return {"status": "no database"}, 503
        if has_failed():
            return {"status": "storage failing"}, 503
        return {"status": "ok", "build": current_config().build}
