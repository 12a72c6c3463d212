"""What lies where in a backup folder, and what its list says. Pure."""

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from server.core.clock import from_wire

Engine = Literal["sqlite", "postgresql"]

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.age"
KEYS, KEYSTORE, POOLS = "keys", "keystore", "evidence-"
SUFFIX = ".age"
# The key that opens the backups must not lie in them.
OWN_KEY = "backup.agekey"
# Between the name of what a restore put aside and the rest.
PUT_ASIDE = ".before-"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds; names of files and hashes, nothing of people. Lengths in bytes, before encryption."""

    id: str
    made_at: str
    build: str
    engine: Engine
    pool: str
    evidence: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT

    def to_text(self) -> str:
        """Write it as JSON."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)


def read_manifest(text: str) -> Manifest:
    """Read the list of a backup.

    Raises:
        ValueError: it is none, or of a later format than this build knows.
    """
    told: Any = json.loads(text)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError("no list of a backup that this build can read")
    known = {one.name: told[one.name] for one in fields(Manifest) if one.name in told}
    try:
        manifest = Manifest(**known)
        from_wire(manifest.made_at)
    except (AttributeError, TypeError) as problem:
        raise ValueError("the list of the backup is not whole") from problem
    return manifest


def is_left_out(name: str) -> bool:
    """Tell whether a file or folder of keys is in no backup: the backups' own key, a draft, what was put aside."""
    return name.startswith((".", OWN_KEY)) or PUT_ASIDE in name


def pool_of(public_key: str) -> str:
    """Return the name of the pool that a key opens: with another key another pool begins, and the old one stays."""
    return f"{POOLS}{public_key.removeprefix('age1')[:8]}"


def pool_path(pool: str, name: str) -> str:
    """Return where a piece of evidence lies in a pool: as in the store, encrypted."""
    return f"{pool}/{name}{SUFFIX}"
