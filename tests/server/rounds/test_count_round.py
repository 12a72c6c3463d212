"""The joint count of a tablet: two people sign for every card taken along (4.1.1.b, 4.1.5)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from server.core.clock import to_wire, utc_now
from server.custody.incidents.models import Incident
from server.custody.models import Movement
from server.db import db
from server.evidence.models import Evidence
from server.rounds.close.models import RoundCount
from server.verify import audit_entries, cards, records
from tests.support.closing import blocks, card, ids, send, the_close
from tests.support.collecting import fee, go_out_with_receipts, told
from tests.support.field import SECOND_INK, Field, id_of
from tests.support.sealing import changed
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines


def test_it_parks_a_count_that_does_not_add_up_or_is_not_signed_by_both(out: Field) -> None:
    everybody = ids(*out.people)

    said = send(
        out,
        out.pen.count(returned=everybody[:5]),
        out.pen.count(returned=everybody, missing=everybody[:1]),
        out.pen.count(returned=[*everybody[:5], out.office.vault_id]),
        out.pen.count(returned=everybody, signed=(STROKES, STROKES)),
        out.pen.count(returned=everybody, changed={"approvals": []}),
        out.pen.count(returned=everybody, changed={"officer": out.office.bank_manager}),
    )

    assert said == [
        "count_does_not_add_up", "count_does_not_add_up", "card_not_in_round",
        "count_not_signed_by_both", "count_not_signed_by_both", "not_the_specialist",
    ]  # fmt: skip
    assert db.session.scalar(select(RoundCount)) is None
    assert blocks(out) == ["round_not_counted", "records_wait_for_people", "cards_not_back"]


def test_it_parks_a_second_count_and_takes_one_after_a_correction(out: Field) -> None:
    everybody = ids(*out.people)
    first = out.pen.count(returned=everybody)

    assert send(out, first, out.pen.count(returned=everybody)) == ["accepted", "count_twice"]
    again = [out.pen.correct(id_of(first)), out.pen.correct(id_of(first))]
    again.append(out.pen.count(returned=everybody[:5], missing=everybody[5:]))
    assert send(out, *again) == ["accepted", "correction_twice", "accepted"]
    assert db.session.get(RoundCount, id_of(first)).corrected_by
    assert card(out.people[5]).custody_state == "missing"


def test_it_counts_handed_returned_wrong_and_missing(out: Field) -> None:
    one, two, three, four, five, six = out.people
    day = [out.pen.hand_over(one), out.pen.hand_over(two), out.pen.wrong_face(three), out.pen.not_served(four)]
    count = out.pen.count(handed=2, returned=ids(four, five), wrong=ids(three), missing=ids(six))

    assert send(out, *day, count) == ["accepted"] * 5

    assert (card(six).custody_state, card(six).holder_id) == ("missing", out.round_id)
    incident = db.session.scalar(select(Incident))
    assert (incident.kind, incident.card_id, incident.round_id, incident.event_id) == (
        "missing", card(six).id, out.round_id, id_of(count),
    )  # fmt: skip
    line = db.session.scalar(select(Movement).where(Movement.verb == "report_missing"))
    assert (line.officer_id, line.second_officer_id) == (out.office.specialist, out.office.bank_manager)
    kinds = db.session.scalars(select(Evidence.kind).where(Evidence.event_id == id_of(count))).all()
    assert kinds == ["officer_signature", "officer_signature"]
    shown = the_close(out)
    assert shown["whole"] == {
        "taken": 6, "handed": 2, "returned": 2, "wrong": 1, "missing": 1, "elsewhere": 0, "open": 0, "holds": True,
    }  # fmt: skip
    assert (shown["tablets"][0]["state"], shown["tablets"][0]["count"]["bank_manager"]) == ("counted", "韩磊")
    assert shown["contradictions"] == []
    assert [one["code"] for one in shown["blocks"]] == ["cards_not_back"]
    for check in (cards.check, records.check, audit_entries.check):
        assert check().holds, check().line()


def test_a_correction_of_the_count_puts_the_missing_card_back_into_the_round(out: Field) -> None:
    everybody = ids(*out.people)
    count = out.pen.count(returned=everybody[1:], missing=everybody[:1])
    send(out, count)

    assert send(out, out.pen.correct(id_of(count)), out.pen.hand_over(out.people[0])) == ["accepted", "accepted"]
    assert db.session.scalar(select(Incident.state)) == "settled"
    assert cards.check().holds


def test_a_missing_card_is_frozen(out: Field) -> None:
    everybody = ids(*out.people)

    count = out.pen.count(returned=everybody[1:], missing=everybody[:1])
    assert send(out, count, out.pen.hand_over(out.people[0])) == ["accepted", "card_not_checked_out"]
    assert card(out.people[0]).custody_state == "missing"


@pytest.mark.parametrize("companion_first", [True, False])
def test_the_manager_s_half_comes_from_the_companion_in_either_order(out: Field, companion_first: bool) -> None:
    everybody = ids(*out.people)
    halves = [lambda: out.pen.count(returned=everybody, signed=(STROKES, None)), out.pen.cosign]
    order = reversed(halves) if companion_first else halves

    for number, half in enumerate(order):
        assert send(out, half()) == ["accepted"]
        if number == 0:
            assert blocks(out)[0] in ("round_not_counted", "count_not_cosigned")

    assert blocks(out) == ["cards_not_back"]
    shown = the_close(out)["tablets"][0]["count"]
    assert (shown["bank_manager"], shown["cosigned_by_companion"]) == ("韩磊", True)


def test_the_cash_is_the_sum_of_the_receipts(app: Flask) -> None:
    out = go_out_with_receipts(app, 3)
    out.tablet.put(SECOND_INK)
    lost = out.pen.hand_over(out.people[0], payload=told("lost", paid=fee()))
    rest = {"handed": 1, "returned": ids(*out.people[1:])}
    assert send(out, lost, out.pen.count(**rest), out.pen.count(**rest, cash_fen=4000, receipts=["TS-000101"])) == [
        "accepted", "cash_differs", "cash_differs",
    ]  # fmt: skip

    assert send(out, out.pen.count(**rest, cash_fen=2000, receipts=["TS-000101"])) == ["accepted"]
    assert (the_close(out)["cash_fen"], the_close(out)["receipts"]) == (2000, ["TS-000101"])


def test_a_count_by_a_clock_wrong_by_a_day_counts_at_its_true_time(out: Field) -> None:
    day = timedelta(days=1)
    count = out.pen.count(
        returned=ids(*out.people),
        changed={"device_time": to_wire(utc_now() + day), "clock_offset_ms": -int(day.total_seconds() * 1000)},
    )

    assert send(out, count) == ["accepted"]
    assert abs(db.session.scalar(select(RoundCount.at)) - utc_now()) < timedelta(minutes=5)


def test_only_the_round_s_manager_cosigns(out: Field) -> None:
    stranger = changed(out.pen.cosign(), officer=out.office.specialist)

    assert send(out, stranger) == ["not_the_bank_manager"]
