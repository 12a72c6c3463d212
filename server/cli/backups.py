"""Commands of backups: make one, restore one, show the key that opens them."""

from pathlib import Path

import click

from server.audit import acting_as
from server.backups.actions import back_up
from server.backups.archive.queries import key_of
from server.backups.restores.actions import restore as restore_backup
from server.cli.common import AT_THE_SERVER, refusals_as_messages
from server.config import current_config

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup")
@click.option("--to", type=_FOLDER, help="Folder of the backups; SONGKA_BACKUPS, else backups in the data folder.")
def backup(to: Path | None) -> None:
    """Back up everything, restore it beside the installation, verify it there, and only then call it safe."""
    with acting_as(AT_THE_SERVER), refusals_as_messages():
        made = back_up(to)
        click.echo(f"{made.path}\nverified; records up to {made.event_idx} are safe ({made.seconds} s)")


@click.command("restore")
@click.argument("folder", type=_FOLDER)
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), help="File with the key of the backups.")
@click.option("--over", is_flag=True, help="Restore although this installation is not empty; stop the server first.")
def restore(folder: Path, key: Path | None, over: bool) -> None:
    """Make this installation from a backup; the tablets offer again what came after it."""
    with acting_as(AT_THE_SERVER), refusals_as_messages():
        case = restore_backup(folder, over=over, key=key)
        click.echo(f"restored; new lineage {case.lineage}, case {case.id}")
        click.echo("Now: verify, start, make a backup, and let every tablet connect.")


@click.command("backup-key")
def backup_key() -> None:
    """Show the key that opens the backups. Write it down, keep it apart from them and from the server."""
    with refusals_as_messages():
        click.echo(str(key_of(current_config())))


COMMANDS: tuple[click.Command, ...] = (backup, restore, backup_key)
