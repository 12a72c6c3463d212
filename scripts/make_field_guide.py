"""Make the pictures of docs/field-guide: what the browser tests see of the running product, made small.

`python -m scripts.make_field_guide` runs the tests first; with `--no-run` it takes what out/screens/ has.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "out" / "screens"
PICTURES = ROOT / "docs" / "field-guide" / "pictures"
TESTS = ("test_other_paths", "test_close_the_round", "test_companion", "test_field_guide")
# Tablets keep all of them without a network: each must stay small.
MOST_BYTES = 60_000
MOST_WIDTH = 960
QUALITIES = (80, 70, 60, 50, 40)


@dataclass(frozen=True)
class Picture:
    """A picture of the guide: which screen of the album, and how much of its height from the top."""

    name: str
    screen: str
    share: float = 1.0


GUIDE = (
    Picture("packed", "tablet-06-packed"),
    Picture("find", "tablet-09-find"),
    Picture("match", "tablet-21-match"),
    Picture("proxy", "tablet-41-household_register"),
    Picture("sign", "tablet-21-sign"),
    Picture("fingerprint", "tablet-44-fingerprint"),
    Picture("temporary-card", "tablet-45-temporary-card"),
    Picture("wrong-card", "tablet-31-wrong-face"),
    Picture("not-served", "tablet-37-not-served"),
    Picture("companion-check", "companion-04-check-ticked"),
    Picture("companion-activate", "companion-06-activate-filled"),
    Picture("outbox", "tablet-38-outbox"),
    Picture("paper", "paper-roster", share=0.62),
    Picture("close", "tablet-42-sign"),
    Picture("check-in", "desk-20-check-in"),
)


def walk() -> None:
    """Let the browser tests fill the album. Exits with their code when one fails."""
    paths = [f"tests/browser/{test}.py" for test in TESTS]
    command = [sys.executable, "-m", "pytest", "--quiet", "-m", "browser", *paths]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"SONGKA_SCREENS": "1"}, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def shrink(picture: Picture) -> bytes:
    """Return a screen as WebP of at most MOST_BYTES. Exits when the album has no such screen, or it stays too large."""
    path = SCREENS / f"{picture.screen}.png"
    if not path.is_file():
        sys.exit(f"{path.relative_to(ROOT)} is missing: run `make field-guide`")
    with Image.open(path) as image:
        seen = image.convert("RGB").crop((0, 0, image.width, round(image.height * picture.share)))
    if seen.width > MOST_WIDTH:
        seen = seen.resize((MOST_WIDTH, round(seen.height * MOST_WIDTH / seen.width)), Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        small = BytesIO()
        seen.save(small, "WEBP", quality=quality, method=6)
        if small.tell() <= MOST_BYTES:
            return small.getvalue()
    sys.exit(f"{picture.name} is larger than {MOST_BYTES} bytes even at quality {QUALITIES[-1]}")


def main() -> None:
    """Write all pictures of the guide, and remove those that it no longer has."""
    if "--no-run" not in sys.argv[1:]:
        walk()
    made = {f"{picture.name}.webp": shrink(picture) for picture in GUIDE}
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.webp"):
        if old.name not in made:
            old.unlink()
    for name, content in made.items():
        (PICTURES / name).write_bytes(content)
    total = sum(map(len, made.values()))
    sys.stdout.write(f"{len(made)} pictures, {total // 1024} KB, in {PICTURES.relative_to(ROOT)}/\n")


if __name__ == "__main__":
    main()
