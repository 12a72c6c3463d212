"""Private keys of the server as files that only it can read, each made once."""

import json
from functools import cache
from pathlib import Path

from joserfc.jwk import ECKey

from server.core.flushed_files import write_once
from server.core.public_keys import CURVE


def kept_key(path: Path) -> ECKey:
    """Return the key in a file; the first caller makes it."""
    if not path.exists():
        write_key(path, ECKey.generate_key(CURVE))
    return read_key(path)


@cache
def read_key(path: Path) -> ECKey:
    """Return the key in a file; a file never changes."""
    return ECKey.import_key(json.loads(path.read_text(encoding="ascii")))


def write_key(path: Path, key: ECKey) -> None:
    """Keep a key: of several processes starting together the first wins, and all read the same file."""
    write_once(path, json.dumps(key.as_dict(private=True)).encode("ascii"))
