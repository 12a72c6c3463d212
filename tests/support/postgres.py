"""A private PostgreSQL cluster for one test run: no password, no network, no fsync; gone when the run ends."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_OWNER = "songka"
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "timezone": "UTC",
}


@contextmanager
def private_cluster() -> Iterator[str]:
    """Run a cluster while the block runs, and give the address of its maintenance database.

    The address serves SQLAlchemy with psycopg 3. As root the cluster runs as an unprivileged
    user, since PostgreSQL refuses root.
    """
    programs = _programs()
    # Short, since a Unix socket's path may not pass 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="skpg-", dir="/tmp"))
    as_user = _as_unprivileged(folder)
    try:
        data = folder / "data"
        subprocess.run(
            [*as_user, programs / "initdb", "-D", data, "-U", _OWNER, "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync", "--no-instructions"],
            check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [*as_user, programs / "postgres", "-D", data, "-k", folder, *settings],
                stdout=log, stderr=log, cwd=folder,
            )  # fmt: skip
        try:
            _wait_until_it_answers(folder, server)
            yield f"postgresql+psycopg://{_OWNER}@/postgres?host={folder}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=5)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Return the folder of PostgreSQL's programs: Debian keeps one for each version, off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise FileNotFoundError("PostgreSQL is not installed: run `make setup-test`")
    return Path(on_path).resolve().parent


def _as_unprivileged(folder: Path) -> list[str]:
    # QUIT is PostgreSQL's immediate shutdown: no cluster outlives a test run that was killed.
    dying_with_us = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() != 0:
        return dying_with_us
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return [*dying_with_us, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait_until_it_answers(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            psycopg.connect(host=str(folder), user=_OWNER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-2000:]}")
