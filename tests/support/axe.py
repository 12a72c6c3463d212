"""Ask axe what stands between a screen and people who see, hear or move otherwise."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).slice(0, 4).join(' | ')}`)
}"""


@cache
def _source() -> str:
    return AXE.read_text("utf-8")


def find_barriers(page: Page) -> list[str]:
    """Return what axe calls serious or critical on the screen as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())  # by the debugger: the page's own policy lets nothing in from outside
    found: list[str] = page.evaluate(_RUN)
    return found
