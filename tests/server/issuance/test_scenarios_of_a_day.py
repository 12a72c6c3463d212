"""Days that go another way: many ID cards in one hand, a death, a lost card found, a clock wrong by a day."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.activation.models import Activation
from server.core.clock import local_date, to_wire, utc_now
from server.db import db
from server.issuance.models import HandOver, NotServed
from server.issuance.proxies.actions import block_proxy
from server.issuance.proxies.rules import Blocked
from server.issuance.register.queries import register_of
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.rounds.models import Round
from server.verify import cards, fees, receipts
from tests.support.closing import card, check_in, close, ids, send
from tests.support.collecting import exception, fee, go_out_with_receipts, of_person, somebody, to_proxy, told
from tests.support.field import SECOND_INK, id_of
from tests.support.people import as_officer

pytestmark = pytest.mark.both_engines
A_DAY = timedelta(days=1)


def test_a_cadre_with_twelve_id_cards_gets_five_and_once_named_none_at_all(app: Flask) -> None:
    out = go_out_with_receipts(app, 13)
    cadre = somebody()

    said = send(out, *(to_proxy(out.pen, person, cadre) for person in out.people[:12]))

    assert said == ["accepted"] * 5 + ["proxy_needs_supervisor"] * 7
    with as_officer(out.office.supervisor):
        block_proxy("222426100201", Blocked("village_cadre", "王建国", cadre["number"]), out.office.supervisor)
    vouched = cadre | {"exception": exception(out.office, "many_checked")}
    assert send(out, to_proxy(out.pen, out.people[12], vouched)) == ["proxy_blocked"]
    assert db.session.scalar(select(func.count()).select_from(HandOver)) == 5


def test_the_card_of_somebody_who_died_comes_back_and_nothing_is_asked_for_it(app: Flask) -> None:
    out = go_out_with_receipts(app, 3)
    out.tablet.put(SECOND_INK)
    dead, *others = out.people
    count = out.pen.count(handed=2, returned=ids(dead))

    assert set(send(out, out.pen.not_served(dead, "dead"), *map(out.pen.hand_over, others), count)) == {"accepted"}
    check_in(out)

    assert close(out).state == "closed"
    assert db.session.scalar(select(NotServed.reason).where(NotServed.card_id == card(dead).id)) == "dead"
    assert (card(dead).custody_state, card(dead).social_state) == ("in_vault", "sealed")
    asked = select(func.count()).where(Activation.card_id == card(dead).id)
    assert db.session.scalar(asked) == 0
    assert cards.check().holds


def test_a_temporary_card_that_was_paid_for_and_is_found_later_is_left_to_people(app: Flask) -> None:
    out = go_out_with_receipts(app)
    person = out.people[0]
    paid = out.pen.hand_over(person, payload=told("lost", paid=fee()))
    found = out.pen.write("temp_card.returned", {**of_person(person), "number": "L0007", "note": "家里找到"})

    assert send(out, paid, found) == ["accepted", "temporary_card_settled"]

    settled = db.session.scalars(select(TemporaryCardSettlement)).one()
    assert (settled.how, settled.fee_fen, settled.receipt_number) == ("lost", 2000, "TS-000101")
    assert fees.check().holds
    assert receipts.check().holds


@pytest.mark.parametrize("error", [A_DAY, -A_DAY], ids=["a day ahead", "a day behind"])
def test_what_a_clock_wrong_by_a_day_wrote_stands_on_the_register_under_its_true_day(
    app: Flask, error: timedelta
) -> None:
    out = go_out_with_receipts(app)
    wrong = {"device_time": to_wire(utc_now() + error), "clock_offset_ms": -int(error.total_seconds() * 1000)}
    approval = out.pen.approval(at=to_wire(utc_now() + error - timedelta(seconds=5)))
    record = out.pen.hand_over(out.people[0], approvals=[approval], **wrong)

    assert send(out, record) == ["accepted"]

    handed = db.session.get_one(HandOver, id_of(record))
    assert abs(handed.handed_at - utc_now()) < timedelta(minutes=5)
    [line] = register_of(db.session.get_one(Round, out.round_id)).lines
    assert line.collected_on == local_date(handed.handed_at)
