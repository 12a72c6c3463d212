"""Several tablets share a round: each card in one share, each tablet with its own lease and bundle (1.2.2.a)."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from server.core.errors import Refusal
from server.db import db
from server.rounds.models import Round, RoundCard
from server.rounds.rules import Share, split_by_box, split_by_group
from tests.support.field import Office, check_out, go_out_together, new_tablet, pack, plan, stock
from tests.support.people import HEADERS, PASSWORD

FIRST, SECOND = Share("box", 2, 1), Share("box", 2, 2)


@pytest.fixture
def ready(office: Office) -> str:
    stock(office, 9)
    round_id = plan(office)
    check_out(office, round_id)
    return round_id


def test_it_refuses_a_share_that_another_tablet_has(app: Flask, office: Office, ready: str) -> None:
    pack(office, ready, new_tablet(app, office), FIRST)

    with pytest.raises(Refusal, match="share_taken"):
        pack(office, ready, new_tablet(app, office), FIRST)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (FIRST, None, "round_packed_elsewhere"),
        (None, None, "round_packed_elsewhere"),
        (FIRST, Share("all"), "round_shared_otherwise"),
        (FIRST, Share("group", 2, 2), "round_shared_otherwise"),
        (FIRST, Share("box", 3, 2), "round_shared_otherwise"),
        (Share("all"), FIRST, "round_shared_otherwise"),
    ],
)
def test_it_refuses_another_split_than_the_first(
    app: Flask, office: Office, ready: str, first: Share | None, second: Share | None, code: str
) -> None:
    pack(office, ready, new_tablet(app, office), first)

    with pytest.raises(Refusal, match=code):
        pack(office, ready, new_tablet(app, office), second)


@pytest.mark.parametrize("share", [Share("box", 10, 1), Share("group", 9, 1), Share("box", 7, 1)])
def test_it_refuses_a_share_without_cards(app: Flask, office: Office, ready: str, share: Share) -> None:
    with pytest.raises(Refusal, match="share_empty"):
        pack(office, ready, new_tablet(app, office), share)
    db.session.rollback()
    assert db.session.get(Round, ready).share_of is None


@pytest.mark.parametrize("share", [{"by": "box"}, {"by": "box", "of": 2, "ordinal": 3}, {"by": "all", "of": 2}])
def test_it_refuses_half_a_share_on_the_wire(app: Flask, office: Office, ready: str, share: dict) -> None:
    from server.accounts.officers.models import Officer

    tablet = new_tablet(app, office)
    account = {"username": db.session.get(Officer, office.specialist).username, "password": PASSWORD}

    answer = tablet.client.post(
        f"/api/v1/rounds/{ready}/lease", json={"account": account, "share": share}, headers=HEADERS
    )

    assert answer.status_code == 422


def test_it_refuses_the_next_round_while_one_is_open(app: Flask, office: Office, ready: str) -> None:
    tablet = new_tablet(app, office)
    pack(office, ready, tablet)
    stock(office, 2, first_number=50)
    following = plan(office)
    check_out(office, following)

    with pytest.raises(Refusal, match="previous_round_open") as refused:
        pack(office, following, tablet)

    assert refused.value.facts["place"] == "龙泉村委会"


@pytest.mark.both_engines
@pytest.mark.parametrize("by", ["box", "group"])
def test_each_tablet_gets_its_own_people_and_its_own_bundle(app: Flask, by: str) -> None:
    first, second = go_out_together(app, 9, Share(by, 2, 1), Share(by, 2, 2))

    cards = [{person["card"]["id"] for person in out.people} for out in (first, second)]
    assert (len(cards[0] | cards[1]), cards[0] & cards[1]) == (9, set())
    assert first.lease.bundle_sha256 != second.lease.bundle_sha256
    assert [out.header["share"] for out in (first, second)] == [{"of": 2, "ordinal": 1}, {"of": 2, "ordinal": 2}]
    assert [len(out.header["team"]) for out in (first, second)] == [1, 2]
    assert sum(device["cards"] for device in second.header["team"]) == 9
    if by == "group":
        groups = [{person["group"] for person in out.people} for out in (first, second)]
        assert groups[0] & groups[1] == set()
    for out in (first, second):
        assert out.tablet.client.get(f"/api/v1/rounds/{out.round_id}/bundle").status_code == 200
    shown = second.tablet.client.get("/api/v1/device/rounds").json["items"]
    assert [(one["packed_here"], one["share_of"], len(one["tablets"])) for one in shown] == [(True, 2, 2)]


def test_two_tablets_may_both_take_all_of_it(app: Flask) -> None:
    first, second = go_out_together(app, 3, Share("all"), Share("all"))

    assert [len(out.people) for out in (first, second)] == [3, 3]
    assert set(db.session.scalars(select(RoundCard.share))) == {None}


@given(cards=st.integers(1, 300), of=st.integers(1, 6))
def test_the_parts_by_box_are_runs_of_nearly_equal_length(cards: int, of: int) -> None:
    parts = split_by_box(cards, of)

    sizes = [parts.count(part) for part in range(1, of + 1)]
    assert parts == sorted(parts)
    assert max(sizes) - min(sizes) <= 1


@given(groups=st.lists(st.sampled_from(["1组", "2组", "3组", None]), min_size=1, max_size=80), of=st.integers(1, 4))
def test_the_parts_by_group_keep_each_group_together(groups: list, of: int) -> None:
    parts = split_by_group(groups, of)

    assert len({(group, part) for group, part in zip(groups, parts, strict=True)}) == len(set(groups))
    assert set(parts) <= set(range(1, of + 1))
