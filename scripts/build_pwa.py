"""Build the PWA into pwa/dist, unless nothing it is made of has changed since.

Beside each text or WebAssembly file stands its gzip, which the server sends as it is: a tablet on a
weak link fetches a third, and no request costs a compression. Whoever builds at the same time waits and finds it built.
"""

import fcntl
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PWA = ROOT / "pwa"
DIST = PWA / "dist"
STAMP = PWA / "node_modules" / ".stamps" / "build"
PACKED = {".js", ".css", ".html", ".svg", ".json", ".wasm", ".onnx", ".webmanifest"}
# Below this a packet is a packet.
WORTH_PACKING = 1024


def sources() -> Iterator[Path]:
    """Yield every file the build reads, in a fixed order."""
    outside = (ROOT / "server" / "rules" / "tables", ROOT / "docs" / "field-guide")
    for folder in (PWA / "src", PWA / "scripts", PWA / "public", PWA / "models", *outside):
        yield from sorted(path for path in folder.rglob("*") if path.is_file())
    for name in ("index.html", "package-lock.json", "tsconfig.base.json", "tsconfig.json", "vite.config.ts"):
        yield PWA / name


def fingerprint(version: str) -> str:
    """Return one hash over names and contents of all sources, and the version."""
    digest = hashlib.sha256(version.encode())
    for path in sources():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def name_of(version: str, sources_hash: str) -> str:
    """Return what the screens show and each record says of its build: the version, and what it was built from (T21)."""
    return f"{version}+{sources_hash[:8]}"


def node() -> str:
    """Return Node's path: the environment's own first."""
    own = Path(sys.executable).parent / "node"
    found = str(own) if own.exists() else shutil.which("node")
    if not found:
        sys.exit("Node is missing: run `make setup`")
    return found


def pack() -> None:
    """Write the gzip beside each file that gains from it."""
    for path in DIST.rglob("*"):
        if path.suffix not in PACKED or path.stat().st_size < WORTH_PACKING:
            continue
        # No time in the header: the same build gives the same bytes.
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def main() -> None:
    """Build, one at a time."""
    STAMP.parent.mkdir(parents=True, exist_ok=True)
    with STAMP.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build()


def build() -> None:
    """Build, pack, remember."""
    version = os.environ.get("SONGKA_BUILD", "0.1.0")
    current = fingerprint(version)
    if (DIST / "index.html").is_file() and STAMP.is_file() and STAMP.read_text() == current:
        return
    print("Building the PWA", flush=True)
    STAMP.unlink(missing_ok=True)
    vite = PWA / "node_modules" / "vite" / "bin" / "vite.js"
    environment = os.environ | {"VITE_BUILD": name_of(version, current)}
    done = subprocess.run(
        [node(), vite, "build", "--logLevel", "warn"], cwd=PWA, env=environment, check=False, capture_output=True
    )
    if done.returncode:
        sys.exit((done.stdout + done.stderr).decode(errors="replace"))
    pack()
    STAMP.write_text(current)


if __name__ == "__main__":
    main()
