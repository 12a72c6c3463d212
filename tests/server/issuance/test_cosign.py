"""The bank's half comes from a device of its own, before or after the hand-over (1.2.2.c)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from server.activation.models import Activation
from server.cards.models import Card
from server.core.clock import to_wire, utc_now
from server.db import db, transaction
from server.issuance.contacts.models import ContactCorrection
from server.issuance.cosigns.models import Cosign
from server.issuance.models import FinanceReport, HandOver
from server.issuance.outcomes.queries import hand_over_detail
from server.sync.actions import receive_records
from server.sync.models import EventConflict
from server.verify import audit_entries, persons, records
from tests.support.collecting import companion, cosigned, go_out_with_receipts, somebody, to_proxy
from tests.support.field import Field, id_of
from tests.support.people import HEADERS, as_officer, logged_in
from tests.support.sealing import enter_keys, posted

pytestmark = pytest.mark.both_engines
APART = {"payload": {"bank_check": "companion"}, "approvals": []}


@pytest.fixture
def out(app: Flask) -> Field:
    return go_out_with_receipts(app)


@pytest.fixture
def phone(app: Flask, out: Field) -> Field:
    return companion(app, out)


def send(out: Field, *contents: bytes) -> list[str]:
    answers = receive_records(out.tablet.id, [posted(content) for content in contents])
    db.session.rollback()
    return [answer.reason or answer.verdict for answer in answers]


def halves(app: Flask, out: Field) -> list[str]:
    answer = logged_in(app, out.office.supervisor).get(f"/api/v1/halves?round_id={out.round_id}", headers=HEADERS)
    return [one["kind"] for one in answer.json["items"]]


def detail(out: Field, record: bytes) -> dict:
    with as_officer(out.office.supervisor):
        return hand_over_detail(id_of(record))


# Refused.


def test_it_parks_a_check_by_the_specialist_of_another_person_and_without_all_three(out: Field, phone: Field) -> None:
    one, two, *_ = phone.people
    payload = {"card_id": two["card"]["id"], "cardholder_id": two["cardholder_id"], "result": "agreed"}
    rest = {"reason": None, "number_tail": two["number"][-4:]}
    with transaction():
        enter_keys(phone.tablet.id, out.office.specialist)
    assert send(
        phone,
        cosigned(phone.pen, one, officer=out.office.specialist),
        phone.pen.write("check.cosigned", {**payload, **rest, "items": ["id_card"]}, officer=out.office.bank_manager),
        phone.pen.write(
            "check.cosigned",
            {**payload, **rest, "items": ["id_card", "photo", "address"], "number_tail": "0000"},
            officer=out.office.bank_manager,
        ),
    ) == ["not_the_bank_manager", "check_items_missing", "number_differs"]


# Accepted.


@pytest.mark.parametrize("first", ["hand-over", "check"])
def test_the_halves_meet_whichever_comes_first(app: Flask, out: Field, phone: Field, first: str) -> None:
    record, half = out.pen.hand_over(out.people[0], **APART), cosigned(phone.pen, phone.people[0])
    order = [(out, record), (phone, half)]
    (one, content), (other, rest) = order if first == "hand-over" else order[::-1]
    assert send(one, content) == ["accepted"]
    assert halves(app, out) == ["hand_over_alone" if first == "hand-over" else "cosign_alone"]
    assert send(other, rest) == ["accepted"]

    assert halves(app, out) == []
    assert db.session.get(HandOver, id_of(record)).bank_manager_id == out.office.bank_manager
    shown = detail(out, record)
    assert (shown["bank_half"], shown["bank_check_way"], shown["settled"]) == ("here", "companion", True)
    assert [one.check().problems for one in (persons, records, audit_entries)] == [[], [], []]


def test_a_check_after_the_signature_is_told_and_never_refused(out: Field, phone: Field) -> None:
    record = out.pen.hand_over(out.people[0], **APART, device_time=to_wire(utc_now() - timedelta(minutes=9)))
    assert send(out, record) == ["accepted"]
    assert send(phone, cosigned(phone.pen, phone.people[0])) == ["accepted"]
    assert detail(out, record)["cosign"]["signed_before_the_check"] is True


@pytest.mark.parametrize("first", ["hand-over", "check"])
def test_a_refused_check_of_a_card_handed_over_opens_a_case(out: Field, phone: Field, first: str) -> None:
    record, half = out.pen.hand_over(out.people[0], **APART), cosigned(phone.pen, phone.people[0], "refused")
    order = [(out, record), (phone, half)]
    for device, content in order if first == "hand-over" else order[::-1]:
        assert send(device, content) == ["accepted"]
    case = db.session.scalars(select(EventConflict)).one()
    assert (case.kind, case.event_id, case.first_event_id) == ("bank_refused", id_of(half), id_of(record))
    assert detail(out, record)["bank_half"] == "refused"


def test_a_check_taken_back_leaves_the_hand_over_waiting(app: Flask, out: Field, phone: Field) -> None:
    half = cosigned(phone.pen, phone.people[0])
    send(out, out.pen.hand_over(out.people[0], **APART))
    correction = phone.pen.correct(id_of(half), reason="wrong_person", officer=out.office.bank_manager)
    assert send(phone, half, correction) == ["accepted", "accepted"]
    assert halves(app, out) == ["hand_over_alone"]
    assert db.session.scalars(select(Cosign)).one().corrected_by == id_of(correction)


def test_a_check_is_not_alone_once_the_tablet_said_why_the_card_was_kept(app: Flask, out: Field, phone: Field) -> None:
    earlier = to_wire(utc_now() - timedelta(minutes=5))
    send(phone, *(cosigned(phone.pen, person, device_time=earlier) for person in phone.people[:3]))
    assert halves(app, out) == ["cosign_alone"] * 3
    absent_before = out.pen.not_served(out.people[0], device_time=to_wire(utc_now() - timedelta(hours=1)))
    wrong, refused = out.pen.wrong_face(out.people[1]), out.pen.not_served(out.people[2], "refused")
    assert send(out, absent_before, wrong, refused) == ["accepted"] * 3
    assert halves(app, out) == ["cosign_alone"]


def test_what_the_terminal_said_waits_for_the_hand_over_and_is_then_passed_on(
    app: Flask, out: Field, phone: Field
) -> None:
    report = phone.pen.finance(phone.people[0])
    assert send(phone, report) == ["accepted"]
    assert db.session.scalars(select(FinanceReport)).one().waits_for_hand_over
    assert db.session.scalars(select(Activation)).all() == []

    assert send(out, out.pen.hand_over(out.people[0], **APART)) == ["accepted"]
    card = db.session.get(Card, out.people[0]["card"]["id"])
    assert card.finance_state == "requested"
    assert not db.session.scalars(select(FinanceReport)).one().waits_for_hand_over


def test_what_the_terminal_said_of_a_card_that_a_proxy_collected_is_a_case(out: Field, phone: Field) -> None:
    report = phone.pen.finance(phone.people[0])
    assert send(phone, report) == ["accepted"]
    assert send(out, to_proxy(out.pen, out.people[0], somebody())) == ["accepted"]
    case = db.session.scalars(select(EventConflict)).one()
    assert (case.kind, case.event_id) == ("finance_of_proxy", id_of(report))
    assert db.session.get(Card, out.people[0]["card"]["id"]).finance_state == "inactive"


def test_a_tablet_s_own_finance_report_still_needs_the_card_handed_over(out: Field) -> None:
    assert send(out, out.pen.finance(out.people[0])) == ["card_not_handed_over"]


# Contact data.


def test_a_new_phone_is_queued_and_never_holds_the_card(app: Flask, out: Field) -> None:
    told = {"contact": {"phone": "13811112222", "address": "龙泉村2组"}, "place": "home"}
    record = out.pen.hand_over(out.people[0], payload=told)
    assert send(out, record) == ["accepted"]
    client = logged_in(app, out.office.supervisor)
    [shown] = client.get("/api/v1/contact-corrections?state=queued", headers=HEADERS).json["items"]
    assert (shown["phone_masked"], shown["address"], shown["state"]) == ("138••••2222", "龙泉村2组", "queued")
    assert db.session.get(HandOver, id_of(record)).place == "home"

    assert send(out, out.pen.correct(id_of(record))) == ["accepted"]
    assert db.session.scalars(select(ContactCorrection)).one().corrected_by is not None
    assert client.get("/api/v1/contact-corrections", headers=HEADERS).json["items"] == []
