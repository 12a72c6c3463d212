"""T20 in a real browser: no page breaks the policy of contents, and no text of anybody becomes markup.

What a page tries against the policy is heard from the page itself (`securitypolicyviolation`) and from its console,
where workers speak too.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.capture_lab import open_lab
from tests.browser.desk_steps import Desk
from tests.support.camera import LiveCamera, camera_arguments
from tests.support.wording import say

pytestmark = pytest.mark.browser

WATCH = """
window.songkaViolations = []
addEventListener('securitypolicyviolation', (event) => {
  window.songkaViolations.push([event.violatedDirective, event.sample, event.sourceFile].join(' | '))
})
"""
# What somebody could type or import so that it runs on the screen of whoever reads it.
XSS = (
    "<script>window.songkaRan=1</script>",
    "<img src=x onerror=window.songkaRan=1>",
    "<svg/onload=window.songkaRan=1>",
    "\"><iframe srcdoc='<script>parent.songkaRan=1</script>'>",
    "javascript:window.songkaRan=1",
    "{{constructor.constructor('window.songkaRan=1')()}}",
    "${window.songkaRan=1}",
    "</textarea><details open ontoggle=window.songkaRan=1>",
    "<a href=javascript:window.songkaRan=1>x</a>",
    "<math><mtext><style><img src onerror=window.songkaRan=1>",
)


def watch(context: BrowserContext) -> None:
    context.add_init_script(WATCH)


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.songkaViolations")
    return found


@pytest.fixture
def watched(desk: Desk) -> Iterator[Desk]:
    watch(desk.context)
    yield desk
    assert violations(desk.page) == []
    assert desk.complaints.heard == []


def test_t20_no_page_of_the_desk_or_the_field_breaks_the_policy(watched: Desk) -> None:
    page = watched.page
    seen: list[str] = []
    for path in ("/enrol", "/login", "/api/docs"):
        watched.go(path)
        page.wait_for_load_state("networkidle")
        seen += violations(page)
    watched.sit_down("liuyang")
    for path in ("overview", "batches", "cards", "rounds", "devices", "officers", "account"):
        watched.go(f"/desk/{path}")
        expect(page.locator("h1")).to_be_visible()
        page.wait_for_load_state("networkidle")
        seen += violations(page)
    # The service worker was let start: it is a script of this build.
    assert page.evaluate("navigator.serviceWorker.ready.then((one) => one.active.scriptURL)").endswith("/sw.js")
    assert seen == []


def test_t20_the_field_guide_is_shown_within_the_policy(watched: Desk) -> None:
    page = watched.page
    watched.go("/enrol")
    page.get_by_role("button", name=say("session.help"), exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("img").first).to_be_visible()


def test_t20_workers_for_barcodes_and_number_lines_work_within_the_policy(
    playwright: Playwright, tmp_path: Path
) -> None:
    camera = LiveCamera(tmp_path / "camera.y4m")
    camera.show_table()
    arguments = camera_arguments(camera.path)
    with open_lab(playwright, tmp_path / "profile", arguments, permissions=["camera"]) as lab:
        watch(lab.page.context)
        lab.open("?screen=find")
        lab.wait_for("lab.stats().misses > 1")
        assert violations(lab.page) == []
        lab.open("?screen=line")
        lab.wait_for("lab.lineStats()?.looked > 1", seconds=60)
        assert violations(lab.page) == []
        assert lab.complaints == []


@pytest.mark.parametrize("sink", ["innerHTML", "worker", "serviceWorker", "script"])
def test_t20_what_an_intruder_would_try_is_stopped(desk: Desk, sink: str) -> None:
    watch(desk.context)
    desk.go("/login")
    tries = {
        "innerHTML": "(document.body.innerHTML = '<img src=x onerror=window.songkaRan=1>')",
        "worker": "new Worker('data:text/javascript,postMessage(1)')",
        "serviceWorker": "navigator.serviceWorker.register('/api/v1/openapi.json')",
        "script": "Object.assign(document.createElement('script'), { src: 'https://evil.example/a.js' })",
    }
    # By a timer of the page: what the debugger runs itself is beyond any policy.
    refused = desk.page.evaluate(
        f"""() => new Promise((resolve) => setTimeout(async () => {{
          try {{ await {tries[sink]}; resolve(null) }} catch (problem) {{ resolve(problem.name) }}
        }}))"""
    )
    assert refused == "TypeError"
    assert desk.page.evaluate("window.songkaRan") is None


def make(page: Page, path: str, body: dict[str, object]) -> int:
    """Send something to the API as the page does."""
    status: int = page.evaluate(
        """async ([path, body]) => {
          const headers = { 'Content-Type': 'application/json', 'X-Songka': '1' }
          return (await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).status
        }""",
        [path, body],
    )
    return status


def test_t20_text_that_looks_like_markup_is_shown_as_text(watched: Desk) -> None:
    page = watched.page
    watched.sit_down("liuyang")
    own = page.evaluate("fetch('/api/v1/session').then((answer) => answer.json())")["officer"]["organisation"]["id"]
    for number, text in enumerate(XSS):
        officer = {"username": f"made-up{number}", "name": text, "roles": ["supervisor"], "organisation_id": own}
        assert make(page, "/api/v1/officers", officer) == 201, text
        assert make(page, "/api/v1/devices", {"name": text, "organisation_id": own}) == 201, text
        station = {"kind": "grassroots_station", "name": text, "form_body": text[:20], "parent_id": own}
        assert make(page, "/api/v1/organisations", station | {"area_codes": ["222426100"]}) == 201, text
    for path in ("officers", "devices", "organisations"):
        watched.go(f"/desk/{path}")
        for text in XSS:
            expect(page.get_by_text(text, exact=True).first).to_be_visible()
        assert violations(page) == []
    assert page.evaluate("window.songkaRan") is None
