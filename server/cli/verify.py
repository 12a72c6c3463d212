"""The command that proves the invariants."""

import click

from server.verify import verify as run_checks


@click.command("verify")
@click.option("--copy", is_flag=True, help="Of a restored copy: province and banks are not asked.")
def verify(copy: bool) -> None:
    """Check the invariants on live data, a line each; exit 1 when one does not hold."""
    findings = run_checks(ask=not copy)
    for finding in findings:
        click.echo(finding.line())
    if not all(finding.holds for finding in findings):
        raise SystemExit(1)


COMMANDS: tuple[click.Command, ...] = (verify,)
