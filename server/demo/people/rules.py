"""Make up cardholders from a fixed seed: the same people at every installation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from server.core.identity_numbers import check_character
from server.core.luhn import luhn_is_valid

_HAN_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧单仇解"
_HAN_WOMEN = "玉兰 秀英 桂珍 淑华 丽娟 凤琴 春梅 雅芳 静 婷婷 海燕 晓红 金凤 玉珍 慧敏 佳怡"
_HAN_MEN = "德福 长山 世荣 建国 志强 永胜 明 磊 国栋 文斌 玉林 春生 宝库 立新 子轩 浩然"
_KOREAN_SURNAMES = "金李朴崔郑姜赵尹张林吴韩申徐权黄安宋柳洪全许玄文方朱"
_KOREAN_WOMEN = "明淑 英子 顺爱 福顺 贞姬 善花 美兰 今女 京子 香淑 莲花 恩珠"
_KOREAN_MEN = "正浩 哲男 成日 龙国 东哲 昌范 永洙 虎男 光日 泰植 明哲 相根"
# Names that have broken other systems: a character outside the basic plane, a long one with separators.
_SPECIAL = (("刘𬱖", "male"), ("阿卜杜热合曼·麦麦提敏", "male"), ("古丽娜尔·买买提", "female"), ("马䶮", "male"))
_BORN_FIRST, _BORN_DAYS = date(1938, 1, 1), 27_000
_KOREAN_SHARE = 0.4


@dataclass(frozen=True)
class Person:
    """A made-up cardholder."""

    name: str
    number: str
    sex: str
    phone: str


def people(area_code: str, seed: int) -> Iterator[Person]:
    """Yield made-up people of a county (six digits), no number twice."""
    random = Random(seed)  # noqa: S311  # the same people everywhere, no secret
    used: set[str] = set()
    special = list(_SPECIAL)
    while True:
        name, sex = special.pop() if special and random.random() < 0.02 else _name(random)
        number = _number(area_code, sex, random)
        if number not in used:
            used.add(number)
            yield Person(name, number, sex, _phone(random))


def bank_card_number(random: Random) -> str:
    """Return nineteen digits that begin as UnionPay's do and pass the Luhn check."""
    first = "62" + "".join(str(random.randrange(10)) for _ in range(16))
    return next(first + str(digit) for digit in range(10) if luhn_is_valid(first + str(digit)))


def _name(random: Random) -> tuple[str, str]:
    sex = random.choice(("female", "male"))
    if random.random() < _KOREAN_SHARE:
        surnames, given = _KOREAN_SURNAMES, _KOREAN_WOMEN if sex == "female" else _KOREAN_MEN
    else:
        surnames, given = _HAN_SURNAMES, _HAN_WOMEN if sex == "female" else _HAN_MEN
    return random.choice(surnames) + random.choice(given.split()), sex


def _number(area_code: str, sex: str, random: Random) -> str:
    born = _BORN_FIRST + timedelta(days=random.randrange(_BORN_DAYS))
    # GB 11643: the last digit of the sequence is odd for men.
    sequence = random.randrange(1, 499) * 2 + (1 if sex == "male" else 0)
    first17 = f"{area_code}{born:%Y%m%d}{sequence:03d}"
    return first17 + check_character(first17)


def _phone(random: Random) -> str:
    # 170 0000 xxxx: numbers that nobody is called on.
    return f"1700000{random.randrange(10_000):04d}"
