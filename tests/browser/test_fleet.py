"""The office sees its whole fleet, a tablet that lost its storage, and a database that is older than it was."""

import json

import pytest
from playwright.sync_api import expect

from server.core.clock import to_wire, utc_now
from tests.browser.desk_records import tablet_of
from tests.browser.desk_steps import Desk
from tests.support.installation import Installation
from tests.support.people import HEADERS
from tests.support.wording import say

pytestmark = pytest.mark.browser

REPORT = {
    "unsent": 3, "oldest_at": to_wire(utc_now()), "clock_offset_ms": -400_000, "build": "9.0.0+abc",
    "storage_persisted": False, "storage_free": 9_000_000_000, "parked": 0, "open_rounds": 1,
}  # fmt: skip


def test_the_desk_shows_what_needs_attention_and_what_was_lost(installation: Installation, desk: Desk) -> None:
    with tablet_of(installation) as tablet:
        for epoch, last_seq in ((1, 7), (2, 0)):
            body = {"report": REPORT, "epoch": epoch, "last_seq": last_seq}
            answer = tablet.field.tablet.client.post("/api/v1/sync/hello", json=body, headers=HEADERS)
            assert answer.status_code == 200, answer.json
    lose_history(installation, records=5)

    desk.sit_down("liuyang")
    desk.go("/desk/devices")
    page = desk.page
    gap = page.get_by_test_id("lost-history")
    expect(gap).to_contain_text("5")
    page.get_by_role("radio", name=say("accounts.desk.devices.needs")).click()
    row = page.get_by_role("row").filter(has_text=say("accounts.desk.devices.attention.lost_epoch"))
    expect(row).to_contain_text(say("accounts.desk.devices.attention.clock"))
    desk.take("70-fleet")
    row.click()
    lost = page.get_by_test_id("lost-epoch")
    expect(lost).to_contain_text("7")
    assert page.get_by_role("table").evaluate("({ parentElement: of }) => of.scrollWidth <= of.clientWidth")
    desk.take("71-device")
    assert desk.album.barriers == []
    assert desk.complaints.heard == []


def lose_history(installation: Installation, records: int) -> None:
    """Let the server start on a database that lacks what it had."""
    installation.stop()
    path = installation.folder / "data" / "last-seen.json"
    seen = json.loads(path.read_text())
    path.write_text(json.dumps(seen | {"event_idx": seen["event_idx"] + records}))
    installation.start()
