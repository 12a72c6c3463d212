"""Tablets and a companion: the app's own client core in Node, one process each, without a screen."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.installation import ROOT

PWA = ROOT / "pwa"
NODE = str(Path(sys.prefix) / "bin" / "node")
# Below node_modules, so that what is not bundled is found; never part of the app.
BUNDLE = PWA / "node_modules" / ".cache" / "day"


@cache
def bundle() -> Path:
    """Bundle the client core and return the file that Node runs."""
    command = [NODE, "node_modules/vite/bin/vite.js", "build", "--config", "tests/day/vite.config.ts"]
    subprocess.run([*command, "--outDir", str(BUNDLE)], cwd=PWA, check=True, capture_output=True)
    return BUNDLE / "device.js"


class Device:
    """One device; what it is told is what a screen would do."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._log = (folder / f"{name}.log").open("wb")
        self._process = subprocess.Popen(
            [NODE, str(bundle())], cwd=PWA, env=dict(os.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self._log, text=True, encoding="utf-8",
        )  # fmt: skip

    def tell(self, command: str, **given: Any) -> None:
        """Send a command; the answer is fetched with `hear`."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"command": command, **given}, ensure_ascii=False) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Any:
        """Return what the last command gave, or fail with what went wrong."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, f"{self.name} has ended: {Path(self._log.name).read_text('utf-8', 'replace')[-2000:]}"
        answer = json.loads(line)
        assert "failed" not in answer, f"{self.name}: {answer.get('failed')}"
        return answer["ok"]

    def do(self, command: str, **given: Any) -> Any:
        """Send a command and return what it gives."""
        self.tell(command, **given)
        return self.hear()

    def close(self) -> None:
        """Switch the device off."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(20)
        if self._process.stdout:
            self._process.stdout.close()
        self._log.close()
