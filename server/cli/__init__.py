"""Commands of `flask --app server`: thin, each over one action or query."""

import click
from flask import Flask

from server.cli import accounts, checkpoint, demo, escrow, records, verify
from server.jobs import run_worker


@click.command("worker")
def worker() -> None:
    """Run the work beside the requests: relay, evidence reading, destruction."""
    run_worker()


COMMANDS: tuple[click.Command, ...] = (
    worker,
    *accounts.COMMANDS,
    *demo.COMMANDS,
    *escrow.COMMANDS,
    *checkpoint.COMMANDS,
    *records.COMMANDS,
    *verify.COMMANDS,
)


def prepare(app: Flask) -> None:
    """Add the commands to `flask --app server`."""
    for command in COMMANDS:
        app.cli.add_command(command)
