"""Who and what the demonstration holds: plain tables."""

from dataclasses import dataclass
from datetime import date

from server.demo.sheets.rules import Consignment, Village
from server.issuance.proxies.rules import Blocked

# One password for all made-up accounts, printed at every start; production refuses to load the demonstration.
PASSWORD = "songka-demo-2026"  # noqa: S105
COUNTY = "222426"


@dataclass(frozen=True)
class Place:
    """An organisation of the demonstration; `key` and `under` are names within these tables."""

    key: str
    kind: str
    name: str
    form_body: str
    under: str
    areas: tuple[str, ...]
    bank_code: str | None = None


@dataclass(frozen=True)
class Account:
    """An account of the demonstration; `appointed_by` None is made at the server."""

    username: str
    name: str
    place: str
    role: str
    appointed_by: str | None


@dataclass(frozen=True)
class DemoRound:
    """A round of the demonstration: how many cards, of which village and bank, by whom."""

    village_code: str
    place: str
    bank_code: str
    specialist: str
    bank_manager: str
    cards: int


@dataclass(frozen=True)
class TemporaryCardHolder:
    """Somebody who was given a temporary card before."""

    social_security_number: str
    number: str
    issued_on: date | None


BANKS = (("99001", "长白农商银行", "长白农商"), ("99002", "图们江银行", "图们江"))

PROVINCE = Place("province", "provincial_center", "吉林省社会保障卡管理中心", "吉林省", "", ("22",))

PLACES = (
    Place("city", "city_hr", "延边州人社局", "延边州", "province", ("2224",)),
    Place("county", "county_hr", "安图县人社局", "安图县", "city", (COUNTY,)),
    Place("mingyue", "grassroots_station", "明月镇人社站", "安图县", "county", ("222426100",)),
    Place("erdao", "grassroots_station", "二道白河镇人社站", "安图县", "county", ("222426102",)),
    Place("changbai", "partner_bank", "长白农商银行", "长白农商银行", "province", ("22",), "99001"),
    Place("changbai_antu", "bank_branch", "长白农商银行安图支行", "长白农商银行", "changbai", (COUNTY,), "99001"),
    Place("tumen", "partner_bank", "图们江银行", "图们江银行", "province", ("22",), "99002"),
    Place("tumen_antu", "bank_branch", "图们江银行安图支行", "图们江银行", "tumen", (COUNTY,), "99002"),
)

ACCOUNTS = (
    Account("hejing", "何静", "province", "provincial_center", None),
    Account("wuyan", "吴岩", "province", "security_admin", None),
    Account("jinyong", "金勇", "city", "city_admin", "hejing"),
    Account("liuyang", "刘洋", "county", "county_admin", "hejing"),
    Account("sunli", "孙丽", "county", "custodian", "liuyang"),
    Account("zhangwei", "张伟", "county", "supervisor", "liuyang"),
    Account("gaomin", "高敏", "county", "auditor", "wuyan"),
    Account("mayue", "马越", "county", "system_admin", "wuyan"),
    Account("zhoumin", "周敏", "mingyue", "card_specialist", "liuyang"),
    Account("jianghaiyan", "姜海燕", "erdao", "card_specialist", "liuyang"),
    Account("hanlei", "韩磊", "changbai_antu", "bank_manager", "liuyang"),
    Account("songkai", "宋凯", "tumen_antu", "bank_manager", "liuyang"),
    Account("piaohui", "朴慧", "changbai_antu", "branch_clerk", "liuyang"),
)

VAULT = "县人社局专库"
TABLET = "演示平板"

CONSIGNMENT = Consignment(
    number="2026-1104",
    area_code=COUNTY,
    agency="安图县人社局",
    first_card=7001,
    cabinet=1,
    villages=(
        Village("吉林省安图县明月镇龙泉村", "长白农商银行", 160),
        Village("吉林省安图县明月镇新屯村", "长白农商银行", 50),
        Village("吉林省安图县明月镇龙泉村", "图们江银行", 40),
        Village("吉林省安图县二道白河镇红丰村", "图们江银行", 50),
    ),
    seed=1104,
)

# Offered for trying the import; never imported by the demonstration itself.
CONSIGNMENT_TO_TRY = Consignment(
    number="2026-1118",
    area_code=COUNTY,
    agency="安图县人社局",
    first_card=9001,
    cabinet=2,
    villages=(
        Village("吉林省安图县明月镇大兴村", "长白农商银行", 40),
        Village("安图县二道白河镇红丰村", "图们江银行", 20),
    ),
    seed=1118,
    with_mistakes=True,
)

# How many receipts a book holds, and a village cadre who may collect for nobody: a made-up person.
RECEIPTS = 100
BLOCKED = Blocked("village_cadre", "孙福林", "222426196608080033")
# The last two of the first round: their cards wait until the temporary ones are back (2.2).
TEMPORARY_CARD_ROWS = (38, 39)

ROUNDS = (
    DemoRound("222426100228", "龙泉村委会", "99001", "zhoumin", "hanlei", 40),
    DemoRound("222426102200", "红丰村委会", "99002", "jianghaiyan", "songkai", 25),
)
# The second stays planned, so that the count can be tried at the desk.
CHECKED_OUT = 1
