"""Run the product as an office runs it: API, worker and sandbox as processes, on a data folder of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom

from scripts.start import Listener, api_command, flask, sandbox_command
from tests.support import programs

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 20
# Below the ports that the kernel gives to outgoing connections: a stopped server finds its own free again.
PORTS = range(18_000, 32_000)


def free_port() -> int:
    """Find a port that nobody listens on."""
    while True:
        port = SystemRandom().choice(PORTS)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def build_pwa() -> Path:
    """Build the PWA unless it is fresh; gives its folder. SONGKA_PWA names one that is built already."""
    given = os.environ.get("SONGKA_PWA")
    if given:
        return Path(given)
    subprocess.run([sys.executable, "scripts/build_pwa.py"], cwd=ROOT, check=True, capture_output=True)
    return ROOT / "pwa" / "dist"


class Installation:
    """One installation below `folder`; its processes write their logs there."""

    def __init__(self, folder: Path, pwa: Path, template: Path | None = None) -> None:
        self.folder = folder
        self.port, self.sandbox_port = free_port(), free_port()
        self.settings: dict[str, str] = {}  # SONGKA_ variables that a county sets; heeded at the next start
        self._pwa = pwa
        self._running: dict[str, programs.Program] = {}
        if template:
            shutil.copytree(template, folder / "data")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def _environment(self) -> dict[str, str]:
        outside = {name: value for name, value in os.environ.items() if not name.startswith("SONGKA_")}
        return outside | {
            "SONGKA_DATA": str(self.folder / "data"),
            "SONGKA_PORT": str(self.port),
            "SONGKA_SANDBOX_PORT": str(self.sandbox_port),
            "SONGKA_PWA": str(self._pwa),
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def flask(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the product to its end; its exit code is the caller's to judge."""
        return programs.run(flask(*arguments), self._environment, timeout=180)

    def prepare(self) -> None:
        """Make the database and the made-up world."""
        for arguments in (["db", "upgrade"], ["demo"]):
            done = self.flask(*arguments)
            assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start everything and wait until the API answers."""
        self._spawn("sandbox", sandbox_command(self.sandbox_port))
        self._spawn("worker", flask("worker"))
        self.start_api()

    def start_api(self) -> None:
        """Start the API on its port, again if need be, and wait until it answers."""
        self._spawn("api", api_command(Listener("127.0.0.1", self.port)))
        self._wait_until_it_answers()

    def stop_api(self) -> None:
        """Stop the API as an office does in the evening."""
        self._end("api", signal.SIGTERM)

    def kill_api(self) -> None:
        """End the API as a power cut does: all its processes at once, nothing said."""
        self._end("api", signal.SIGKILL)

    def stop(self) -> None:
        """Stop whatever runs, as an office does in the evening."""
        for program in self._running.values():
            program.send_signal(signal.SIGTERM)
        for name in list(self._running):
            self._wait_for_the_end_of(name)

    def end(self) -> None:
        """End whatever runs, at once: nobody looks at its data again."""
        for name in list(self._running):
            self._end(name, signal.SIGKILL)

    def logs(self) -> str:
        """Return the end of each log, to be shown when a test fails."""
        paths = sorted(self.folder.glob("*.log"))
        return "\n".join(f"──── {path.name} ────\n{path.read_text('utf-8', 'replace')[-4000:]}" for path in paths)

    def _spawn(self, name: str, command: Sequence[str]) -> None:
        assert name not in self._running, f"{name} runs already"
        self._running[name] = programs.start(command, self._environment, self.folder / f"{name}.log")

    def _end(self, name: str, how: signal.Signals) -> None:
        if how == signal.SIGKILL:
            self._running[name].kill_all()
        else:
            self._running[name].send_signal(how)
        self._wait_for_the_end_of(name)

    def _wait_for_the_end_of(self, name: str) -> None:
        program = self._running.pop(name)
        try:
            program.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            program.kill_all()
            program.wait(STOP_SECONDS)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()
            except OSError:
                assert self._running["api"].poll() is None, f"the API has ended\n{self.logs()}"
                assert time.monotonic() < deadline, f"the API does not answer\n{self.logs()}"
                time.sleep(0.1)
            else:
                return
