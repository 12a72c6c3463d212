"""Passwords: argon2id, and what is too weak."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from server.core.errors import Refusal
from server.rules import policy

# No I, L, O or U: what is read off paper must not be mistaken (Crockford's base 32).
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def hash_password(password: str) -> str:
    """Return the argon2id hash in its own notation, parameters included."""
    return _hasher().hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Tell whether the password is right; without a stored hash the work is done on one nobody's password made."""
    try:
        _hasher().verify(stored or _nobodys_hash(), password)
    except VerificationError:
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def refuse_weak_password(password: str, username: str) -> None:
    """Refuse what is short or the account's own name.

    Raises:
        Refusal: password_too_weak.
    """
    length = policy("password.min_length")
    if len(password) < length or password.strip().lower() == username.lower():
        raise Refusal("password_too_weak", length=length)


def spell(random: bytes) -> str:
    """Spell random bytes for people, five bits a character, in fours: K7QM-3XPD. Needs a multiple of 5 bytes."""
    number, count = int.from_bytes(random, "big"), len(random) * 8 // 5
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(5 * (count - 1), -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, count, 4))


def read_spelling(typed: str) -> str:
    """Return what was meant by something typed off paper: no dashes or spaces, capitals, 0 for O, 1 for I and L."""
    return "".join(c for c in typed.upper().translate(_MISREAD) if c in _LETTERS)


@cache
def _hasher() -> PasswordHasher:
    parameters = policy("password.kdf")
    return PasswordHasher(
        time_cost=parameters["iterations"],
        memory_cost=parameters["memory_kib"],
        parallelism=parameters["parallelism"],
    )


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody")
