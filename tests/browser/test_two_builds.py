"""T21: two builds of the same sources are the same bytes, and say of themselves what they were built from."""

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from scripts.build_pwa import PWA, fingerprint, name_of, node

pytestmark = pytest.mark.browser

VERSION = os.environ.get("SONGKA_BUILD", "0.1.0")


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file of a build; the copies that are packed for the way come of these."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".gz")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_t21_two_builds_of_the_same_sources_are_the_same_bytes(pwa: Path, tmp_path: Path) -> None:
    name = name_of(VERSION, fingerprint(VERSION))
    subprocess.run(
        [node(), "node_modules/vite/bin/vite.js", "build", "--logLevel", "error", "--outDir", str(tmp_path / "again")],
        cwd=PWA, env=os.environ | {"VITE_BUILD": name}, check=True, capture_output=True,
    )  # fmt: skip
    first, again = hashes(pwa), hashes(tmp_path / "again")
    assert first == again
    assert len(first) > 20
    # What a record says of its build, it says of these sources.
    assert any(name in path.read_text("utf-8") for path in pwa.rglob("*.js"))
