"""Made-up papers of a round beside 附件5: people, cards and amounts that exist nowhere."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from server.core.clock import CHINA
from server.forms.error_list.models import ErrorList, WrongCard
from server.forms.fee_receipt.models import FeeReceipt
from server.forms.notification_list.models import InvitedPerson, NotificationList
from server.forms.paper_roster.models import PaperRoster, RosterRow
from server.forms.round_report.models import RoundReport, Section
from server.forms.typesetting.models import Signer
from tests.server.forms.samples import FAMILY_NAMES, GIVEN_NAMES, HELD_ON, VILLAGES, citizen_number, handwriting

RARE_NAME = "孙𬱖䶮"
LONG_NAME = "艾克拜尔·阿不都热合曼江·买买"
ROUND = "222426100201-1"
BANK = "长白农商银行"
PLACE = "明月镇龙山村村民委员会"


def _name(random: Random) -> str:
    return random.choice(FAMILY_NAMES) + random.choice(GIVEN_NAMES)


def _named(lines: list, name: str = "name") -> tuple:
    """Put a rare name and one of 13 characters among the first lines, where there are that many."""
    for index, text in ((1, RARE_NAME), (2, LONG_NAME)):
        if len(lines) > index:
            lines[index] = replace(lines[index], **{name: text})
    return tuple(lines)


def error_list(count: int, **changes: object) -> ErrorList:
    """Make 附件4 of that many cards."""
    random = Random(4)
    items = (("姓名",), ("照片", "号码"), ("出生日期",))
    lines = [
        WrongCard(
            serial, _name(random), citizen_number(random), f"B{serial:08}", items[serial % 3], "应为：孙𬱖（照身份证）",
            True, HELD_ON, "13900001234", "李春燕",
        )
        for serial in range(1, count + 1)
    ]  # fmt: skip
    return replace(ErrorList("安图县", BANK, PLACE, HELD_ON, ROUND, _named(lines)), **changes)


def notification_list(count: int, **changes: object) -> NotificationList:
    """Make a notification list of that many people."""
    random = Random(7)
    people = [
        InvitedPerson(f"{random.choice(FAMILY_NAMES)}*{random.choice('姬哲花兰栋')}", f"{i % 7 + 1}组")
        for i in range(count)
    ]
    listed = NotificationList(
        "安图县", "龙泉村", BANK, PLACE, HELD_ON, "09:00", "15:30", ROUND, 16, "20", _named(people, "masked_name")
    )
    return replace(listed, **changes)


def paper_roster(count: int, **changes: object) -> PaperRoster:
    """Make a paper roster of that many rows; some have a reserved proxy, some a temporary card."""
    random = Random(9)
    rows = [
        RosterRow(
            i, f"R7K3M-{i:04}-X", f"1-2-{(i - 1) // 50 + 1}-{(i - 1) % 50 + 1:02}", _name(random),
            citizen_number(random), random.choice(VILLAGES), f"B{i:08}", "王建国" if i % 5 == 0 else "", i % 9 == 0,
        )
        for i in range(1, count + 1)
    ]  # fmt: skip
    return replace(PaperRoster("安图县", BANK, PLACE, HELD_ON, ROUND, "周敏", "韩磊", _named(rows)), **changes)


def fee_receipt(**changes: object) -> FeeReceipt:
    """Make a receipt of 20 yuan for a lost card."""
    receipt = FeeReceipt("TS-000123", RARE_NAME, "lost", 2000, HELD_ON, PLACE, "明月镇人社站", "周敏", "B00007052")
    return replace(receipt, **changes)


def round_report(devices: int = 2, **changes: object) -> RoundReport:
    """Make the report of a day of 280 cards on so many tablets."""
    first = datetime(2026, 11, 24, 9, 3, tzinfo=CHINA)
    reasons = Counter({"没来": 41, "代领人不符合规定": 8, "不愿领": 6, "已去世": 2})
    columns = ("taken", "handed", "self", "reserved_proxy", "direct_relative", "returned", "wrong", "missing", "open")
    sections = (
        Section("cards", columns, (("280", "215", "158", "20", "37", "57", "6", "2", "0"),), "账卡相符。"),
        Section(
            "devices",
            ("device", "taken", "handed", "returned", "wrong", "missing", "elsewhere", "open"),
            tuple((f"平板 {i + 1}", "140", "107", "29", "3", "1", "0", "0") for i in range(devices)),
        ),
        Section("outcomes", ("item", "count"), tuple((name, f"{count}") for name, count in reasons.items())),
        Section(
            "times",
            ("item", "moment"),
            (("第一张发出", f"{first:%H:%M}"), ("最后一张发出", f"{first + timedelta(hours=6):%H:%M}")),
        ),
        Section(
            "tallies",
            ("device", "book", "number", "check_code", "not_here"),
            (("平板 1", "1", "142", "7K2M", "无"), ("平板 2", "2", "138", "04QX", "3–5、9")),
        ),
        Section("exceptions", ("item", "count"), ()),
    )
    random = Random(3)
    report = RoundReport(
        "安图县", "龙泉村", PLACE, BANK, HELD_ON, ROUND, "closed", Signer("周敏", handwriting(random)),
        Signer("韩磊", handwriting(random, 2)), Signer(RARE_NAME), sections,
    )  # fmt: skip
    return replace(report, **changes)
