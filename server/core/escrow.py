"""The server's escrow keys: every record is sealed to the newest, and all are kept to open what older ones sealed."""

from pathlib import Path

from joserfc.jwk import ECKey

from server.core.ids import new_id
from server.core.key_files import read_key, write_key
from server.core.public_keys import CURVE

_FOLDER, _FIRST = "escrow", "0.jwk"


def escrow_keys(key_dir: Path) -> dict[str, ECKey]:
    """Return the keys by their thumbprint, the newest first; the first caller makes one."""
    folder = key_dir / _FOLDER
    # Names grow with time (UUIDv7); listed each time, so that a key drawn by another process is known at once.
    names = sorted((path.name for path in folder.glob("*.jwk")), reverse=True)
    if not names:
        write_key(folder / _FIRST, ECKey.generate_key(CURVE))
        names = [_FIRST]
    keys = [read_key(folder / name) for name in names]
    return {key.thumbprint(): key for key in keys}


def newest_escrow_key(key_dir: Path) -> ECKey:
    """Return the key to which new records are sealed."""
    return next(iter(escrow_keys(key_dir).values()))


def rotate_escrow(key_dir: Path) -> str:
    """Draw a new key and return its thumbprint; the older ones stay."""
    escrow_keys(key_dir)
    key = ECKey.generate_key(CURVE)
    write_key(key_dir / _FOLDER / f"{new_id()}.jwk", key)
    return key.thumbprint()
