"""Box positions ("装箱位置", 1-2-3-04): cabinet, floor, box, slot; sorted as numbers, shown as printed."""

import re

_PARTS = re.compile(r"\d+")


def box_sort_key(position: str) -> str:
    """Return text that sorts positions by their numbers: each part padded to six digits.

    A position without any digit sorts last, by itself.
    """
    parts = _PARTS.findall(position)
    return "-".join(part.zfill(6) for part in parts) if parts else f"~{position}"


def normalise_box_position(raw: str) -> str:
    """Return the position with plain hyphens and no spaces."""
    return re.sub(r"\s*[-－—–_/／、.]\s*", "-", raw.strip())
