"""Puts the application together: settings, database, features, API, PWA, logs."""

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from server import cli, jobs
from server.app import api, docs, features, headers, health, logs, pwa, warm
from server.config import Config, keep_config
from server.db import db
from server.rules import policy

__all__ = ["create_app"]


def create_app(config: Config) -> Flask:
    """Build the application for one installation."""
    app = logs.LoggedFlask("server", static_folder=None, instance_path=str(config.data_dir))
    _configure(app, config)
    keep_config(app, config)
    logs.prepare(config.log_level)
    db.init_app(app)
    # Autogenerate compares server defaults and types too; SQLite needs whole tables rebuilt.
    Migrate(app, db, directory=str(config.migrations_dir), compare_type=True, render_as_batch=True)
    jobs.prepare(app, config, features.JOBS)
    for prepare in features.PREPARATIONS:
        prepare(app)
    headers.prepare(app, config)
    api.prepare(app, features.BLUEPRINTS)
    docs.prepare(app)
    health.prepare(app)
    warm.prepare(app)
    pwa.prepare(app, config.pwa_dir)
    cli.prepare(app)
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, config: Config) -> None:
    # Names and numbers of people lie in it: nobody else's to read.
    config.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        # Bound values are names and numbers of people: they must not reach a log through an error text.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True, "pool_pre_ping": True},
        PROPAGATE_EXCEPTIONS=False,
        # Routes that take a file say how large it may be.
        MAX_CONTENT_LENGTH=policy("request.max_bytes"),
    )
