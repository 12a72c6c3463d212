"""Sizes of files in the words people know them by."""

_UNITS = ("B", "KB", "MB", "GB")
_STEP = 1024


def size_in_words(length: int) -> str:
    """Write a number of bytes as `6 MB`: rounded down, so that a file of the size named always fits."""
    unit = 0
    while length >= _STEP and unit < len(_UNITS) - 1:
        length, unit = length // _STEP, unit + 1
    return f"{length} {_UNITS[unit]}"
