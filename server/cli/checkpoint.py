"""The command that signs how far the logs have grown."""

import click

from server.audit import acting_as
from server.cli.common import AT_THE_SERVER
from server.sync.checkpoints.actions import make_checkpoint


@click.command("checkpoint")
def checkpoint() -> None:
    """Sign how far audit log, records and movements have grown and print it: keep it away from this machine."""
    with acting_as(AT_THE_SERVER):
        click.echo(make_checkpoint())


COMMANDS: tuple[click.Command, ...] = (checkpoint,)
