"""Draw the PWA's PNG icons from its two SVG files, in the size each platform asks for.

Run after the SVG has changed, then commit the PNG files: `python -m scripts.make_icons`.
"""

from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.support.browser import find_chromium

ICONS = Path(__file__).resolve().parent.parent / "pwa" / "public" / "icons"
# Apple cuts corners itself and shows transparency as black, so its icon is the full-bleed one.
WANTED = (
    ("songka.svg", "songka-192.png", 192),
    ("songka.svg", "songka-512.png", 512),
    ("songka-maskable.svg", "songka-180.png", 180),
    ("songka-maskable.svg", "songka-maskable-192.png", 192),
    ("songka-maskable.svg", "songka-maskable-512.png", 512),
)


def draw(page: Page, svg: Path, png: Path, size: int) -> None:
    """Render one SVG as a square PNG, transparent where nothing is drawn."""
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(
        f"<style>body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{svg.read_text('utf-8')}"
    )
    page.screenshot(path=png, omit_background=True)


def main() -> None:
    """Draw every icon."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for svg, png, size in WANTED:
            draw(page, ICONS / svg, ICONS / png, size)
        browser.close()


if __name__ == "__main__":
    main()
