"""The commands that hand a record out and check one without the database."""

from pathlib import Path

import click
import orjson

from server.audit import acting_as
from server.cli.common import AT_THE_SERVER
from server.core.errors import Refusal
from server.sync.exports.actions import export_record as export
from server.sync.exports.rules import examine

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("export-record")
@click.argument("event_id")
@click.argument("file", type=_FILE)
def export_record(event_id: str, file: Path) -> None:
    """Write a record as it was signed, with the public keys it names, for somebody else to check."""
    with acting_as(AT_THE_SERVER):
        try:
            file.write_bytes(orjson.dumps(export(event_id), option=orjson.OPT_INDENT_2))
        except Refusal as refused:
            raise click.ClickException(f"No record {event_id}.") from refused
    click.echo(f"{file}: public keys and signatures; the record itself names people, so keep it as you keep its paper.")


@click.command("verify-record")
@click.argument("file", type=_FILE)
@click.option("--keys", type=_FILE, help="Public keys got elsewhere: a JSON file with keys and server_key.")
def verify_record(file: Path, keys: Path | None) -> None:
    """Check an exported record with public keys alone and say in words what holds; exit 1 when something does not."""
    sentences = examine(_read(file), _read(keys) if keys else None)
    for sentence in sentences:
        click.echo(f"{'holds' if sentence.holds else 'FAILS':<6} {sentence.words}")
    if not all(sentence.holds for sentence in sentences):
        raise SystemExit(1)


def _read(path: Path) -> dict[str, object]:
    try:
        content = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as problem:
        raise click.ClickException(f"{path} is no JSON file.") from problem
    return content if isinstance(content, dict) else {}


COMMANDS: tuple[click.Command, ...] = (export_record, verify_record)
