"""Made-up registers: people, cards and hands that exist nowhere."""

from datetime import date
from math import cos, sin
from random import Random

from server.core.identity_numbers import check_character
from server.forms.collection_register.models import (
    CollectionLine,
    CollectionRegister,
    Proxy,
    TemporaryCardLine,
)
from server.forms.typesetting.models import Ink, Signer

HELD_ON = date(2026, 11, 24)
FAMILY_NAMES = "朴金李崔郑王张刘孙逄阎鄢"
GIVEN_NAMES = ("贞姬", "永哲", "美花", "秀兰", "国栋", "龙", "燚", "东宇", "淑芬", "明浩")
VILLAGES = ("明月镇龙山村一组", "明月镇长兴村三组", "石门镇舞鹤村二组", "明月镇九龙社区4号楼2单元301室")


def citizen_number(random: Random) -> str:
    """Make a number of 安图县 with a valid check digit."""
    born = f"{random.randint(1935, 2010)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    body = f"222426{born}{random.randint(0, 999):03}"
    return body + check_character(body)


def handwriting(random: Random, letters: int = 3) -> Ink:
    """Draw a signature: wavy strokes of some length and pace on a pad of 600 × 220."""
    strokes = []
    clock = 0.0
    for letter in range(letters):
        for _ in range(random.randint(3, 6)):
            x, y = 60 + letter * 480 / letters + random.uniform(0, 90), random.uniform(40, 170)
            turn, bend = random.uniform(0, 6.3), random.uniform(-0.16, 0.16)
            stroke = []
            for _ in range(random.randint(6, 30)):
                pace = random.uniform(2, 8)
                x, y, turn = x + pace * cos(turn), y + 0.8 * pace * sin(turn), turn + bend
                clock += 12
                stroke.append((round(x, 1), round(y, 1), clock))
            strokes.append(tuple(stroke))
            clock += 120
    return Ink(tuple(strokes), 600, 220)


def collection_line(serial: int, random: Random) -> CollectionLine:
    """Make one line; every fourth is collected by a proxy, every tenth has a temporary card."""
    name = random.choice(FAMILY_NAMES) + random.choice(GIVEN_NAMES)
    proxy = None
    if serial % 4 == 0:
        number = citizen_number(random)
        proxy = Proxy(random.choice(FAMILY_NAMES) + random.choice(GIVEN_NAMES), number, "女儿", "13900000000")
    card = TemporaryCardLine("returned") if serial % 10 == 0 else TemporaryCardLine()
    if serial % 21 == 0:
        card = TemporaryCardLine("fee_paid", f"JL{serial:06}")
    way = "self" if proxy is None else "reserved_proxy" if serial % 8 == 0 else "direct_relative"
    return CollectionLine(
        serial=serial,
        name=name,
        social_security_number=citizen_number(random),
        card_number=f"B{random.randint(0, 99_999_999):08}",
        bank=random.choice(("吉林银行", "农业银行", "邮储银行", "农信社(延边农商行)")),
        address=random.choice(VILLAGES),
        phone=f"1390000{random.randint(0, 9999):04}",
        way=way,
        proxy=proxy,
        temporary_card=card,
        social_enabled=True,
        financial_active=None if proxy else serial % 9 != 0,
        password_changed=None if proxy else serial % 9 != 0,
        signature=handwriting(random, random.randint(2, 3)),
        collected_on=HELD_ON,
        hr_officer="李春燕",
        bank_officer="赵明",
    )


def collection_register(count: int, seed: int = 5, **changes: object) -> CollectionRegister:
    """Make a register of that many lines, the same for the same seed."""
    random = Random(seed)
    lines = tuple(collection_line(serial, random) for serial in range(1, count + 1))
    fields = {
        "body": "安图县",
        "place": "明月镇龙山村村民委员会",
        "held_on": HELD_ON,
        "round_number": "AT-2026-0042",
        "hr_officer": Signer("李春燕", handwriting(random)),
        "bank_officer": Signer("赵明", handwriting(random, 2)),
        "lines": lines,
    }
    return CollectionRegister(**(fields | changes))  # type: ignore[arg-type]
