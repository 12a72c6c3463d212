"""A missing card or a second hand-over: cause, who answers for it, report; by two people (4.1.1.b, 4.1.5)."""

import pytest
from flask import Flask
from sqlalchemy import select

from server.activation.actions import retry
from server.activation.models import Activation
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.custody.incidents.models import Incident
from server.db import db, transaction
from server.verify import cards, persons
from tests.support.closing import account, card, ids, send
from tests.support.field import SECOND_INK, Field, go_out
from tests.support.people import HEADERS, as_officer, logged_in, make_officer
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines
WORDS = {"cause": "装箱时掉在车里", "responsible": "周敏", "report_number": "安人社〔2026〕7号"}


@pytest.fixture
def out(app: Flask) -> Field:
    """A round that counted one card as missing."""
    field = go_out(app, 3)
    field.tablet.put(STROKES)
    field.tablet.put(SECOND_INK)
    everybody = ids(*field.people)
    assert send(field, field.pen.count(returned=everybody[1:], missing=everybody[:1])) == ["accepted"]
    return field


def settle(app: Flask, out: Field, **changed: object) -> tuple[int, dict]:
    incident = db.session.scalar(select(Incident.id))
    body = {"outcome": "lost", **WORDS, "second": account(out.office.custodian), **changed}
    answer = logged_in(app, out.office.supervisor).post(
        f"/api/v1/incidents/{incident}/settle", json=body, headers=HEADERS
    )
    db.session.rollback()
    return answer.status_code, answer.json


def test_t9_it_refuses_one_person_an_unfit_outcome_and_a_vault_without_its_custodian(app: Flask, out: Field) -> None:
    assert settle(app, out, second=account(out.office.supervisor))[1]["code"] == "same_person_twice"
    assert settle(app, out, outcome="clarified")[1]["code"] == "incident_outcome_unfit"
    assert settle(app, out, cause=" ")[0] == 422
    assert settle(app, out, outcome="found")[1]["code"] == "vault_missing"
    found = {"outcome": "found", "vault_id": out.office.vault_id}
    assert settle(app, out, **found, second=account(out.office.specialist))[1]["code"] == "not_the_custodian"
    assert db.session.scalar(select(Incident.state)) == "open"


def test_it_shows_incidents_to_those_in_scope_only(app: Flask, out: Field) -> None:
    stranger = make_officer(out.office.world.other_county, "supervisor")

    listed = logged_in(app, out.office.supervisor).get("/api/v1/incidents?state=open").json

    assert [(one["kind"], one["person_name"], one["custody_state"]) for one in listed["items"]] == [
        ("missing", out.people[0]["name"], "missing")
    ]
    assert "••••" in listed["items"][0]["person_number_masked"]
    assert logged_in(app, stranger).get("/api/v1/incidents").json["total"] == 0
    assert logged_in(app, stranger).get(f"/api/v1/incidents/{listed['items'][0]['id']}").status_code == 404
    assert logged_in(app, out.office.bank_manager).get("/api/v1/incidents").status_code == 403


def test_a_lost_card_stays_frozen(app: Flask, out: Field) -> None:
    status, answer = settle(app, out)

    assert (status, answer["state"], answer["report_number"]) == (200, "settled", WORDS["report_number"])
    assert card(out.people[0]).custody_state == "missing"
    assert settle(app, out)[1]["code"] == "incident_settled"


def test_a_found_card_goes_into_the_vault_under_two_names(app: Flask, out: Field) -> None:
    assert settle(app, out, outcome="found", vault_id=out.office.vault_id)[0] == 200

    assert (card(out.people[0]).custody_state, card(out.people[0]).holder_id) == ("in_vault", out.office.vault_id)
    assert cards.check().holds
    assert persons.check().holds


def test_nothing_may_be_asked_for_a_missing_card(app: Flask, out: Field) -> None:
    missing = card(out.people[0])
    with transaction():
        asked = Activation(
            id=new_id(), business_key="k", kind="social", card_id=missing.id, area_code=missing.scope_area_code,
            bank_code=missing.bank_code, event_id=new_id(), state="refused", attempts=1, next_try_at=utc_now(),
            created_at=utc_now(),
        )  # fmt: skip
        db.session.add(asked)
        asked_id = asked.id

    with as_officer(out.office.supervisor), pytest.raises(Refusal, match="card_frozen"):
        retry(asked_id)
