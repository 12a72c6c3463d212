"""For every route: how to ask for something of a place, and what it answers to those who may.

A new route needs a line here. `ok` is what an officer with the permission gets in their own place, `elsewhere`
what they get for what lies out of their reach. A list names what it must show of one's own and hide of others.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from joserfc.jwk import ECKey

from server.accounts.officers.models import Officer
from server.core.clock import local_date, to_wire, utc_now
from server.db import db
from server.rounds.paper.rules import row_code
from tests.contracts.places import BANK_ROLES, Place
from tests.support import people
from tests.support.rescue import rescue_file

Body = Callable[[Place], dict[str, Any]]

BLOB = b"made-up bytes"
STROKES = {"box": [600, 200], "strokes": [[[10, 10, 0], [90, 60, 80]]]}
SEAL_KEY = {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "B" * 42 + "A"}
SIGN_KEY = ECKey.generate_key("P-256").as_dict(private=False)
# Nobody's number, with the right check digit.
CADRE = "222426197205100014"
# Sees the devices of its own organisation.
_STATION = frozenset({"card_specialist"})
_DAY = local_date(utc_now()).isoformat()


@dataclass(frozen=True)
class Route:
    """How one route is asked."""

    ids: dict[str, str] = field(default_factory=dict)
    query: Body | None = None
    json: Body | None = None
    form: Body | None = None
    raw: bytes | None = None
    ok: int = 200
    elsewhere: int = 404
    shows: str | None = None
    same_for_all: bool = False
    # What single roles get in their own county: 404 where it lies above them, another refusal where it is not theirs.
    unless: dict[str, int] = field(default_factory=dict)
    bank_ids: dict[str, str] = field(default_factory=dict)
    # Roles that see their own organisation only, none of another bank's branch in their county.
    own_only: frozenset[str] = frozenset()

    def ids_for(self, role: str) -> dict[str, str]:
        """Return which thing of a place stands in the path: a bank has its own vault."""
        return {**self.ids, **(self.bank_ids if role in BANK_ROLES else {})}

    def shown_to(self, role: str) -> str | None:
        """Return which thing of a place a list shows."""
        return self.bank_ids.get("shows", self.shows) if role in BANK_ROLES else self.shows


_RESULTS = "业务流水号,结果\n合计行数,0\n成功数,0\n失败数,0\n".encode()


def _temporary_cards(place: Place) -> dict[str, Any]:
    text = "临时卡编号,社会保障号码\n"
    as_of = utc_now().isoformat()
    return {"area_code": place.village[:6], "as_of": as_of, "file": (io.BytesIO(text.encode()), "list.csv")}


def _sheet(place: Place) -> dict[str, Any]:
    text = f"姓名,社会保障号码,社保卡号,所属银行,装箱位置\n王玉兰,{place.kind},B1,长白,1-1-1-01\n"
    return {"area_code": place.village[:6], "file": (io.BytesIO(text.encode()), "cards.csv")}


def _cadres(place: Place) -> dict[str, Any]:
    text = f"姓名,证件号,类别\n张某,{CADRE},村干部\n"
    return {"area_code": place.village, "file": (io.BytesIO(text.encode()), "cadres.csv")}


def _rescue_file(place: Place) -> dict[str, Any]:
    content = rescue_file(place["device"], [], key=ECKey.generate_key("P-256"))
    return {"file": (io.BytesIO(content), "queue.songka"), "gone": "false"}


def _check_out(place: Place) -> dict[str, Any]:
    return {
        "counted_card_ids": [place["planned_card"]],
        "custodian_signature": STROKES,
        "specialist": {"username": "card-specialist", "password": people.PASSWORD},
        "specialist_signature": STROKES,
    }


def _new_round(place: Place) -> dict[str, Any]:
    return {
        "area_code": place.village,
        "bank_code": place.bank_code,
        "place": "村委会",
        "planned_on": _DAY,
        "specialist_id": place["specialist"],
        "bank_manager_id": place["bank_manager"],
        "vault_id": place["vault"],
        "card_ids": [place["card"]],
    }


def _new_vault(place: Place) -> dict[str, Any]:
    area = f"{place.village[:6]}000000"
    return {
        "name": "新库",
        "kind": "office",
        "organisation_id": place["county"],
        "custodian_id": place["custodian"],
        "area_code": area,
    }


def _new_officer(place: Place) -> dict[str, Any]:
    role = "branch_clerk" if place["organisation"] == place["branch"] else "card_specialist"
    return {"username": "newcomer", "name": "乙", "organisation_id": place["organisation"], "roles": [role]}


def _new_organisation(place: Place) -> dict[str, Any]:
    return {
        "kind": "grassroots_station",
        "name": "新站",
        "form_body": "县",
        "parent_id": place["county"],
        "area_codes": [place.village[:9]],
    }


def _partners(place: Place) -> dict[str, Any]:
    return {"area_code": place.village, "role": "bank_manager", "bank_code": place.bank_code}


def _paper_records(place: Place) -> dict[str, Any]:
    manager = db.session.get_one(Officer, place["bank_manager"]).username
    row = {
        "row_code": row_code(place["out_round"], 1),
        "sheet": "0" * 64,
        "outcome": "not_served",
        "reason": "absent",
        "at": to_wire(utc_now()),
    }
    return {"bank_manager": {"username": manager, "password": people.PASSWORD}, "rows": [row]}


def _vault_transfer(_place: Place) -> dict[str, Any]:
    return {"counted": 0, "outgoing_signature": STROKES, "incoming": _SECOND, "incoming_signature": STROKES}


# A station's specialist does not reach what belongs to the whole county: its batches, its vault.
_NOT_AT_A_STATION = {"card_specialist": 404}

_A_VAULT = Route({"vault_id": "vault"}, bank_ids={"vault_id": "bank_vault"}, unless=_NOT_AT_A_STATION)

# Who stands beside the supervisor when a record, a case or an incident is settled.
_SECOND = {"username": "county-admin", "password": people.PASSWORD}

OFFICER_ROUTES: dict[str, Route] = {
    "GET /session": Route(same_for_all=True),
    "DELETE /session": Route(same_for_all=True, ok=204),
    "POST /session/password": Route(
        same_for_all=True, ok=204, json=lambda _: {"password": people.PASSWORD, "new_password": "another made-up one"}
    ),
    "POST /session/proof": Route(same_for_all=True, ok=204, json=lambda _: {"password": people.PASSWORD}),
    # At an address of numbers browsers let no security key be used.
    "POST /session/proof/key": Route(same_for_all=True, ok=409),
    "POST /session/factors-reset/seen": Route(same_for_all=True, ok=204),
    "GET /session/list": Route(same_for_all=True),
    "DELETE /session/list": Route(same_for_all=True, ok=204),
    "DELETE /session/list/<string:session_id>": Route(same_for_all=True, ok=404),
    "GET /session/factors": Route(same_for_all=True),
    "POST /session/factors/app": Route(same_for_all=True, ok=201),
    "POST /session/factors/app/<string:factor_id>": Route(
        same_for_all=True, ok=404, json=lambda _: {"name": "手机", "code": "000000"}
    ),
    "POST /session/factors/key-request": Route(same_for_all=True, ok=409),
    "POST /session/factors/key": Route(
        same_for_all=True, ok=422, json=lambda _: {"name": "钥匙", "credential": {"id": "none"}}
    ),
    "POST /session/factors/recovery-codes": Route(same_for_all=True, ok=409),
    "DELETE /session/factors/<string:factor_id>": Route(same_for_all=True, ok=404),
    "GET /areas": Route(same_for_all=True),
    "POST /areas": Route(ok=201, json=lambda place: {"parent_code": f"{place.village[:9]}000", "name": "新村"}),
    "GET /banks": Route(same_for_all=True),
    "GET /organisations": Route(
        shows="organisation", bank_ids={"shows": "branch"}, own_only=frozenset({"card_specialist"})
    ),
    "POST /organisations": Route(ok=201, json=_new_organisation),
    "GET /officers": Route(shows="officer"),
    "POST /officers": Route(ok=201, json=_new_officer),
    "PATCH /officers/<string:officer_id>": Route({"officer_id": "officer"}, json=lambda _: {"name": "丙"}),
    "POST /officers/<string:officer_id>/password": Route({"officer_id": "officer"}),
    "DELETE /officers/<string:officer_id>/second-factors": Route({"officer_id": "officer"}),
    "GET /officers/<string:officer_id>/sessions": Route({"officer_id": "officer"}),
    "DELETE /officers/<string:officer_id>/sessions": Route({"officer_id": "officer"}, ok=204),
    "DELETE /officers/<string:officer_id>/sessions/<string:session_id>": Route({"officer_id": "officer"}, ok=404),
    "GET /officers/serving": Route(query=_partners, shows="bank_manager"),
    "GET /devices": Route(shows="device"),
    "POST /devices": Route(ok=201, json=lambda place: {"name": "平板", "organisation_id": place["organisation"]}),
    "POST /devices/<string:device_id>/enrolment-code": Route({"device_id": "new_device"}, ok=201),
    "POST /devices/<string:device_id>/revocation": Route({"device_id": "device"}),
    "GET /fleet": Route(shows="device"),
    "GET /devices/<string:device_id>/tally": Route({"device_id": "device"}, own_only=_STATION),
    "GET /devices/<string:device_id>/tally/comparison": Route(
        {"device_id": "device"}, own_only=_STATION, query=lambda _: {"epoch": 1, "number": 3, "code": "7K3M"}
    ),
    # Signed by a stranger: whose it is comes first.
    "POST /rescue-files": Route(ok=422, form=_rescue_file, own_only=_STATION),
    "GET /lost-epochs": Route(shows="lost_epoch"),
    "POST /lost-epochs": Route(ok=201, json=lambda place: {"device_id": place["device"], "number": 9}),
    "POST /lost-epochs/<string:case_id>/settle": Route(
        {"case_id": "lost_epoch"}, json=lambda _: {"reason": "nothing_lost", "second": _SECOND}
    ),
    # A history is lost for the whole installation.
    "GET /backups": Route(same_for_all=True),
    "GET /lost-histories": Route(same_for_all=True),
    "POST /lost-histories/<string:history_id>/settle": Route(
        {"history_id": "lost_history"},
        same_for_all=True,
        json=lambda _: {"reason": "came_back", "second": _SECOND | {"username": "supervisor"}},
    ),
    "GET /evidence/<string:evidence_id>/content": Route({"evidence_id": "evidence"}),
    "POST /imports": Route(ok=201, elsewhere=422, form=_sheet),
    "GET /imports/<string:import_id>": Route({"import_id": "import"}),
    "POST /imports/<string:import_id>/rows": Route({"import_id": "import"}, json=lambda _: {}),
    "GET /imports/<string:import_id>/problems.xlsx": Route({"import_id": "import"}),
    "POST /imports/<string:import_id>/confirmation": Route({"import_id": "import"}, ok=422),
    "DELETE /imports/<string:import_id>": Route({"import_id": "import"}),
    "GET /batches": Route(shows="batch", unless=_NOT_AT_A_STATION),
    "GET /batches/<string:batch_id>": Route({"batch_id": "batch"}, unless=_NOT_AT_A_STATION),
    "POST /batches/<string:batch_id>/portraits": Route(
        {"batch_id": "batch"}, ok=422, form=lambda _: {"file": (io.BytesIO(b"no archive"), "portraits.zip")}
    ),
    "POST /batches/<string:batch_id>/receipt": Route(
        {"batch_id": "batch"}, ok=201, json=lambda place: {"vault_id": place["vault"], "counted": 1}
    ),
    "GET /batches/<string:batch_id>/receipt": Route({"batch_id": "received_batch"}, unless=_NOT_AT_A_STATION),
    "GET /discrepancies": Route(shows="discrepancy"),
    "GET /discrepancies/<string:discrepancy_id>": Route({"discrepancy_id": "discrepancy"}),
    "POST /discrepancies/<string:discrepancy_id>/settle": Route(
        {"discrepancy_id": "discrepancy"},
        json=lambda _: {"cause": "miscounted", "responsible": "卡厂", "report_number": "1"},
    ),
    "POST /cards/search": Route(json=lambda place: {"batch_id": place["received_batch"]}, shows="card"),
    "GET /cards/<string:card_id>": Route({"card_id": "card"}),
    "GET /addresses/unmatched": Route(same_for_all=True),
    "POST /addresses/assignment": Route(
        json=lambda place: {"address_keys": ["老砖厂"], "village_code": place.village},
        elsewhere=422,
        unless={"card_specialist": 422},
    ),
    "GET /vaults": Route(shows="vault", bank_ids={"shows": "bank_vault"}, unless=_NOT_AT_A_STATION),
    "POST /vaults": Route(ok=201, json=_new_vault),
    "GET /vaults/<string:vault_id>": Route(
        {"vault_id": "vault"}, bank_ids={"vault_id": "bank_vault"}, unless=_NOT_AT_A_STATION
    ),
    # 422: the custodian would give the vault to the administrator, who is no custodian.
    "POST /vaults/<string:vault_id>/transfer": Route({"vault_id": "vault"}, ok=422, json=_vault_transfer),
    "GET /vaults/<string:vault_id>/movements": Route(
        {"vault_id": "vault"}, bank_ids={"vault_id": "bank_vault"}, unless=_NOT_AT_A_STATION
    ),
    "GET /rounds": Route(shows="round"),
    "POST /rounds": Route(ok=201, json=_new_round, elsewhere=422),
    "GET /rounds/candidates": Route(
        query=lambda place: {"village_code": place.village, "bank_code": place.bank_code}, shows="card"
    ),
    "GET /rounds/<string:round_id>": Route({"round_id": "round"}),
    "GET /rounds/<string:round_id>/cards": Route({"round_id": "round"}),
    "POST /rounds/<string:round_id>/cancel": Route({"round_id": "round"}),
    "POST /rounds/<string:round_id>/check-out": Route({"round_id": "round"}, ok=201, json=_check_out),
    "GET /rounds/<string:round_id>/outcomes": Route({"round_id": "out_round"}),
    "GET /rounds/<string:round_id>/collection-register.pdf": Route({"round_id": "out_round"}),
    "GET /rounds/<string:round_id>/collection-register.xlsx": Route({"round_id": "out_round"}),
    "GET /rounds/<string:round_id>/error-list.pdf": Route({"round_id": "out_round"}),
    "GET /rounds/<string:round_id>/notices": Route({"round_id": "round"}),
    "POST /rounds/<string:round_id>/notices": Route(
        {"round_id": "round"}, ok=201, json=lambda _: {"channel": "broadcast", "target": "全村", "result": "reached"}
    ),
    "GET /rounds/<string:round_id>/notification-list.pdf": Route({"round_id": "round"}),
    "GET /rounds/<string:round_id>/paper-roster.pdf": Route({"round_id": "round"}),
    "GET /rounds/<string:round_id>/paper-rows": Route({"round_id": "round"}),
    "GET /rounds/<string:round_id>/report.pdf": Route({"round_id": "out_round"}),
    "GET /rounds/<string:round_id>/receipts": Route({"round_id": "out_round"}),
    "GET /receipts/<string:settlement_id>.pdf": Route({"settlement_id": "settlement"}),
    "POST /rounds/<string:round_id>/paper-sheets": Route(
        {"round_id": "out_round"}, ok=422, form=lambda _: {"file": (io.BytesIO(b"no picture"), "sheet.jpg")}
    ),
    "POST /rounds/<string:round_id>/paper-records": Route({"round_id": "out_round"}, ok=422, json=_paper_records),
    "POST /hand-overs/search": Route(json=lambda _: {}, shows="hand_over"),
    "GET /hand-overs/<string:event_id>": Route({"event_id": "hand_over"}),
    "GET /halves": Route(shows="cosign"),
    "GET /blocked-proxies": Route(shows="blocked_proxy"),
    "POST /blocked-proxies": Route(
        ok=201,
        elsewhere=422,
        json=lambda place: {"area_code": place.village, "kind": "bank_staff", "name": "张某", "number": CADRE},
    ),
    "POST /blocked-proxies/import": Route(ok=201, elsewhere=422, form=_cadres),
    "DELETE /blocked-proxies/<string:blocked_id>": Route({"blocked_id": "blocked_proxy"}, ok=204),
    "GET /proxy-exceptions": Route(shows="hand_over"),
    "GET /proxy-exceptions.xlsx": Route(same_for_all=True),
    "GET /frozen-cards": Route(shows="frozen_card"),
    "GET /temporary-card-tasks": Route(shows="task"),
    "POST /temporary-card-tasks/<string:task_id>/settle": Route(
        {"task_id": "task"}, json=lambda _: {"how": "returned"}
    ),
    "GET /receipt-books": Route(shows="receipt_book"),
    "POST /receipt-books": Route(
        ok=201,
        json=lambda place: {"officer_id": place["specialist"], "prefix": "ZZ-", "first": 1, "last": 50, "digits": 6},
    ),
    "GET /contact-corrections": Route(shows="hand_over"),
    "GET /contact-lists": Route(shows="contact_list"),
    "POST /contact-lists": Route(same_for_all=True, ok=201),
    "GET /contact-lists/<string:list_id>.xlsx": Route({"list_id": "contact_list"}),
    "GET /activations": Route(shows="activation"),
    "GET /activations/summary": Route(same_for_all=True),
    "GET /activations/<string:activation_id>": Route({"activation_id": "activation"}),
    "POST /activations/<string:activation_id>/retry": Route({"activation_id": "activation"}),
    "GET /back-entry-files": Route(shows="back_entry_file"),
    # 409: here the card-management system is asked directly.
    "POST /back-entry-files": Route(same_for_all=True, ok=409, json=lambda _: {"kind": "social"}),
    "GET /back-entry-files/<string:file_id>.xlsx": Route({"file_id": "back_entry_file"}),
    "POST /back-entry-files/<string:file_id>/results": Route(
        {"file_id": "back_entry_file"}, form=lambda _: {"file": (io.BytesIO(_RESULTS), "results.csv")}
    ),
    "POST /temporary-card-lists": Route(ok=201, elsewhere=422, form=_temporary_cards),
    "GET /rounds/<string:round_id>/close": Route({"round_id": "out_round"}),
    "POST /rounds/<string:round_id>/check-in": Route({"round_id": "out_round"}, ok=409, json=_check_out),
    "POST /rounds/<string:round_id>/leases/<string:lease_id>/lost": Route(
        {"round_id": "out_round", "lease_id": "lease"}, json=lambda _: {"reason": "broken"}
    ),
    "POST /rounds/<string:round_id>/close": Route({"round_id": "out_round"}, ok=409),
    "GET /incidents": Route(shows="incident"),
    "GET /incidents/<string:incident_id>": Route({"incident_id": "incident"}),
    "POST /incidents/<string:incident_id>/settle": Route(
        {"incident_id": "incident"},
        json=lambda _: {"outcome": "clarified", "cause": "两台平板", "responsible": "甲", "second": _SECOND},
    ),
    "POST /parked/<string:event_id>/settle": Route(
        {"event_id": "parked"}, json=lambda _: {"decision": "void", "reason": "recorded_twice", "second": _SECOND}
    ),
    "POST /conflicts/<string:conflict_id>/settle": Route(
        {"conflict_id": "conflict"}, json=lambda _: {"decision": "first", "reason": "recorded_twice", "second": _SECOND}
    ),
    "GET /counter-settlements": Route(query=lambda place: {"subject": "parked", "subject_id": place["parked"]}),
    # 409: nobody has settled it yet.
    "POST /counter-settlements": Route(
        ok=409,
        json=lambda place: {
            "subject": "parked",
            "subject_id": place["parked"],
            "reason": "other",
            "note": "看错了",
            "second": _SECOND,
        },
    ),
    "GET /recalls": Route(shows="activation"),
    "POST /recalls/<string:activation_id>/settle": Route(
        {"activation_id": "activation"}, json=lambda _: {"how": "done_at_counter"}
    ),
    "GET /parked": Route(shows="parked"),
    "GET /parked/<string:event_id>": Route({"event_id": "parked"}),
    "GET /conflicts": Route(shows="conflict"),
    "GET /conflicts/<string:conflict_id>": Route({"conflict_id": "conflict"}),
    "GET /overview": Route(shows="round"),
}

DEVICE_ROUTES: dict[str, Route] = {
    "GET /device": Route(same_for_all=True),
    "POST /device/officers": Route(
        ok=201,
        elsewhere=403,
        json=lambda _: {
            "username": "card-specialist",
            "password": people.PASSWORD,
            "seal_public_key": SEAL_KEY,
            "sign_public_key": SIGN_KEY,
        },
    ),
    "GET /device/rounds": Route(same_for_all=True),
    "GET /device/confirmations": Route(same_for_all=True),
    "POST /rounds/<string:round_id>/lease": Route(
        {"round_id": "out_round"},
        ok=201,
        json=lambda _: {"account": {"username": "card-specialist", "password": people.PASSWORD}},
    ),
    "GET /rounds/<string:round_id>/bundle": Route({"round_id": "out_round"}),
    "POST /sync/hello": Route(same_for_all=True, json=lambda _: {"report": {}, "epoch": 1, "last_seq": 0}),
    "POST /device/leave": Route(
        same_for_all=True, ok=204, json=lambda _: {"epoch": 1, "last_seq": 0, "head_hash": None}
    ),
    "POST /events": Route(same_for_all=True, json=lambda _: {"records": []}),
    "HEAD /blobs/<string:sha256>": Route(same_for_all=True, ok=202),
    "PUT /blobs/<string:sha256>": Route(same_for_all=True, ok=201, raw=BLOB),
}

PUBLIC_ROUTES = frozenset(
    {
        "POST /session",
        "POST /session/step",
        "POST /session/step/key",
        "POST /enrolment",
        "POST /enrolment/challenge",
        "POST /enrolment/proof",
        "POST /gateways/<string:system>/notices",
    }
)
