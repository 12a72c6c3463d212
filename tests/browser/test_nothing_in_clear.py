"""T1, T4: ten thousand seeded markers of a roster; none is in the files of a locked, a closed or a wiped browser."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from server.demo.rules import PASSWORD
from server.rounds.bundle import rules as bundles
from tests.browser.album import Album
from tests.browser.serve_steps import expect_unsent, pick_reason
from tests.browser.tablet_steps import Officer, add_officer, enrol, pack, unlock
from tests.browser.test_interrupted_upload import enrolment_code
from tests.support.installation import Installation
from tests.support.tablet_browser import TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser

PEOPLE, SEED = 2_500, 20_261_127
# Each kind of marker begins with what nothing else in a profile begins with, so that one pass finds every one of them.
NAME, NUMBER, PHONE, PORTRAIT = "瀿龘", "2224269", "1999", b"\xff\xd8\xffSONGKA"
_TAIL, _BLOCK = 24, 32_768
_PATTERNS = (
    (re.compile(NAME.encode() + rb"[\xe4-\xe9][\x80-\xbf]{2}[\xe4-\xe9][\x80-\xbf]{2}"), "utf-8"),
    (re.compile(re.escape(NAME.encode("utf-16-le")) + rb"(?s:.{4})"), "utf-16-le"),
    (re.compile(NUMBER.encode() + rb"\d{11}"), "utf-8"),
    (re.compile(re.escape(NUMBER.encode("utf-16-le")) + rb"(?:\d\x00){11}"), "utf-16-le"),
    (re.compile(PHONE.encode() + rb"\d{7}"), "utf-8"),
    (re.compile(re.escape(PHONE.encode("utf-16-le")) + rb"(?:\d\x00){7}"), "utf-16-le"),
    (re.compile(re.escape(PORTRAIT) + rb"(?s:.{%d})" % _TAIL), None),
)
SECOND_PLACE = "(await navigator.storageBuckets.open('songka-second-copy')).indexedDB"
PLANT = (
    """async (markers) => {
  const plant = (place) => new Promise((resolve, reject) => {
    const opening = place.open('planted')
    opening.onupgradeneeded = () => opening.result.createObjectStore('plain', { autoIncrement: true })
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const work = opening.result.transaction('plain', 'readwrite', { durability: 'strict' })
      for (const one of markers) {
        const portrait = Uint8Array.from(atob(one.portrait), (character) => character.charCodeAt(0))
        work.objectStore('plain').put({ ...one, portrait })
      }
      work.oncomplete = () => { opening.result.close(); resolve(null) }
      work.onerror = () => reject(work.error)
    }
  })
  await plant(indexedDB)
  await plant("""
    + SECOND_PLACE
    + """)
}"""
)


@dataclass(frozen=True)
class Marked:
    """Somebody who does not exist, of whom nothing may be found."""

    name: str
    number: str
    phone: str
    portrait: bytes

    @property
    def markers(self) -> set[str | bytes]:
        return {self.name, self.number, self.phone, self.portrait}


def marked_people() -> list[Marked]:
    draw = Random(SEED)
    seen: set[str] = set()
    people: list[Marked] = []
    while len(people) < PEOPLE:
        name = NAME + "".join(chr(draw.randrange(0x4E00, 0x9FA0)) for _ in range(2))
        if name in seen:
            continue
        seen.add(name)
        order = len(people)
        number = f"{NUMBER}{draw.randrange(10**7):07d}{order:04d}"
        portrait = PORTRAIT + draw.randbytes(_TAIL)
        people.append(Marked(name, number, f"{PHONE}{order:04d}{draw.randrange(1000):03d}", portrait))
    return people


def found_in(folder: Path, people: list[Marked]) -> set[str | bytes]:
    """Return the markers that stand anywhere in the files of a folder."""
    wanted = set[str | bytes]().union(*(one.markers for one in people))
    found: set[str | bytes] = set()
    for path in folder.rglob("*"):
        content = _read(path)
        for view in (content, _entries(content)) if path.suffix == ".log" else (content,):
            for pattern, encoding in _PATTERNS:
                for match in pattern.findall(view):
                    found.add(match.decode(encoding, "replace") if encoding else match)
    return found & wanted


def _entries(log: bytes) -> bytes:
    """Join what LevelDB cuts at the end of each block of its log (4 bytes sum, 2 length, 1 kind before each piece)."""
    joined, at = bytearray(), 0
    while at + 7 <= len(log):
        left = _BLOCK - at % _BLOCK
        length, kind = int.from_bytes(log[at + 4 : at + 6], "little"), log[at + 6] if left >= 7 else 0
        if kind == 0:
            at += left
            continue
        joined += log[at + 7 : at + 7 + length]
        at += 7 + length
    return bytes(joined)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""  # a running browser takes files away and puts others in their place


@pytest.fixture
def people() -> list[Marked]:
    return marked_people()


@pytest.fixture
def control(playwright: Playwright, installation: Installation, tmp_path: Path) -> Iterator[TabletBrowser]:
    """A browser that keeps the same in plain."""
    folder = tmp_path / "control"
    folder.mkdir()
    browser = TabletBrowser(playwright, folder, installation.address)
    browser.start()
    yield browser
    browser.close()


def test_t1_a_copied_profile_tells_nothing(
    installation: Installation, tablet: TabletBrowser, album: Album, people: list[Marked], tmp_path: Path
) -> None:
    page = tablet.page
    album.watch("tablet", page)
    enrol(tablet, enrolment_code(installation), album)
    team = [add_officer(page, Officer(*one, PASSWORD), album) for one in (("zhoumin", "周敏"), ("hanlei", "韩磊"))]
    page.get_by_role("button", name=say("accounts.field.enrolled.go"), exact=True).tap()
    unlock(page, *team, album=album)
    mark_the_roster(page, people)
    pack(page, "龙泉村", team[0], album)
    tablet.set_offline(True)
    page.get_by_role("link", name=say("rounds.field.notServed", name=people[0].name)).tap()
    pick_reason(page, "没来")
    expect_unsent(page, 1)

    page.get_by_role("button", name=say("session.lock")).tap()
    expect(page.get_by_test_id("people")).to_have_count(0)
    assert not any(one.name in page.content() for one in people)
    assert found_in(tmp_path / "profile", people) == set()
    tablet.close()
    assert found_in(tmp_path / "profile", people) == set()


def test_t1_the_same_search_finds_all_that_is_plain(
    control: TabletBrowser, people: list[Marked], tmp_path: Path
) -> None:
    plant(control, people)
    control.close()
    everything = set[str | bytes]().union(*(one.markers for one in people))
    assert found_in(tmp_path / "control" / "profile", people) == everything
    assert len(everything) == 4 * PEOPLE


def test_t4_a_tablet_that_is_handed_back_keeps_nothing(
    installation: Installation, tablet: TabletBrowser, album: Album, people: list[Marked], tmp_path: Path
) -> None:
    page = tablet.page
    album.watch("tablet", page)
    enrol(tablet, enrolment_code(installation), album)
    plant(tablet, people)
    assert found_in(tmp_path / "profile", people)
    page.get_by_role("button", name=say("accounts.field.handBack.go")).tap()
    album.take(page, "tablet-75-hand-back")
    page.get_by_role("button", name=say("accounts.field.handBack.confirm")).tap()
    expect(page.get_by_label(say("accounts.field.enrol.code"))).to_be_visible()
    expect(page.get_by_role("heading", name=say("accounts.field.enrol.title"))).to_be_visible()
    for place in ("indexedDB", SECOND_PLACE):
        assert "planted" not in page.evaluate(f"async () => (await {place}.databases()).map(({{ name }}) => name)")
    tablet.close()
    assert found_in(tmp_path / "profile", people) == set()


def plant(tablet: TabletBrowser, people: list[Marked]) -> None:
    """Write the markers into both places of the origin's databases as they are."""
    if tablet.page.url == "about:blank":
        tablet.go("/enrol")
    rows = [vars(one) | {"portrait": base64.b64encode(one.portrait).decode()} for one in people]
    tablet.page.evaluate(PLANT, rows)


