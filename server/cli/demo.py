"""Commands of the demonstration: load it, print its accounts."""

import unicodedata

import click
from flask.cli import AppGroup

from server.config import current_config
from server.demo.actions import draw_tablet_code, load_demo, write_sheets
from server.demo.rules import ACCOUNTS, PASSWORD
from server.rules import table


@click.group("demo", cls=AppGroup, invoke_without_command=True)
@click.pass_context
def demo(context: click.Context) -> None:
    """Build the made-up world and print its accounts; with a command, only one of the two."""
    if context.invoked_subcommand is None:
        context.invoke(load)
        context.invoke(accounts)


@demo.command("load")
def load() -> None:
    """Build what is missing of the demonstration."""
    if current_config().mode == "production":
        raise click.ClickException("The demonstration has known passwords; production does not load it.")
    load_demo()


@demo.command("accounts")
def accounts() -> None:
    """Print the accounts of the demonstration, and a code for its tablet when it waits for one."""
    names = {row["role"]: f"{row['zh']} {row['en']}" for row in table("roles")["roles"]}
    click.echo(f"Accounts (password {PASSWORD}):")
    for account in ACCOUNTS:
        click.echo(f"  {account.username:<12} {_padded(account.name, 8)} {names[account.role]}")
    code = draw_tablet_code()
    if code is not None:
        click.echo(f"Tablet, for half an hour: code {code.code}, or open {code.qr}")
    click.echo("Sheets to import:")
    for path in write_sheets():
        click.echo(f"  {path}")


def _padded(text: str, width: int) -> str:
    """Fill up to a width in columns: a Chinese character takes two."""
    return text + " " * (width - sum(2 if unicodedata.east_asian_width(c) == "W" else 1 for c in text))


COMMANDS = (demo,)
