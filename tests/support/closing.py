"""The end of a round: send a tablet's records, count back into the vault, close."""

from server.accounts.officers.models import Officer
from server.cards.models import Card
from server.db import db
from server.rounds.close.actions import BroughtBack, check_in_round, close_round
from server.rounds.close.models import CheckIn
from server.rounds.close.queries import describe_close, standing_of
from server.rounds.models import Round
from server.sync.actions import receive_records
from tests.support.field import SIGNATURE, Field
from tests.support.people import PASSWORD, as_officer
from tests.support.sealing import posted


def send(out: Field, *contents: bytes) -> list[str]:
    """Bring records; return each reason or verdict."""
    answers = receive_records(out.tablet.id, [posted(content) for content in contents])
    db.session.rollback()
    return [answer.reason or answer.verdict for answer in answers]


def ids(*people: dict) -> list[str]:
    """Return the card ids of people of the bundle."""
    return [person["card"]["id"] for person in people]


def card(person: dict) -> Card:
    """Return a person's card as it is now."""
    return db.session.get(Card, person["card"]["id"], populate_existing=True)


def the_close(out: Field) -> dict:
    """Return the close as the supervisor sees it."""
    with as_officer(out.office.supervisor):
        return describe_close(db.session.get(Round, out.round_id))


def blocks(out: Field) -> list[str]:
    """Return what keeps the round open."""
    return [block["code"] for block in the_close(out)["blocks"]]


def check_in(out: Field, counted: list[str] | None = None, missing: tuple[str, ...] = ()) -> CheckIn:
    """Count the rest back, all that is expected if nothing is named."""
    with as_officer(out.office.custodian):
        now = standing_of(db.session.get(Round, out.round_id))
        back = BroughtBack([*now.rest, *now.wrong] if counted is None else counted, missing)
        return check_in_round(out.round_id, out.office.custodian, out.office.specialist, back, (SIGNATURE, SIGNATURE))


def close(out: Field) -> Round:
    """Close the round."""
    with as_officer(out.office.supervisor):
        return close_round(out.round_id)


def account(officer_id: str) -> dict[str, str]:
    """Return what proves an officer's account."""
    return {"username": db.session.get(Officer, officer_id).username, "password": PASSWORD}
