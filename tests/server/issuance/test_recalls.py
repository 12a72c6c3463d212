"""Activations refused after the hand-over stand on the recall list until people settle them (1.2.2.d)."""

import pytest
from sqlalchemy import select

from server.activation.actions import retry
from server.activation.gateways import Answer
from server.activation.models import Activation
from server.activation.relay.actions import leave_by_file, settle_by_notice
from server.core.errors import Refusal
from server.db import db, transaction
from server.issuance.recalls.actions import settle_recall
from server.issuance.recalls.queries import describe_recalls, recalls
from server.sync.actions import receive_records
from tests.support.people import as_officer, make_officer
from tests.support.sealing import posted

pytestmark = pytest.mark.both_engines


@pytest.fixture
def refused(out):
    [answer] = receive_records(out.tablet.id, [posted(out.pen.hand_over(out.people[0]))])
    assert answer.verdict == "accepted"
    with transaction():
        return refuse(db.session.scalars(select(Activation).where(Activation.kind == "social")).one())


@pytest.fixture
def at_the_desk(out):
    with as_officer(make_officer(out.office.world.county, "county_admin")):
        yield


def refuse(activation):
    leave_by_file(activation)
    settle_by_notice(activation, Answer("refused", problem="name_differs"))
    return activation


def names(state=None):
    return [line["name"] for line in describe_recalls(recalls(1, 50, state).items)]


def test_a_refused_activation_stands_on_the_list_with_person_and_reason(out, refused, at_the_desk):
    [line] = describe_recalls(recalls(1, 50, "open").items)
    assert (line["name"], line["problem"], line["kind"]) == (out.people[0]["name"], "name_differs", "social")
    assert out.people[0]["number"] not in str(line)


def test_settling_takes_it_off_and_cannot_be_done_twice(out, refused, at_the_desk):
    settle_recall(refused.id, "done_at_counter", None)
    assert (names("open"), names("settled")) == ([], [out.people[0]["name"]])
    with pytest.raises(Refusal) as twice:
        settle_recall(refused.id, "done_at_counter", None)
    assert twice.value.code == "recall_settled_already"


def test_a_reason_that_no_table_knows_is_refused(refused, at_the_desk):
    with pytest.raises(Refusal) as unknown:
        settle_recall(refused.id, "because", None)
    assert unknown.value.code == "reason_unknown"


def test_sent_again_it_is_off_the_list_and_refused_again_it_is_back(out, refused, at_the_desk):
    settle_recall(refused.id, "data_corrected", None)
    again = retry(refused.id)
    assert names() == []
    with transaction():
        refuse(again)
    assert names("open") == [out.people[0]["name"]]


def test_a_corrected_hand_over_is_no_recall(out, refused, at_the_desk):
    [answer] = receive_records(out.tablet.id, [posted(out.pen.correct(refused.event_id))])
    assert answer.verdict == "accepted"
    assert names() == []


def test_nobody_of_another_county_sees_it(out, refused):
    with as_officer(make_officer(out.office.world.other_county, "county_admin")):
        assert names() == []
        with pytest.raises(Refusal) as hidden:
            settle_recall(refused.id, "other", None)
    assert hidden.value.code == "not_found"
