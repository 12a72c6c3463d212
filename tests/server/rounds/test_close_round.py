"""The vault takes the rest back under two signatures, and the round is closed to the card (4.1.1.b)."""

import orjson
import pytest
from flask import Flask
from sqlalchemy import func, select

from server.core.errors import Refusal
from server.custody.incidents.models import Incident
from server.custody.models import Movement
from server.db import db, transaction
from server.rounds.close.actions import declare_lost
from server.rounds.close.models import CheckIn
from server.rounds.models import Lease, Round
from server.rounds.queries import closed_rounds, revoked_rounds
from server.rounds.rules import Share
from server.sync.models import Event
from server.verify import audit_entries, cards, persons, records
from tests.support.closing import account, blocks, card, check_in, close, ids, send, the_close
from tests.support.field import SECOND_INK, Field, go_out_together, id_of
from tests.support.people import HEADERS, as_officer, logged_in, make_officer
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines
HELLO = {"report": {"unsent": 0}, "epoch": 1, "last_seq": 0}


def lose(out: Field, reason: str = "broken") -> Lease:
    with as_officer(out.office.supervisor):
        return declare_lost(out.round_id, out.lease.id, reason, "屏幕碎了")


def a_day(out: Field) -> None:
    """Two handed over, one wrong, one missing, two brought back, and the count of it."""
    one, two, three, four, five, six = out.people
    day = [out.pen.hand_over(one), out.pen.hand_over(two), out.pen.wrong_face(three)]
    count = out.pen.count(handed=2, returned=ids(four, five), wrong=ids(three), missing=ids(six))
    assert send(out, *day, count) == ["accepted"] * 4


# Refused.


def test_it_refuses_to_take_cards_back_before_every_tablet_has_counted(out: Field) -> None:
    with pytest.raises(Refusal, match="round_not_counted"):
        check_in(out)
    with pytest.raises(Refusal, match="round_not_counted"):
        close(out)


def test_h6_it_refuses_another_number_of_cards_and_names_the_boxes(out: Field) -> None:
    a_day(out)
    one, _two, three, four, five, _six = out.people
    for counted in (ids(four, five), ids(three, four), ids(three, four, five, one), ids(three, four, five, five)):
        with pytest.raises(Refusal, match="count_differs") as refused:
            check_in(out, counted)
    with pytest.raises(Refusal) as refused:
        check_in(out, ids(three, four))
    assert refused.value.facts["missing"] == [five["card"]["box_position"]]
    assert db.session.scalar(select(CheckIn)) is None


def test_it_refuses_a_second_check_in_and_a_close_before_the_first(out: Field) -> None:
    a_day(out)
    with pytest.raises(Refusal, match="cards_not_back"):
        close(out)
    check_in(out)
    with pytest.raises(Refusal, match="already_checked_in"):
        check_in(out)


def test_it_refuses_stand_ins_and_a_wrong_password(app: Flask, out: Field) -> None:
    a_day(out)
    strokes = orjson.loads(STROKES)
    shown = the_close(out)
    body = {
        "counted_card_ids": [one["card_id"] for one in shown["rest"] + shown["wrong"]],
        "custodian_signature": strokes,
        "specialist": account(out.office.specialist) | {"password": "not this one"},
        "specialist_signature": strokes,
    }
    stranger = make_officer(out.office.world.county, "custodian")
    path = f"/api/v1/rounds/{out.round_id}/check-in"

    def ask(officer: str, **changed: object) -> tuple[int, str]:
        answer = logged_in(app, officer).post(path, json=body | changed, headers=HEADERS)
        return answer.status_code, answer.json.get("code", "")

    assert ask(out.office.custodian) == (401, "wrong_credentials")
    good = {"specialist": account(out.office.specialist)}
    assert ask(stranger, **good) == (403, "not_the_custodian")
    assert ask(out.office.specialist, **good)[0] == 403
    assert ask(out.office.custodian, specialist=account(out.office.bank_manager)) == (403, "not_the_specialist")
    assert ask(out.office.custodian, **good)[0] == 201
    assert ask(out.office.bank_manager, **good)[0] == 403


def test_h5_it_stays_open_while_a_record_of_a_card_waits_for_people(out: Field) -> None:
    everybody = ids(*out.people)
    bad = out.pen.hand_over(out.people[0], approvals=[])
    assert send(out, bad, out.pen.count(handed=1, returned=everybody[1:])) == ["bank_check_missing", "accepted"]

    assert blocks(out) == ["records_wait_for_people", "cards_not_back"]
    assert [one["event_id"] for one in the_close(out)["waiting"]] == [id_of(bad)]
    assert [one["card_id"] for one in the_close(out)["open"]] == everybody[:1]


def test_it_refuses_to_declare_a_tablet_lost_that_has_counted(out: Field) -> None:
    a_day(out)
    with pytest.raises(Refusal, match="tablet_has_counted"):
        lose(out)


# Closed.


def test_it_closes_a_round_to_the_card_and_the_tablet_forgets_it(app: Flask, out: Field) -> None:
    a_day(out)
    check_in(out)

    answer = logged_in(app, out.office.supervisor).post(f"/api/v1/rounds/{out.round_id}/close", headers=HEADERS)

    assert (answer.status_code, answer.json["state"], answer.json["blocks"]) == (200, "closed", [])
    assert answer.json["whole"]["holds"] is True
    states = [card(person).custody_state for person in out.people]
    assert states == ["handed_over", "handed_over", "recalled", "in_vault", "in_vault", "missing"]
    assert [card(person).holder_kind for person in out.people[2:5]] == ["office", "vault", "vault"]
    assert answer.json["check_in"] | {"at": ""} == {
        "custodian": "周仓", "specialist": "周敏", "returned": 2, "wrong": 1, "missing": 0, "at": "",
    }  # fmt: skip
    assert (closed_rounds(out.tablet.id), revoked_rounds(out.tablet.id)) == ([out.round_id], [])
    hello = out.tablet.client.post("/api/v1/sync/hello", json=HELLO, headers=HEADERS).json
    assert (hello["closed"], hello["revoked"]) == ([out.round_id], [])
    for check in (cards.check, persons.check, records.check, audit_entries.check):
        assert check().holds, check().line()


