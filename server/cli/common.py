"""What the commands share: who acts, and how a refusal is said."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from server.audit import Actor
from server.core.errors import Refusal
from server.rules import refusal

AT_THE_SERVER = Actor(system="command line")


@contextmanager
def refusals_as_messages() -> Iterator[None]:
    """Say a refusal in the words of its table instead of a traceback."""
    try:
        yield
    except Refusal as error:
        text = refusal(error.code, error.facts)
        raise click.ClickException(f"{text.zh} {text.en}") from error
