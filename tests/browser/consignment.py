"""A batch of finished cards for one village, as the province's sheet lists it. Everybody is invented."""

from itertools import islice
from typing import Any

from tests.browser.serve_steps import Villager
from tests.support.people import identity_numbers
from tests.support.sheets import xlsx

BATCH = "2026-1125"
VILLAGE = "太阳村委会"
BANK = "长白农商银行"
UNMATCHED_ADDRESS = "老粮库家属楼"

# Name and initials; a character of plane 2, and a name of two parts.
_PEOPLE = (
    ("李𬱖", ""),
    ("阿依古丽·麦麦提", "AYGL"),
    ("金英顺", "JYS"),
    ("朴哲男", "PZN"),
    ("崔成日", "CCR"),
    ("赵玉兰", "ZYL"),
    ("许光哲", "XGZ"),
    ("尹明姬", "YMJ"),
    ("方大山", "FDS"),
    ("全爱子", "QAZ"),
    ("刘长海", "LCH"),
    ("张春花", "ZCH"),
)


def villagers() -> list[Villager]:
    """The people whose cards the sheet lists without a fault, in box order."""
    return [
        Villager(name, number, f"B{88_001 + place:08d}", initials, f"5-1-1-{place + 1:02d}")
        for place, ((name, initials), number) in enumerate(zip(_PEOPLE, _numbers(len(_PEOPLE)), strict=True))
    ]


def sheet() -> bytes:
    """The sheet: twelve people, one at an address that names no village, and two rows with faults."""
    rows = [_row(villager, place) for place, villager in enumerate(villagers())]
    wrong_digit, as_float = _numbers(14)[12:]
    spoilt = Villager("王小明", _with_wrong_check_digit(wrong_digit), "B00088090", "", "5-1-1-13")
    rounded = Villager("孙丽华", as_float, "B00088091", "", "5-1-1-14")
    rows += [_row(spoilt, 12), _row(rounded, 13)]
    rows[-1][1] = float(as_float[:17] + "0")  # what a spreadsheet makes of it
    rows[1][0] = rows[1][0].replace("·", "\u30fb")  # as some offices type the dot
    rows[11][6] = UNMATCHED_ADDRESS
    return xlsx(rows)


def _numbers(count: int) -> list[str]:
    return list(islice(identity_numbers(), count))


def _with_wrong_check_digit(number: str) -> str:
    return number[:17] + ("3" if number[17] != "3" else "5")


def _row(villager: Villager, place: int) -> list[Any]:
    return [
        villager.name,
        villager.number,
        villager.card_number,
        BATCH,
        "",
        "",
        f"吉林省安图县明月镇太阳村{place % 4 + 1}组",
        f"1390000{place:04d}",
        BANK,
        "东方卡厂",
        "延边州",
        "安图县人社局",
        villager.box_position,
    ]
