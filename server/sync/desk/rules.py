"""Turn a typed row into records of the same shape as a tablet's. Pure."""

import hashlib
from collections.abc import Mapping
from typing import Any

from server.core.clock import to_wire
from server.core.signed_records import SUITE
from server.forms.queries import form_layout
from server.rules import edition, policy
from server.sync.desk.models import RowSubject, Sheet, Team, TypedRow
from server.sync.versions.rules import NEWEST_ENVELOPE

_BUILD = "desk"
_PAPER = "paper"
_SHEET_TYPE = "image/jpeg"
_ITEMS = ("id_card", "photo", "address")
_FEE_DUE = ("lost", "damaged")
# What a proxy shows beside their own ID, by the path (1.1.3.a, 1.1.3.b).
_PAPERS = {"reserved_proxy": [], "direct_relative": ["household_register"]}

Body = dict[str, Any]


def records_of(row: TypedRow, subject: RowSubject, team: Team, sheet: Sheet) -> list[Body]:
    """Return the records of one row in their order, not yet numbered: what happened, then the bank's answer."""
    makers = {"handed_over": _handed_over, "not_served": _not_served, "wrong_face": _wrong_face}
    first = makers[row.outcome](row, subject, team)
    attached = {
        "sha256": row.sheet,
        "sealed": sheet.sealed_sha256,
        "length": sheet.length,
        "media_type": _SHEET_TYPE,
        "kind": "paper_roster",
    }
    records = [_record(row, team, first) | {"attachments": [attached]}]
    if row.finance is not None:
        finance = {"type": "finance.activated", "officer": team.bank_manager_id, "payload": _finance(row, subject)}
        records.append(_record(row, team, finance))
    return records


def is_complete(row: TypedRow) -> bool:
    """Tell whether a row says what its outcome needs before any rule can be asked."""
    if row.outcome == "not_served":
        return bool(row.reason)
    if row.outcome == "wrong_face":
        return bool(row.items)
    answered = bool(row.temporary_card and row.temporary_card.get("answer"))
    return answered and (row.path == "self") == (row.proxy is None)


def signed_words() -> list[str]:
    """Return the words that stand above the signatures of a paper roster."""
    return list(form_layout("paper_roster").words["said"].values())


def _record(row: TypedRow, team: Team, parts: Body) -> Body:
    return {
        "v": NEWEST_ENVELOPE,
        "suite": SUITE,
        "schema": 1,
        "rules_edition": edition(),
        "build": _BUILD,
        "source": _PAPER,
        "officer": team.specialist_id,
        "round": team.round_id,
        "lease": None,
        "device_time": to_wire(row.at),
        "clock_offset_ms": 0,
        "approvals": [],
        "attachments": [],
        **parts,
    }


def _handed_over(row: TypedRow, subject: RowSubject, team: Team) -> Body:
    by = "self" if row.path == "self" else "proxy"
    words = signed_words()
    signature = {
        "sha256": row.sheet,
        "words": words,
        "words_sha256": hashlib.sha256("\n".join(words).encode()).hexdigest(),
        "kind": _PAPER,
        "by": by,
        "witness": None,
    }
    # The sheet prints the number; its tick says that the document showed the same one (1.1.2.a).
    read = "id_card" in row.checked
    payload = {
        **_subject(subject),
        "area_code": subject.card_area,
        "card_number": subject.card_number,
        "path": row.path,
        "place": "round",
        "found": {"method": _PAPER},
        "identity": {
            "document": row.document,
            "method": _PAPER,
            "number": subject.social_security_number if read else "",
            "name": None,
        },
        "proxy": _proxy(row),
        "match": {"card": "match", "number": "match" if read else "not_read", "name": "not_read", "reason": None},
        "checks": {item: {"method": _PAPER} for item in _ITEMS if item in row.checked},
        "face_check": "correct" if row.face_correct else "not_checked",
        "temporary_card": _temporary_card(row.temporary_card or {}, subject),
        "signature": signature,
        "social_activation": row.social_activation,
        "told_wechat": False,
        "bank_check": "same_device",
    }
    return {"type": "card.handed_over", "approvals": [_approval(row, team)], "payload": payload}


def _not_served(row: TypedRow, subject: RowSubject, _team: Team) -> Body:
    return {"type": "person.not_served", "payload": {**_subject(subject), "reason": row.reason, "note": row.note}}


def _wrong_face(row: TypedRow, subject: RowSubject, _team: Team) -> Body:
    payload = {**_subject(subject), "items": list(row.items), "correct": row.correct, "card_kept": True}
    return {"type": "card.wrong_face", "payload": payload}


def _finance(row: TypedRow, subject: RowSubject) -> Body:
    finance = row.finance or {}
    return {
        **_subject(subject),
        "result": finance["result"],
        "reason": finance.get("reason"),
        "terminal_reference": finance.get("terminal_reference"),
        "password_changed": bool(finance.get("password_changed")),
    }


def _approval(row: TypedRow, team: Team) -> Body:
    """Return the bank manager's half: they signed the sheet, and type it in beside the specialist."""
    return {
        "officer": team.bank_manager_id,
        "role": "bank_manager",
        "items": [item for item in _ITEMS if item in row.checked],
        "at": to_wire(row.at),
        "way": _PAPER,
    }


def _proxy(row: TypedRow) -> Body | None:
    if row.proxy is None:
        return None
    applicants = "household_register" if row.document == "household_register" else "applicant_id_card"
    return {
        "name": row.proxy["name"],
        "number": row.proxy["number"],
        "method": _PAPER,
        "phone": row.proxy["phone"],
        "relation": row.proxy.get("relation"),
        "household": row.proxy.get("household"),
        "documents": list(dict.fromkeys(["proxy_id_card", applicants, *_PAPERS.get(row.path, [])])),
        "exception": row.proxy.get("exception"),
    }


def _temporary_card(told: Mapping[str, Any], subject: RowSubject) -> Body:
    answer = told.get("answer")
    fee = {"amount_fen": policy("temporary_card.fee_fen"), "receipt_number": told.get("receipt_number") or ""}
    return {
        "list_as_of": None,
        "on_list": subject.on_temporary_list,
        "answer": answer,
        "number": told.get("number"),
        "fee": fee if answer in _FEE_DUE else None,
    }


def _subject(subject: RowSubject) -> Body:
    return {"card_id": subject.card_id, "cardholder_id": subject.cardholder_id}
