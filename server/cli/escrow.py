"""The command that draws a new key for records to be sealed to."""

import click

from server.audit import acting_as, record
from server.cli.common import AT_THE_SERVER
from server.config import current_config
from server.core.escrow import rotate_escrow as draw
from server.db import transaction


@click.command("rotate-escrow")
def rotate_escrow() -> None:
    """Draw a new escrow key and print its name; devices learn it at their next contact, the older ones stay."""
    with acting_as(AT_THE_SERVER), transaction():
        kid = draw(current_config().key_dir)
        record("rotate_escrow", "key", kid)
    click.echo(kid)


COMMANDS: tuple[click.Command, ...] = (rotate_escrow,)
