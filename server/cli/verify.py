"""The command that proves the invariants."""

from typing import IO

import click

from server.verify import verify as run_checks


@click.command("verify")
@click.option("--copy", is_flag=True, help="Of a restored copy: province and banks are not asked.")
@click.option(
    "--against",
    type=click.File("r"),
    help="Signed checkpoints kept elsewhere, one a line.",
)
def verify(copy: bool, against: IO[str] | None) -> None:
    """Check the invariants on live data, a line each; exit 1 when one does not hold."""
    kept_elsewhere = [line.strip() for line in against if line.strip()] if against else []
    findings = run_checks(kept_elsewhere, ask=not copy)
    for finding in findings:
        click.echo(finding.line())
    if not all(finding.holds for finding in findings):
        raise SystemExit(1)


COMMANDS: tuple[click.Command, ...] = (verify,)
