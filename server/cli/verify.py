"""The command that proves the invariants."""

import click

from server.verify import verify as run_checks


@click.command("verify")
def verify() -> None:
    """Check the invariants on live data, a line each; exit 1 when one does not hold."""
    findings = run_checks()
    for finding in findings:
        click.echo(finding.line())
    if not all(finding.holds for finding in findings):
        raise SystemExit(1)


COMMANDS: tuple[click.Command, ...] = (verify,)
