"""Write sheets as the province sends them (domain 2.1), from a fixed seed and byte for byte the same each time."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

import xlsxwriter

from server.demo.people.rules import Person, bank_card_number, people

_HEADER = (
    "姓名", "社会保障号码", "社保卡号", "批次", "联系地址", "联系电话",
    "所属银行", "银行账号", "所属卡商", "所属城市", "经办机构", "装箱位置",
)  # fmt: skip
NUMBER_COLUMN = 1
_CARDS_A_BOX = 50
_BOXES_A_FLOOR = 6
_WRITTEN = datetime(2026, 11, 2, 8, 0)  # noqa: DTZ001  # office documents know no zone


@dataclass(frozen=True)
class Village:
    """How many cards of which bank go to a village; `address` is what people write before the group."""

    address: str
    bank: str
    cards: int


@dataclass(frozen=True)
class Consignment:
    """A batch as the card factory packed it. `first_card` numbers its cards, `cabinet` begins the box positions."""

    number: str
    area_code: str
    agency: str
    first_card: int
    cabinet: int
    villages: tuple[Village, ...]
    seed: int
    with_mistakes: bool = False


def workbook(consignment: Consignment) -> bytes:
    """Return the .xlsx of a consignment."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    book.set_properties({"title": consignment.number, "created": _WRITTEN})
    sheet = book.add_worksheet("成品卡")
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(_HEADER) - 1, 20, text)
    sheet.write_row(0, 0, _HEADER, text)
    for place, row in enumerate(rows(consignment), start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(place, column, cell, text)
            else:
                sheet.write_number(place, column, cell)
    book.close()
    return kept.getvalue()


def rows(consignment: Consignment) -> list[list[str | float]]:
    """Return the rows below the header; with mistakes where the consignment is to show what the preview finds."""
    made = list(_rows(consignment))
    if consignment.with_mistakes:
        _make_mistakes(made)
    return made


def _rows(consignment: Consignment) -> Iterator[list[str | float]]:
    random = Random(consignment.seed)  # noqa: S311  # the same sheet everywhere, no secret
    crowd = people(consignment.area_code, consignment.seed)
    count = 0
    for village in consignment.villages:
        for _ in range(village.cards):
            yield _row(consignment, village, next(crowd), count, random)
            count += 1


def _row(consignment: Consignment, village: Village, person: Person, count: int, random: Random) -> list[str | float]:
    box, slot = divmod(count, _CARDS_A_BOX)
    floor, box = divmod(box, _BOXES_A_FLOOR)
    return [
        person.name,
        person.number,
        f"B{consignment.first_card + count:08d}",
        consignment.number,
        f"{village.address}{random.randrange(1, 6)}组{random.randrange(1, 90)}号",
        person.phone,
        village.bank,
        bank_card_number(random),
        "东方卡厂",
        "延边州",
        consignment.agency,
        f"{consignment.cabinet}-{floor + 1}-{box + 1}-{slot + 1:02d}",
    ]


def _make_mistakes(made: list[list[str | float]]) -> None:
    """Make what offices really send: a number a spreadsheet rounded, a typing error, a box used twice, odd dots."""
    name, number, box, address = 0, NUMBER_COLUMN, 11, 4
    made[3][number] = float(str(made[3][number])[:17] + "0")
    digits = str(made[8][number])
    made[8][number] = digits[:17] + ("3" if digits[17] != "3" else "5")
    made[13][box] = made[12][box]
    made[17][name] = "买买提・艾力"
    made[21][address] = "老砖厂家属楼"
    made[22][address] = "老砖厂家属楼"
