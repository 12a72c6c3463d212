"""Who lives in village M, and what befalls each of them on the day. Everybody is invented; the seed is fixed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from random import Random
from typing import Any

from server.core.clock import local_date, utc_now
from tests.support.people import identity_numbers
from tests.support.sheets import HEADER, xlsx

SEED = 20_261_127
PEOPLE = 280
BATCH = "2026-1127"
VILLAGE, VILLAGE_CODE = "新安村委会", "222426100200"
BANK = "长白农商银行"
FEE_FEN = 2000

# Fate and how many it befalls; the sum is everybody.
FATES = {
    "self": 158,
    "reserved_proxy": 20,
    "direct_relative": 37,
    "proxy_refused": 8,
    "absent": 41,
    "moved": 5,
    "refused": 3,
    "dead": 2,
    "wrong_name": 3,
    "wrong_photo": 2,
    "wrong_number": 1,
}
HANDED = ("self", "reserved_proxy", "direct_relative")
COLLECTED = sum(FATES[fate] for fate in HANDED)
WRONG = sum(count for fate, count in FATES.items() if fate.startswith("wrong_"))
DEAD = FATES["dead"]
UNCOLLECTED = PEOPLE - COLLECTED - WRONG - DEAD

FINANCE_REFUSED = 9
TYPED = 8
FINGERPRINTS = {"self": 9, "direct_relative": 2}
HOME_VISITS = 6
TEMPORARY = {"returned": 7, "lost": 2}
CHILDREN, CHILD_YEARS = 2, 9

PROXY_HEADER = ("代办人姓名", "代办人证件号", "代办人电话", "代办人关系")
_SURNAMES = "李朴王金张崔单仇解刘赵许尹方全郑玄南"
_GIVEN = "玉珍哲洙桂兰英花德贵明淑福来长海芬春善光日成国顺"
_RELATIONS = ("spouse", "child", "parent", "grandchild")
_ROOMS = 25


@dataclass(frozen=True)
class Proxy:
    """Who came in somebody's place."""

    name: str
    number: str
    phone: str
    relation: str | None


@dataclass(frozen=True)
class Villager:
    """One person of the village, the card that waits for them, and what the day brings."""

    name: str
    number: str
    sex: str
    card_number: str
    box_position: str
    address: str
    phone: str
    fate: str
    proxy: Proxy | None = None
    financial: str | None = None  # activated | refused; None where nobody may ask (1.1.3.c)
    typed: bool = False
    fingerprint: bool = False
    home: bool = False
    temporary: str | None = None  # returned | lost
    child: bool = False  # below the age for an ID card: the household register stands in for it (1.1.2.a)

    @property
    def collected(self) -> bool:
        """Tell whether the card leaves the team's hands."""
        return self.fate in HANDED


def villagers(seed: int = SEED) -> list[Villager]:
    """Return everybody in box order; the same seed gives the same people and the same day."""
    random = Random(seed)
    fates = [fate for fate, count in FATES.items() for _ in range(count)]
    random.shuffle(fates)
    numbers = islice(identity_numbers(first=date(1938, 2, 3)), PEOPLE)
    proxies = _proxies(random)
    people = [
        _villager(random, place, number, fate, proxies)
        for place, (number, fate) in enumerate(zip(numbers, fates, strict=True))
    ]
    return _with_particulars(random, people)


def temporary_card_number(villager: Villager) -> str:
    """Return the number of the temporary card that a person was once given."""
    return f"L{villager.card_number[-7:]}"


def sheet(people: Sequence[Villager]) -> bytes:
    """Return the province's sheet of their finished cards, reserved proxies included (1.1.3.a)."""
    return xlsx([_row(villager) for villager in people], header=(*HEADER, *PROXY_HEADER))


def _villager(random: Random, place: int, number: str, fate: str, proxies: Iterator[Proxy]) -> Villager:
    proxy = next(proxies) if fate in ("reserved_proxy", "direct_relative", "proxy_refused") else None
    if fate == "reserved_proxy" and proxy is not None:
        proxy = replace(proxy, relation=None)
    if fate == "proxy_refused" and proxy is not None:
        proxy = replace(proxy, relation="neighbour")
    return Villager(
        name=_name(random),
        number=number,
        sex=_sex(number),
        card_number=f"M{place + 1:08d}",
        box_position=f"7-1-{place // _ROOMS + 1}-{place % _ROOMS + 1}",
        address=f"吉林省安图县明月镇新安村{place % 6 + 1}组",
        phone=f"1380000{place:04d}",
        fate=fate,
        proxy=proxy,
    )


def _with_particulars(random: Random, people: list[Villager]) -> list[Villager]:
    """Say who types, cannot write, is seen at home, has a temporary card, and what the bank's terminal says."""
    of_fate = {fate: [place for place, one in enumerate(people) if one.fate == fate] for fate in HANDED}
    changed = list(people)

    def choose(fate: str, count: int, **particulars: Any) -> None:
        for place in random.sample(of_fate[fate], count):
            changed[place] = replace(changed[place], **particulars)

    for place in of_fate["self"]:
        changed[place] = replace(changed[place], financial="activated")
    choose("self", FINANCE_REFUSED, financial="refused")
    choose("self", TYPED, typed=True)
    choose("self", HOME_VISITS, home=True)
    for fate, count in FINGERPRINTS.items():
        choose(fate, count, fingerprint=True)
    for how, count in TEMPORARY.items():
        free = [place for place in of_fate["self"] if changed[place].temporary is None]
        for place in random.sample(free, count):
            changed[place] = replace(changed[place], temporary=how)
    return _with_children(random, changed)


def _with_children(random: Random, people: list[Villager]) -> list[Villager]:
    """Make some of those for whom a relative comes into children, whose grandparent brings the register (1.1.3.b)."""
    changed = list(people)
    free = [place for place, one in enumerate(people) if one.fate == "direct_relative" and not one.fingerprint]
    # As old as this on every day on which the village is lived.
    numbers = identity_numbers(first=date(local_date(utc_now()).year - CHILD_YEARS, 1, 4))
    for place, number in zip(random.sample(free, CHILDREN), numbers, strict=False):
        proxy = people[place].proxy
        changed[place] = replace(
            people[place],
            number=number,
            sex=_sex(number),
            proxy=proxy and replace(proxy, relation="grandparent"),
            child=True,
        )
    return changed


def _proxies(random: Random) -> Iterator[Proxy]:
    numbers = identity_numbers(area="222426", first=date(1961, 6, 7))
    for place, number in enumerate(numbers):
        yield Proxy(_name(random), number, f"1381111{place:04d}", random.choice(_RELATIONS))


def _sex(number: str) -> str:
    return "male" if int(number[16]) % 2 else "female"


def _name(random: Random) -> str:
    return random.choice(_SURNAMES) + "".join(random.sample(_GIVEN, random.choice((1, 2, 2, 2))))


def _row(villager: Villager) -> list[Any]:
    reserved = villager.proxy if villager.fate == "reserved_proxy" else None
    return [
        villager.name,
        villager.number,
        villager.card_number,
        BATCH,
        "",
        "",
        villager.address,
        villager.phone,
        BANK,
        "东方卡厂",
        "延边州",
        "安图县人社局",
        villager.box_position,
        reserved.name if reserved else "",
        reserved.number if reserved else "",
        reserved.phone if reserved else "",
        "",
    ]
