"""What villagers hold before a camera: card carriers and ID cards, drawn while nobody waits for them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import Page

from server.demo.people.rules import Person
from tests.support.camera import MOMENTS, LiveCamera
from tests.support.codes import Picture
from tests.support.frames import hold_still
from tests.support.id_cards import Guide, moments

# Drawing takes longer than reading: two moments by turns tremble enough.
DRAWN = 2
# Where the outline for an ID card is, in pixels of a frame of 1280×720 that covers the view.
OUTLINE = """() => {
  const [view, card] = ['.id-line', '.id-line .card'].map((one) => document.querySelector(one).getBoundingClientRect())
  const scale = Math.max(view.width / 1280, view.height / 720)
  return {
    x: 640 + (card.x + card.width / 2 - view.x - view.width / 2) / scale,
    y: 360 + (card.y + card.height / 2 - view.y - view.height / 2) / scale,
    height: card.height / scale,
  }
}"""


class HeldUp:
    """The carriers of a round: drawn in the background, in the order in which they will be shown."""

    def __init__(self, card_numbers: Sequence[str]) -> None:
        self._drawer = ThreadPoolExecutor(1, thread_name_prefix="drawing")
        self._carriers = {number: self._drawer.submit(_draw_carrier, number) for number in card_numbers}

    def carrier(self, camera: LiveCamera, card_number: str) -> None:
        """Hold a carrier with this card number before a camera."""
        camera.show_pictures(self._carriers[card_number].result() * (MOMENTS // DRAWN))

    def close(self) -> None:
        """Draw nothing more."""
        self._drawer.shutdown(cancel_futures=True)


def hold_up_id_card(page: Page, camera: LiveCamera, name: str, number: str) -> None:
    """Hold somebody's ID card into the outline that the view on the page shows."""
    guide = Guide(**page.evaluate(OUTLINE))
    person = Person(name, number, "male" if int(number[16]) % 2 else "female", "")
    camera.show_pictures(moments(person, "photo", DRAWN, guide) * (MOMENTS // DRAWN))


def _draw_carrier(card_number: str) -> list[Picture]:
    return [hold_still(card_number, 0, moment).picture for moment in range(DRAWN)]
