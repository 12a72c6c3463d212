"""Faults N2–N11 of reliability.md between the app's own client core and a real server.

Each ends the same way: the network is good again, and every record is at the county exactly once.
"""

import ssl
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from scripts.local_ca import certificates_for
from server.rules import policy
from tests.network.conftest import Village
from tests.support.fault_proxy import Fault, FaultProxy, Line

EVENTS, BLOBS = "POST /api/v1/events", "PUT /api/v1/blobs"


def test_n2_a_slow_line_carries_everything(village_round: Village):
    village_round.proxy.line = Line(bytes_a_second=50_000 / 8, latency=0.6)
    village_round.proxy.set(None)
    village_round.serve(2)

    assert village_round.try_to_upload()["unsent"] == 0


@pytest.mark.parametrize("on", [EVENTS, BLOBS])
def test_n3_a_lost_request_is_sent_again(village_round: Village, on: str):
    village_round.proxy.set(Fault("lose_request", on))
    village_round.serve(2)
    before = village_round.at_the_county()

    queue = village_round.try_until(lambda _: len(village_round.proxy.met) > 1)

    assert queue["unsent"] == 2
    assert len(village_round.proxy.met) > 1
    assert village_round.at_the_county() == before


def test_n4_a_lost_reply_is_no_receipt_and_makes_no_second_row(village_round: Village):
    village_round.proxy.set(Fault("lose_reply", EVENTS))
    village_round.serve(2)
    filed, _ = village_round.at_the_county()

    queue = village_round.try_until(lambda _: len(village_round.proxy.met) > 1)

    assert queue["unsent"] == 2
    assert len(village_round.proxy.met) > 1
    assert village_round.at_the_county() == (filed + 2, filed + 2)


@pytest.mark.parametrize("on", [EVENTS, BLOBS])
def test_n5_what_arrives_twice_is_one_row(village_round: Village, on: str):
    village_round.proxy.set(Fault("twice", on))
    village_round.serve(2)

    assert village_round.try_to_upload()["unsent"] == 0
    assert village_round.proxy.met


def test_n6_a_batch_that_arrives_after_later_ones_changes_nothing(village_round: Village):
    village_round.proxy.set(Fault("late", EVENTS, times=1))
    village_round.serve(2)
    assert village_round.try_to_upload()["unsent"] == 0

    village_round.go_offline()
    village_round.serve()
    assert village_round.try_to_upload()["unsent"] == 0
    there = village_round.at_the_county()
    assert village_round.proxy.deliver_late() == 1
    assert village_round.at_the_county() == there


@pytest.mark.parametrize("what", ["cut_request", "cut_reply"])
@pytest.mark.parametrize("on", [EVENTS, BLOBS])
def test_n7_a_cut_at_any_byte_is_gone_on_from(village_round: Village, what: str, on: str):
    for at in (0, 1, 17, 200, 900):
        village_round.proxy.set(Fault(what, on, at=at, times=1))  # type: ignore[arg-type]
        village_round.serve()
        assert village_round.try_to_upload()["unsent"] == 0
        assert village_round.proxy.met
        village_round.go_offline()


def test_n8_a_captive_portal_is_no_receipt(village_round: Village):
    village_round.proxy.set(Fault("portal"))
    village_round.serve()

    queue = village_round.try_until(lambda queue: queue["link"] == "captive")

    assert (queue["unsent"], queue["link"]) == (1, "captive")


def test_n8_a_portal_in_the_place_of_a_receipt_is_none(village_round: Village):
    village_round.proxy.set(Fault("portal", EVENTS))
    village_round.serve()

    assert village_round.try_until(lambda _: len(village_round.proxy.met) > 1)["unsent"] == 1


def test_n9_a_certificate_nobody_vouches_for_is_refused(village_round: Village, tmp_path: Path):
    files = certificates_for("stranger.local", [IPv4Address("127.0.0.1")], tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(files.server, files.server_key)
    village_round.serve()
    with FaultProxy(village_round.installation.port, tls=tls) as stranger:
        village_round.tablet.do("network", to="up", address=stranger.address)
        queue = village_round.try_until(lambda queue: queue["link"] == "offline")

    village_round.tablet.do("network", to="down", address=village_round.proxy.address)
    assert (queue["unsent"], queue["link"]) == (1, "offline")


def test_n10_a_black_hole_holds_up_nobody_who_is_being_served(village_round: Village):
    village_round.proxy.set(Fault("black_hole"))
    village_round.serve()
    assert village_round.try_to_upload(0.5)["unsent"] == 1

    village_round.serve()

    assert village_round.try_to_upload(0.5)["unsent"] == 2
    assert policy("sync.request_seconds") <= 30


@pytest.mark.parametrize("status", [408, 413, 429, 500, 502, 503, 504])
def test_n11_a_box_in_between_makes_a_tablet_wait_and_keep(village_round: Village, status: int):
    village_round.proxy.set(Fault("status", status=status))
    village_round.serve()

    assert village_round.try_until(lambda _: len(village_round.proxy.met) > 1)["unsent"] == 1


def test_n11_a_body_too_large_for_a_box_goes_in_halves(village_round: Village):
    village_round.proxy.set(Fault("status", EVENTS, status=413, times=2))
    village_round.serve(4)

    assert village_round.try_to_upload()["unsent"] == 0
    assert len(village_round.proxy.met) == 2
