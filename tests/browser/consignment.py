"""A batch of finished cards for one village, as the province's sheet lists it. Everybody is invented."""

from datetime import date
from itertools import islice
from typing import Any

from tests.browser.serve_steps import Villager
from tests.support.people import identity_numbers
from tests.support.sheets import xlsx

BATCH = "2026-1125"
VILLAGE = "太阳村委会"
BANK = "长白农商银行"
UNMATCHED_ADDRESS = "老粮库家属楼"

# Name, initials, sex; a character of plane 2, and a name of two parts.
_PEOPLE = (
    ("李𬱖", "", "F"),
    ("阿依古丽·麦麦提", "AYGL", "F"),
    ("金英顺", "JYS", "F"),
    ("朴哲男", "PZN", "M"),
    ("崔成日", "CCR", "M"),
    ("赵玉兰", "ZYL", "F"),
    ("许光哲", "XGZ", "M"),
    ("尹明姬", "YMJ", "F"),
    ("方大山", "FDS", "M"),
    ("全爱子", "QAZ", "F"),
    ("刘长海", "LCH", "M"),
    ("张春花", "ZCH", "F"),
)


def villagers() -> list[Villager]:
    """The people whose cards the sheet lists without a fault, in box order."""
    return [
        Villager(name, number, f"B{88_001 + place:08d}", initials, f"5-1-1-{place + 1:02d}")
        for place, ((name, initials, _), number) in enumerate(zip(_PEOPLE, _numbers(), strict=True))
    ]


def sheet() -> bytes:
    """The sheet: twelve people, one at an address that names no village, and two rows with faults."""
    rows = [_row(villager, place) for place, villager in enumerate(villagers())]
    wrong_digit, as_float = islice(identity_numbers(first=date(1990, 2, 4)), 2)
    spoilt = Villager("王小明", _with_wrong_check_digit(wrong_digit), "B00088090", "", "5-1-1-13")
    rounded = Villager("孙丽华", as_float, "B00088091", "", "5-1-1-14")
    rows += [_row(spoilt, 12), _row(rounded, 13)]
    rows[-1][1] = float(as_float[:17] + "0")  # what a spreadsheet makes of it
    rows[1][0] = rows[1][0].replace("·", "\u30fb")  # as some offices type the dot
    rows[11][6] = UNMATCHED_ADDRESS
    return xlsx(rows)


def _numbers() -> list[str]:
    """One number a person, of their sex (the last digit but one) and each of another year."""
    numbers = islice(identity_numbers(), 0, None, 41)
    return [next(number for number in numbers if (int(number[16]) % 2 == 1) == (sex == "M")) for *_, sex in _PEOPLE]


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
