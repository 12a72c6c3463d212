"""Compare a printed form with its golden text and picture; SONGKA_WRITE_GOLDEN=1 writes them anew, to be looked at."""

import os
from pathlib import Path

import numpy as np
from PIL import Image

from tests.server.forms import pages

GOLDEN = Path(__file__).parent / "golden"
_PAPER_MAY_DIFFER = 0.002


def expect_golden(pdf: bytes, name: str) -> None:
    """Expect the words of every page and the look of the first to be as they were."""
    text = "\f".join(pages.texts(pdf))
    page = pages.picture(pdf).mean(axis=2)
    if os.environ.get("SONGKA_WRITE_GOLDEN"):
        (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")
        Image.fromarray(page.astype(np.uint8)).save(GOLDEN / f"{name}.png", optimize=True)
    assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    with Image.open(GOLDEN / f"{name}.png") as image:
        golden = np.asarray(image).astype(float)
    assert page.shape == golden.shape
    assert (abs(page - golden) > 80).mean() < _PAPER_MAY_DIFFER
