"""ID readers of a tablet: programs beside the page, played by stand-ins that fail as real ones do, and keyboards."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from tests.browser.capture_lab import READER_PORT, Lab, open_lab, start_playwright
from tests.support.id_cards import card_people
from tests.support.id_readers import StandIn, running
from tests.support.installation import free_port
from tests.support.tablet_browser import scan

pytestmark = pytest.mark.browser

FIRST, SECOND = card_people(2)
KINDS = ["local_http", "local_ws"]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with start_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def lab(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with open_lab(playwright, tmp_path_factory.mktemp("profile"), []) as lab:
        yield lab
        assert {url for url in lab.outside if f"//127.0.0.1:{READER_PORT}/" not in url} == set()


@pytest.fixture
def program(lab: Lab) -> Iterator[StandIn]:
    with running(StandIn(lab.address), READER_PORT) as program:
        yield program


def open_reader(lab: Lab, kind: str, port: int = READER_PORT) -> None:
    lab.open(f"?screen=reader&kind={kind}&port={port}")


def wait_until(lab: Lab, status: str) -> None:
    lab.wait_for(f"lab.readerStatus.at(-1) === '{status}'")


@pytest.mark.parametrize("kind", KINDS)
def test_cards_are_told_once_each_with_number_and_name(lab: Lab, program: StandIn, kind: str) -> None:
    open_reader(lab, kind)
    wait_until(lab, "ready")
    program.lay(FIRST.number, FIRST.name)
    wait_until(lab, "card_lies")
    program.take_off()
    wait_until(lab, "ready")
    program.lay(SECOND.number, SECOND.name)
    lab.wait_for("lab.idReads.length === 2")

    assert lab.get("lab.idReads") == [
        {"number": each.number, "name": each.name, "method": "reader"} for each in (FIRST, SECOND)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_that_comes_late_or_loses_its_device_is_waited_for(lab: Lab, kind: str) -> None:
    open_reader(lab, kind)
    wait_until(lab, "connecting")
    with running(StandIn(lab.address), READER_PORT) as program:
        wait_until(lab, "ready")
        program.unplug()
        wait_until(lab, "no_reader")
        program.take_off()
        wait_until(lab, "ready")
    wait_until(lab, "connecting")

    assert lab.get("lab.idReads") == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_that_talks_nonsense_brings_no_card(lab: Lab, program: StandIn, kind: str) -> None:
    program.trouble = "nonsense"
    program.lay(FIRST.number, FIRST.name)
    open_reader(lab, kind)
    wait_until(lab, "no_reader")

    assert lab.get("lab.idReads") == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_that_refuses_the_page_is_left_alone(lab: Lab, program: StandIn, kind: str) -> None:
    program.trouble = "refuses"
    open_reader(lab, kind)
    wait_until(lab, "refused")
    asked = program.asked
    lab.page.wait_for_timeout(1_500)

    assert program.asked == asked


@pytest.mark.parametrize("kind", KINDS)
def test_a_port_that_the_county_has_not_switched_on_is_never_reached(lab: Lab, kind: str) -> None:
    port = free_port()
    with running(StandIn(lab.address), port) as program:
        program.lay(FIRST.number, FIRST.name)
        open_reader(lab, kind, port)
        wait_until(lab, "refused")

        assert program.asked == 0
        assert lab.get("lab.idReads") == []


def test_a_reader_that_types_is_heard_whatever_the_setting_says(lab: Lab, program: StandIn) -> None:
    open_reader(lab, "local_http")
    wait_until(lab, "ready")
    scan(lab.page, f"{FIRST.name},{FIRST.number}")
    scan(lab.page, "B00000019")
    lab.wait_for("lab.codes.length === 1")

    assert lab.get("lab.idReads") == [{"number": FIRST.number, "name": FIRST.name, "method": "wedge"}]
    assert lab.get("lab.codes") == ["B00000019"]