def test_a_card_lost_on_the_way_to_the_vault_is_an_incident_too(out: Field) -> None:
    a_day(out)
    three, four, five = out.people[2:5]

    found = check_in(out, ids(three, four), tuple(ids(five)))

    assert (found.returned, found.wrong, found.missing) == (1, 1, 1)
    assert card(five).custody_state == "missing"
    assert db.session.scalar(select(func.count()).select_from(Incident)) == 2
    assert close(out).state == "closed"


def test_records_that_come_after_the_close_are_kept_and_parked(out: Field) -> None:
    a_day(out)
    late = out.pen.hand_over(out.people[3])
    check_in(out)
    close(out)

    assert send(out, late) in (["round_not_in_the_field"], ["lease_not_valid"])
    assert db.session.scalar(select(Event.content).where(Event.id == id_of(late))) == late


def test_a_later_round_of_the_same_cards_does_not_change_what_was_closed(out: Field) -> None:
    from tests.support.field import check_out, plan

    a_day(out)
    check_in(out)
    close(out)
    before = the_close(out)["whole"]

    check_out(out.office, plan(out.office))

    assert the_close(out)["whole"] == before


# Several tablets; a tablet that dies (scenario 17).


def test_two_tablets_close_one_round(app: Flask) -> None:
    first, second = go_out_together(app, 6, Share("box", 2, 1), Share("box", 2, 2))
    for out in (first, second):
        out.tablet.put(STROKES)
        out.tablet.put(SECOND_INK)
    assert send(first, first.pen.hand_over(first.people[0]), first.pen.count(handed=1, returned=ids(*first.people[1:])))
    assert blocks(first) == ["round_not_counted", "cards_not_back"]
    # It handed over what is in the other's share: the other names it as elsewhere.
    assert send(second, second.pen.count(returned=ids(*second.people))) == ["accepted"]

    shown = the_close(first)
    assert [one["sums"]["taken"] for one in shown["tablets"]] == [3, 3]
    assert shown["whole"]["holds"] is True
    check_in(first)
    assert close(first).state == "closed"
    assert (closed_rounds(first.tablet.id), closed_rounds(second.tablet.id)) == ([first.round_id], [first.round_id])


def test_handed_over_on_one_and_counted_as_brought_back_on_the_other_is_named(app: Flask) -> None:
    first, second = go_out_together(app, 3, Share("all"), Share("all"))
    for out in (first, second):
        out.tablet.put(STROKES)
        out.tablet.put(SECOND_INK)
    everybody = ids(*first.people)
    send(first, first.pen.hand_over(first.people[0]), first.pen.count(handed=1, returned=[], elsewhere=everybody[1:]))
    send(second, second.pen.count(returned=everybody))

    shown = the_close(first)

    assert [(one["kind"], one["card_id"], one["device_id"]) for one in shown["contradictions"]] == [
        ("handed_and_returned", everybody[0], second.tablet.id)
    ]
    assert blocks(first) == ["cards_not_back", "count_contradicts"]
    # The count before the custodian decides: the card is not among those that came back.
    check_in(first)
    assert close(first).state == "closed"


def test_a_dead_tablet_is_declared_lost_and_the_round_closed_without_it(app: Flask, out: Field) -> None:
    send(out, out.pen.hand_over(out.people[0]))
    stranded = [out.pen.hand_over(person) for person in out.people[1:3]]

    with pytest.raises(Refusal, match="round_not_counted"):
        check_in(out)
    lose(out)

    shown = the_close(out)
    assert (shown["tablets"][0]["state"], shown["tablets"][0]["lost"]["reason"]) == ("lost", "broken")
    assert len(shown["open"]) == 5
    assert revoked_rounds(out.tablet.id) == [out.round_id]
    # Two were handed over by the paper; the tablet cannot say so, and what is in the box is counted.
    check_in(out, ids(*out.people[3:]), tuple(ids(*out.people[1:3])))
    close(out)
    assert db.session.scalar(select(func.count()).where(Movement.verb == "report_missing")) == 2
    # The tablet is repaired after all: nothing it brings is lost.
    assert all(reason in ("round_not_in_the_field", "lease_not_valid") for reason in send(out, *stranded))
    assert db.session.scalar(select(func.count()).select_from(Event)) == 3


def test_what_a_lost_tablet_brings_before_the_close_counts_as_ever(out: Field) -> None:
    record = out.pen.hand_over(out.people[0])
    lose(out)

    assert send(out, record) == ["accepted"]
    assert card(out.people[0]).custody_state == "handed_over"


def test_it_lets_the_next_round_be_packed_when_this_one_is_closed(app: Flask, out: Field) -> None:
    from tests.support.field import check_out, pack, plan

    a_day(out)
    check_in(out)
    close(out)
    following = plan(out.office)
    check_out(out.office, following)

    assert pack(out.office, following, out.tablet).round_id == following
    with transaction():
        assert db.session.get(Round, following).state == "packed"
