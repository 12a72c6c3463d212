"""Commands of `flask --app server`: thin, each over one action or query."""

import click
from flask import Flask
from flask.cli import ScriptInfo

from server.backups.history.actions import keep_watch, stop_watching
from server.cli import accounts, backups, checkpoint, demo, escrow, records, verify
from server.jobs import run_worker


@click.command("worker")
@click.pass_context
def worker(context: click.Context) -> None:
    """Run the work beside the requests: relay, evidence reading, destruction."""
    keep_watch(context.ensure_object(ScriptInfo).load_app())
    run_worker()
    stop_watching()


COMMANDS: tuple[click.Command, ...] = (
    worker,
    *accounts.COMMANDS,
    *backups.COMMANDS,
    *checkpoint.COMMANDS,
    *demo.COMMANDS,
    *escrow.COMMANDS,
    *records.COMMANDS,
    *verify.COMMANDS,
)


def prepare(app: Flask) -> None:
    """Add the commands to `flask --app server`."""
    for command in COMMANDS:
        app.cli.add_command(command)
