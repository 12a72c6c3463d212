from datetime import timedelta

import time_machine

from server.activation.gateways import TemporaryCardSource
from server.activation.gateways.http import open_client
from server.activation.gateways.temporary_cards import TemporaryCardAnswer
from server.activation.temporary_cards.actions import refresh_lists
from server.activation.temporary_cards.queries import counties_to_refresh
from server.cards.temporary.queries import temporary_cards_for
from server.core.clock import utc_now
from server.rules import policy
from tests.support.far_sides import TOKEN
from tests.support.people import ANTU, identity_numbers, make_world


def source(outside):
    return TemporaryCardSource(f"{outside.url}/card-management", open_client(TOKEN, 1, 1), 100_000)


def put_on_list(outside, *numbers):
    items = [{"social_security_number": number, "number": f"T{place}"} for place, number in enumerate(numbers)]
    outside.control.put(f"/control/temporary-cards/{ANTU}", json={"items": items}).raise_for_status()


def test_it_stores_a_list_for_every_county_and_then_waits_until_it_grows_old(app, outside):
    make_world()
    number = next(identity_numbers())
    put_on_list(outside, number)
    assert refresh_lists(source(outside)) == 2
    assert temporary_cards_for(f"{ANTU}100201").of(number) is not None
    assert counties_to_refresh() == []
    with time_machine.travel(utc_now() + timedelta(minutes=policy("temporary_card.refresh_minutes") + 1)):
        assert ANTU in counties_to_refresh()


def test_a_county_keeps_its_old_list_and_its_age_when_the_system_is_down(app, outside):
    make_world()
    refresh_lists(source(outside))
    before = temporary_cards_for(ANTU).as_of
    outside.fail("down", times=9)
    with time_machine.travel(utc_now() + timedelta(days=1)):
        assert refresh_lists(source(outside)) == 0
        assert temporary_cards_for(ANTU).as_of == before


def test_a_person_taken_off_the_list_is_no_longer_asked_for_a_temporary_card(app, outside):
    make_world()
    number = next(identity_numbers())
    put_on_list(outside, number)
    refresh_lists(source(outside))
    put_on_list(outside)
    with time_machine.travel(utc_now() + timedelta(days=1)):
        refresh_lists(source(outside))
    assert temporary_cards_for(ANTU).of(number) is None


class Nightly:
    """A far side that makes its list at one moment and gives the same until the next."""

    def __init__(self, as_of):
        self.as_of = as_of

    def fetch(self, _county):
        return TemporaryCardAnswer(self.as_of, [])


def test_the_same_list_given_again_is_stored_once(app):
    make_world()
    nightly = Nightly(utc_now() - timedelta(hours=5))
    assert refresh_lists(nightly) == 2
    assert ANTU in counties_to_refresh()
    assert refresh_lists(nightly) == 0
    assert temporary_cards_for(ANTU).as_of == nightly.as_of


def test_a_list_from_a_far_side_whose_clock_runs_ahead_does_not_hide_later_ones(app):
    make_world()
    refresh_lists(Nightly(utc_now() + timedelta(days=400)))
    assert temporary_cards_for(ANTU).as_of <= utc_now()
