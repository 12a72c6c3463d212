"""A dozen people of village M, a tablet and the manager's phone for them, and the installation it all happens in."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Playwright, expect

from server.core.clock import local_date, utc_now
from server.demo.rules import PASSWORD
from tests.browser.album import Album
from tests.browser.tablet_steps import Officer, add_officer, enrol, pack, unlock
from tests.browser.village_steps import MODEL_MS, Team
from tests.support.held_up import HeldUp
from tests.support.installation import Installation
from tests.support.tablet_browser import POS, TabletBrowser
from tests.support.wording import say
from tests.village import people as village
from tests.village.office import Office, tell_the_card_system
from tests.village.people import Villager

SPECIALIST, MANAGER = ("zhoumin", "周敏"), ("hanlei", "韩磊")


def _plainly(one: Villager) -> bool:
    return one.financial == "activated" and not (one.typed or one.fingerprint or one.home or one.temporary)


# The first in the box whom each of these befalls.
WHO: dict[str, Callable[[Villager], bool]] = {
    "smooth": _plainly,
    "reserved": lambda one: one.fate == "reserved_proxy",
    "relative": lambda one: one.fate == "direct_relative" and not (one.child or one.fingerprint),
    "child": lambda one: one.child,
    "refused": lambda one: one.fate == "proxy_refused",
    "print": lambda one: one.fate == "self" and one.fingerprint,
    "returned": lambda one: one.temporary == "returned",
    "lost": lambda one: one.temporary == "lost",
    "absent": lambda one: one.fate == "absent",
    "wrong": lambda one: one.fate == "wrong_name",
    "home": lambda one: one.home,
    "unwilling": lambda one: one.financial == "refused",
}


class Day:
    """The dozen, those whose share of the round nobody takes along, and where it all happens."""

    def __init__(self, playwright: Playwright, folder: Path, pwa: Path, world: Path, album: Album) -> None:
        everybody = village.villagers()
        self.dozen = {what: next(one for one in everybody if befalls(one)) for what, befalls in WHO.items()}
        last = max(everybody.index(one) for one in self.dozen.values())
        away = [one for one in everybody[last + 1 :] if one.fate == "absent"]
        self.people = [one for one in everybody if one in self.dozen.values()] + away[: len(self.dozen)]
        self.held = HeldUp([one.card_number for one in self.dozen.values() if one.fate != "absent"])
        self.installation = Installation(folder, pwa, world)
        tell_the_card_system(folder / "data", self.people)
        self.office = Office(self.installation.address)
        self.tablet = TabletBrowser(playwright, _made(folder / "tablet"), self.installation.address)
        self.phone = TabletBrowser(playwright, _made(folder / "phone"), self.installation.address, POS)
        self.team = Team(self.tablet, self.phone, self.held, album)
        self.album = album
        self.round_id = ""
        self.receipts: list[str] = []

    def count_out(self) -> None:
        """Bring the cards in by the sheet, and count them out (1.0.b, 1.2.2.a)."""
        office = self.office
        vault = office.take_in(self.people)
        blocked = self.dozen["refused"].proxy
        assert blocked
        office.block(blocked)
        office.list_temporary_cards(self.people)
        self.round_id = office.plan(vault, local_date(utc_now()))
        assert office.count_out(self.round_id) == len(self.people)

    def network(self, *, there: bool) -> None:
        """Take the network away from both devices and end the API, or give both back."""
        if there:
            self.installation.start_api()
        for device in (self.tablet, self.phone):
            device.set_offline(not there)
        if not there:
            self.installation.stop_api()

    def end(self) -> None:
        """Switch everything off."""
        self.held.close()
        self.tablet.close()
        self.phone.close()
        self.office.close_desks()
        self.installation.end()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def set_out_the_phone(day: Day) -> None:
    """The manager's phone first: so the tablet knows of it."""
    day.phone.start()
    page = day.phone.page
    day.album.watch("companion", page)
    enrol(day.phone, day.office.enrolment_code("农商行手机", "companion"), day.album)
    manager = add_officer(page, Officer(*MANAGER, PASSWORD), day.album)
    page.get_by_role("button", name=say("accounts.field.enrolled.go"), exact=True).tap()
    unlock(page, manager, album=day.album)
    pack(page, village.VILLAGE, manager, day.album)


def set_out_the_tablet(day: Day) -> Officer:
    """A tablet for both officers, with the reader of numbers and the first half of the box."""
    day.tablet.start()
    page = day.tablet.page
    day.album.watch("tablet", page)
    enrol(day.tablet, day.office.enrolment_code("新安村平板", "tablet"), day.album)
    team = [add_officer(page, Officer(*one, PASSWORD), day.album) for one in (SPECIALIST, MANAGER)]
    page.get_by_role("button", name=say("accounts.field.enrolled.go"), exact=True).tap()
    unlock(page, *team, album=day.album)
    expect(page.get_by_text(say("capture.setUp.packReady"))).to_be_visible(timeout=MODEL_MS)
    page.get_by_role("button", name=village.VILLAGE).tap()
    page.get_by_role("radio", name=say("rounds.field.pack.share.split"), exact=True).tap()
    expect(page.get_by_role("radio", name=say("rounds.field.pack.share.part", n=1), exact=True)).to_be_checked()
    day.album.take(page, "tablet-66-share")
    pack(page, village.VILLAGE, team[0], day.album)
    return team[0]
