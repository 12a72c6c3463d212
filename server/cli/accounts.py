"""Commands for installing: the first organisation, the first officers, the divisions, a lost password."""

import click
from flask.cli import AppGroup

from server.accounts.areas.actions import load_areas
from server.accounts.officers.actions import NewOfficer, install_officer, reset_password_at_the_server
from server.accounts.organisations.actions import NewOrganisation, found_province
from server.accounts.organisations.models import Organisation
from server.accounts.rules import roles
from server.audit import acting_as
from server.cli.common import AT_THE_SERVER, refusals_as_messages
from server.core.errors import Refusal
from server.db import db

areas = AppGroup("areas", help="Administrative divisions.")
organisations = AppGroup("organisations", help="Offices and banks.")
officers = AppGroup("officers", help="Accounts.")


@areas.command("load")
def load() -> None:
    """Load the published divisions of Jilin; what is there already stays as it is."""
    with acting_as(AT_THE_SERVER):
        click.echo(f"{load_areas()} divisions added")


@organisations.command("found")
@click.argument("name")
@click.option("--form-body", required=True, help="How official forms call the body, for instance 吉林省.")
@click.option("--area", default="22", show_default=True, help="Code of the area it serves.")
def found(name: str, form_body: str, area: str) -> None:
    """Set up the provincial centre, the root of all organisations, and print its id."""
    new = NewOrganisation("provincial_center", name, form_body, (area,))
    with acting_as(AT_THE_SERVER), refusals_as_messages():
        click.echo(found_province(new).id)


@officers.command("create")
@click.argument("username")
@click.argument("name")
@click.option("--organisation", "organisation_id", required=True, help="Id of the organisation.")
@click.option("--role", "given", multiple=True, required=True, type=click.Choice(roles()))
def create(username: str, name: str, organisation_id: str, given: tuple[str, ...]) -> None:
    """Make an account and print its password, which is stored nowhere."""
    with acting_as(AT_THE_SERVER), refusals_as_messages():
        organisation = db.session.get(Organisation, organisation_id)
        if organisation is None:
            raise Refusal("not_found")
        made = install_officer(NewOfficer(username, name, given), organisation)
        click.echo(f"{made.officer.username} {made.password}")


@officers.command("reset")
@click.argument("username")
def reset(username: str) -> None:
    """Draw a new password for an account, end its log-ins and print the password."""
    with acting_as(AT_THE_SERVER), refusals_as_messages():
        made = reset_password_at_the_server(username)
        click.echo(f"{made.officer.username} {made.password}")


COMMANDS = (areas, organisations, officers)
