"""Feed Chromium's fake camera: a clip that loops, or a live camera that a test points at cards.

Chromium reads `--use-file-for-fake-video-capture` frame by frame while it plays. A .mjpeg file
plays at 30 frames a second and starts anew at its end. A .y4m file has frames of one size and its
own frame rate, so its frames can be overwritten in place: the next one read is the new picture.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import cv2

from tests.support.codes import Picture, Symbology, as_jpeg
from tests.support.frames import HEIGHT, WIDTH, hold_still, make_blank_table, make_frame

MJPEG_FRAMES_A_SECOND = 30
MJPEG_QUALITY = 70
LIVE_FRAMES_A_SECOND = 10
MOMENTS = 4  # different pictures of one hand holding one card

Timeline = Sequence[tuple[str | None, float]]


def camera_arguments(path: Path) -> list[str]:
    """Give the arguments that make Chromium use the file as its camera, without asking."""
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


def write_camera_video(path: Path, timeline: Timeline, seed: int = 0) -> None:
    """Write a clip that shows each card (None: the bare table) for its seconds, then loops.

    The file is 1280×720 baseline JPEGs one after the other, about 4 MB a second.
    """
    with path.open("wb") as video:
        for position, (card_number, seconds) in enumerate(timeline):
            moments = [as_jpeg(picture, MJPEG_QUALITY) for picture in _moments(card_number, seed + position)]
            for number in range(round(seconds * MJPEG_FRAMES_A_SECOND)):
                video.write(moments[number // 3 % len(moments)])


def _moments(card_number: str | None, seed: int) -> Iterator[Picture]:
    for moment in range(MOMENTS):
        if card_number is None:
            yield make_blank_table(seed).picture
        else:
            yield hold_still(card_number, seed, moment).picture


class LiveCamera:
    """A camera that shows what the test holds before it, from one moment to the next.

    Start Chromium with `camera_arguments(camera.path)`, then call `show` whenever a card is to be
    seen: the page sees it within two frames, 0.2 s. The path must end in .y4m. It survives a
    killed and restarted browser.
    """

    def __init__(self, path: Path, seed: int = 0) -> None:
        assert path.suffix == ".y4m"
        self.path = path
        self._seed = seed
        self._table = _as_y4m(_moments(None, seed))
        path.write_bytes(self._table)

    def show(self, card_number: str) -> None:
        """Hold a carrier with this card number before the camera."""
        self.play(self.draw(card_number))

    def draw(self, card_number: str) -> bytes:
        """Draw what the camera will see of a carrier: that takes longer than showing it."""
        return _as_y4m(_moments(card_number, self._seed))

    def show_pictures(self, pictures: Sequence[Picture]) -> None:
        """Show pictures that were taken elsewhere, by turns; as many as there are moments."""
        assert len(pictures) == MOMENTS
        self._play(pictures)

    def show_level(self, card_number: str | None, level: str, symbology: Symbology = "code128") -> None:
        """Hold a carrier before the camera under the conditions of a level of `frames.LEVELS`."""
        self._play([make_frame(card_number, level, self._seed, symbology).picture] * MOMENTS)

    def show_table(self) -> None:
        """Take everything away: only the table is seen."""
        self.play(self._table)

    def _play(self, pictures: Iterable[Picture]) -> None:
        self.play(_as_y4m(pictures))

    def play(self, drawn: bytes) -> None:
        """Show what was drawn before, within some ms."""
        with self.path.open("r+b") as video:  # in place: the browser keeps the file open
            video.write(drawn)


def _as_y4m(pictures: Iterable[Picture]) -> bytes:
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{LIVE_FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode()
    return header + b"".join(b"FRAME\n" + cv2.cvtColor(one, cv2.COLOR_BGR2YUV_I420).tobytes() for one in pictures)
