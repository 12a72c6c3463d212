"""Start everything one office needs: API with the PWA, worker, and the sandbox that stands for the outside.

Migrates first, loads the demonstration when the database is empty, says where to open it, and stops
all of it on Ctrl-C.
"""

import os
import shlex
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from honcho.manager import Manager

from server.config import Config, ConfigError, config_from_environment

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
START_SECONDS = 60


@dataclass(frozen=True)
class Listener:
    """Where the API listens and with which certificate."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


def refuse_busy_port(host: str, port: int, variable: str) -> None:
    """Stop at once, with advice, when someone else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            sys.exit(
                f"Port {port} cannot be used on {host}: {problem.strerror}.\n"
                f"Is Songka already running? Otherwise choose another port, for example:\n"
                f"  make run {variable}={port + 10}"
            )


def flask(*arguments: str, module: str = "server") -> list[str]:
    """Return the command line of a Flask command."""
    return [str(BIN / "flask"), "--app", module, *arguments]


def prepare() -> str:
    """Bring the database up to date; load the demonstration into an empty one; return its accounts."""
    print("Preparing the database", flush=True)
    subprocess.run(flask("db", "upgrade"), cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    if os.environ.get("SONGKA_DEMO", "1") == "0":
        return ""
    shown = subprocess.run(flask("demo"), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return shown.stdout


def api_command(listener: Listener) -> list[str]:
    """Return gunicorn's command line: threads, since uploads wait for the network, not for the processor."""
    tls = ["--certfile", str(listener.certificate), "--keyfile", str(listener.key)] if listener.certificate else []
    return [
        str(BIN / "gunicorn"), "server:serve()",
        "--bind", f"{listener.host}:{listener.port}",
        "--worker-class", "gthread",
        "--workers", os.environ.get("SONGKA_WORKERS", "1"),
        "--threads", os.environ.get("SONGKA_THREADS", "16"),
        "--timeout", "120", "--graceful-timeout", "4", "--keep-alive", "30",
        "--no-control-socket", "--log-level", "warning",
        *tls,
    ]  # fmt: skip


def sandbox_command(port: int) -> list[str]:
    """Return the command line of the stand-in for province and bank."""
    return [
        str(BIN / "gunicorn"), "server.sandbox:create_app()",
        "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--threads", "4",
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip


def manager(config: Config, listener: Listener) -> Manager:
    """Return the processes, not yet started."""
    all_of_it = Manager()
    # The terminal shows what went wrong; SONGKA_LOG_LEVEL=info shows every request.
    environment = {"SONGKA_LOG_LEVEL": "warning"} | os.environ | {"PYTHONUNBUFFERED": "1"}
    commands = {
        "api": api_command(listener),
        "worker": flask("worker"),
        "sandbox": sandbox_command(config.sandbox_port),
    }
    for name, command in commands.items():
        # "exec": signals reach the program itself, not a shell around it. "setpriv": a terminal that is
        # closed without Ctrl-C takes it along.
        line = f"exec setpriv --pdeathsig TERM {shlex.join(command)}"
        all_of_it.add_process(name, line, env=environment, cwd=str(ROOT))
    return all_of_it


def announce(listener: Listener, greeting: str, authority: Path | None) -> None:
    """Print the greeting once the API answers."""
    trusting = ssl.create_default_context(cafile=str(authority)) if authority else None
    url = f"{'https' if authority else 'http'}://127.0.0.1:{listener.port}/healthz"
    for _ in range(START_SECONDS * 5):
        try:
            urllib.request.urlopen(url, timeout=2, context=trusting).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.2)
        else:
            print(greeting, flush=True)
            return


def run(config: Config, listener: Listener, greeting: str, authority: Path | None = None) -> int:
    """Run all processes until one ends or the person stops them."""
    all_of_it = manager(config, listener)
    threading.Thread(target=announce, args=(listener, greeting, authority), daemon=True).start()
    all_of_it.loop()
    code: int = all_of_it.returncode or 0
    # Ctrl-C is how one stops it, not a failure.
    return 0 if code == 128 + signal.SIGINT else code


def main() -> None:
    """Start on this machine only."""
    try:
        config = config_from_environment()
    except ConfigError as problem:
        sys.exit(str(problem))
    listener = Listener(config.host, config.port)
    refuse_busy_port(config.host, config.port, "PORT")
    refuse_busy_port("127.0.0.1", config.sandbox_port, "SANDBOX_PORT")
    accounts = prepare()
    greeting = f"\n送卡 Songka is ready:  {config.public_url}\n\n{accounts}\nCtrl-C stops it.\n"
    sys.exit(run(config, listener, greeting))


if __name__ == "__main__":
    main()
