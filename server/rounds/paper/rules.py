"""The code of a row on a paper roster: which round, which line, and a check. Pure."""

import re
from typing import NamedTuple

# No I, L, O, U: they are read as other characters; no Z, so that there are 31, which is prime.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_SIZE = len(_ALPHABET)
_ROUND_CHARACTERS = 5
_ORDINAL_DIGITS = 4
_CODE = re.compile(rf"([{_ALPHABET}]{{{_ROUND_CHARACTERS}}})-([0-9]{{{_ORDINAL_DIGITS}}})-([{_ALPHABET}])")
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


class RowName(NamedTuple):
    """What a row's code names: the round by its short name, the line by its place in box order."""

    round_name: str
    ordinal: int


def round_name(round_id: str) -> str:
    """Return a round's short name: the random end of its id, in characters that are not mistaken for others."""
    number = int(round_id.replace("-", "")[-8:], 16)
    return "".join(_ALPHABET[number // _SIZE**place % _SIZE] for place in reversed(range(_ROUND_CHARACTERS)))


def row_code(round_id: str, ordinal: int) -> str:
    """Return the code of a row, for instance `R7K3M-0042-X`."""
    body = f"{round_name(round_id)}-{ordinal:0{_ORDINAL_DIGITS}}"
    return f"{body}-{_check(body)}"


def read_row_code(text: str) -> RowName | None:
    """Read a code as scanned or typed; None when it is none or its check does not fit."""
    found = _CODE.fullmatch(text.strip().upper().replace(" ", "").translate(_LOOK_ALIKES))
    if found is None or _check(f"{found[1]}-{found[2]}") != found[3]:
        return None
    return RowName(found[1], int(found[2]))


def _check(body: str) -> str:
    """Return a check that notices every single wrong character and every two that changed places."""
    characters = body.replace("-", "")
    # The size is prime and above every weight: no change of one character or of two neighbours adds up to nothing.
    total = sum(weight * _ALPHABET.index(one) for weight, one in enumerate(characters, start=2))
    return _ALPHABET[total % _SIZE]