def mark_the_roster(page: Page, people: list[Marked]) -> None:
    """Let the county's bundle come with these people in it, as large as it then is."""
    whole: dict[str, bytes] = {}

    def answer(route: Route) -> None:
        if not whole:
            headers = {**route.request.headers, "range": "bytes=0-100000000"}
            whole["bundle"] = marked_bundle(route.fetch(headers=headers).body(), people)
        content = whole["bundle"]
        first, last = (int(part) for part in route.request.headers["range"].removeprefix("bytes=").split("-"))
        part = content[first : last + 1]
        told = f"bytes {first}-{first + len(part) - 1}/{len(content)}"
        headers = {"content-range": told, "etag": '"marked"', "content-type": "application/octet-stream"}
        route.fulfill(status=206, headers=headers, body=part)

    page.context.route("**/api/v1/rounds/*/bundle", answer)


def marked_bundle(bundle: bytes, people: list[Marked]) -> bytes:
    """Put the people of a bundle aside for others."""
    header, _portraits = bundles.unpack(bundle)
    pattern = header["people"][0]
    header["people"] = [_person(pattern, one, order) for order, one in enumerate(people)]
    return bundles.pack(header, [one.portrait for one in people], header["format"])


def _person(pattern: dict[str, Any], one: Marked, order: int) -> dict[str, Any]:
    size = len(one.portrait)
    told = {"name": one.name, "number": one.number, "phone": one.phone}
    card = {
        **pattern["card"],
        "id": f"00000000-0000-7000-8000-{order:012d}",
        "box_sort": f"{order:05d}",
        "ordinal": order + 1,
    }
    portrait = {"offset": order * size, "length": size, "sha256": ""}
    return {
        **pattern,
        **told,
        "cardholder_id": f"00000000-0000-7000-9000-{order:012d}",
        "card": card,
        "portrait": portrait,
    }
