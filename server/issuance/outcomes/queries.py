"""Read outcomes as the desk shows them: people masked, evidence with its reading, activations with their state."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from server.accounts.models import Area, Officer
from server.accounts.scope import one_in_scope, scoped
from server.activation.models import Activation
from server.cards.models import Bank, Card, Cardholder
from server.core.clock import end_of_day
from server.core.identity_numbers import normalise_identity_number
from server.core.masks import mask_card_number, mask_identity_number, mask_phone
from server.core.names import normalise_name
from server.db import db
from server.db.paging import Page, paged
from server.evidence.models import Evidence
from server.evidence.queries import evidence_of_events
from server.issuance.cosigns.models import Cosign
from server.issuance.cosigns.queries import cosigns_for
from server.issuance.cosigns.rules import signed_before_the_check
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.issuance.outcomes.rules import bank_half, is_settled
from server.issuance.proxies.models import ProxyUse
from server.issuance.temporary_cards.queries import settlement_states
from server.rounds.models import Round
from server.rounds.queries import people_of
from server.rules import table

_FRAME, _SOCIAL = "barcode_frame", "social"
_TAIL_LENGTH = 4


@dataclass(frozen=True)
class HandOverSearch:
    """Which hand-overs; None does not narrow. `q`: name, number, its last four, or card number."""

    q: str | None = None
    village_code: str | None = None
    round_id: str | None = None
    reading_state: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    page: int = 1
    per_page: int = 50


def search_hand_overs(search: HandOverSearch) -> Page[dict[str, Any]]:
    """Return one page of hand-overs, the newest first."""
    page = paged(_selected(search), search.page, search.per_page)
    return Page(_describe(page.items), page.total, page.page, page.per_page)


def hand_over_detail(event_id: str) -> dict[str, Any]:
    """Return one hand-over with everything that proves it.

    Raises:
        Refusal: not_found.
    """
    found = one_in_scope(HandOver, HandOver.id == event_id)
    reports = select(FinanceReport).where(
        FinanceReport.card_id == found.card_id, FinanceReport.round_id == found.round_id
    )
    finance = list(db.session.scalars(reports.order_by(FinanceReport.at)))
    event_ids = [found.id, *(report.id for report in finance)]
    return {
        **_describe([found])[0],
        "match": found.match,
        "match_reason": _word("partial_match", found.match_reason),
        "identity_method": found.identity_method,
        "identity_document": found.identity_document,
        "proxy": _describe_proxy(found),
        "witness_name": found.witness_name,
        "contact": _describe_contact(found),
        "notice": found.notice,
        "temporary_card": found.temporary_card,
        "temporary_card_settlement": settlement_states([found.cardholder_id]).get(found.cardholder_id),
        "cosign": _describe_cosign(found, cosigns_for([found]).get(found.id)),
        "told_wechat": found.told_wechat,
        "device_id": found.device_id,
        "evidence": evidence_of_events(event_ids),
        "finance": finance,
        "activations": list(_activations(event_ids)),
    }


def outcomes_of(leaving: Round) -> dict[str, Any]:
    """Return the outcome of every card of a round in box order, and how many there are of each."""
    latest = _latest_outcomes(leaving.id)
    event_ids = [found.id for found in latest.values()]
    readings = _readings(event_ids)
    states = _activation_states(event_ids, leaving.id)
    items = [
        {
            "card_id": card.id,
            "ordinal": place.ordinal,
            "box_position": card.box_position,
            "name": holder.name,
            "social_security_number_masked": mask_identity_number(holder.social_security_number),
            **_outcome(latest.get(card.id)),
            "reading_state": readings.get(latest[card.id].id) if card.id in latest else None,
            "activations": states.get(card.id, {}),
            "custody_state": card.custody_state,
        }
        for place, card, holder in people_of(leaving.id)
    ]
    counts = Counter(item["outcome"] for item in items)
    return {"items": items, "total": len(items), "counts": {name: counts[name] for name in _OUTCOMES}}


_OUTCOMES = ("handed_over", "not_served", "wrong_face", "none")


def _outcome(found: HandOver | NotServed | WrongFace | None) -> dict[str, Any]:
    if found is None:
        return {"outcome": "none", "event_id": None, "at": None, "reason": None}
    if isinstance(found, HandOver):
        return {"outcome": "handed_over", "event_id": found.id, "at": found.handed_at, "reason": None}
    if isinstance(found, NotServed):
        reason = _word("not_served", found.reason)
        return {"outcome": "not_served", "event_id": found.id, "at": found.at, "reason": reason}
    words = [_word("wrong_item", item) for item in found.items]
    reason = {
        "code": ",".join(found.items),
        "zh": "、".join(word["zh"] for word in words if word),
        "en": ", ".join(word["en"] for word in words if word),
    }
    return {"outcome": "wrong_face", "event_id": found.id, "at": found.at, "reason": reason}


def _latest_outcomes(round_id: str) -> dict[str, HandOver | NotServed | WrongFace]:
    """Return the last uncorrected outcome of each card; where the card went outweighs that somebody was absent."""
    latest: dict[str, HandOver | NotServed | WrongFace] = {}
    models: tuple[tuple[Any, Any], ...] = (
        (NotServed, NotServed.at),
        (WrongFace, WrongFace.at),
        (HandOver, HandOver.handed_at),
    )
    for model, time in models:
        statement = select(model).where(model.round_id == round_id, model.corrected_by.is_(None))
        latest.update({found.card_id: found for found in db.session.scalars(statement.order_by(time))})
    return latest


def _describe(found: Sequence[HandOver]) -> list[dict[str, Any]]:
    cards = _by_id(Card, (one.card_id for one in found))
    holders = _by_id(Cardholder, (one.cardholder_id for one in found))
    teams = (officer for one in found for officer in (one.specialist_id, one.bank_manager_id))
    officers = _by_id(Officer, (officer for officer in teams if officer))
    rounds = _by_id(Round, (one.round_id for one in found))
    villages = {area.code: area.name for area in _where(Area, Area.code, (one.area_code for one in found))}
    banks = {bank.code: bank.short_name for bank in _where(Bank, Bank.code, (one.bank_code for one in found))}
    readings = _readings([one.id for one in found])
    asked = _activations([one.id for one in found])
    states = {activation.event_id: activation.state for activation in asked if activation.kind == _SOCIAL}
    halves = cosigns_for(found)
    temporary = settlement_states(one.cardholder_id for one in found)
    return [
        {
            "id": one.id,
            "handed_at": one.handed_at,
            "path": one.path,
            "place": one.place,
            "proxy_name": (one.proxy or {}).get("name"),
            "signature_kind": one.signature_kind,
            "bank_check_way": one.bank_check_way,
            "bank_half": bank_half(one, halves.get(one.id)),
            "temporary_card_state": temporary.get(one.cardholder_id, {}).get("state"),
            "settled": is_settled(one, temporary.get(one.cardholder_id)),
            "round": {
                "id": one.round_id,
                "place": rounds[one.round_id].place,
                "planned_on": rounds[one.round_id].planned_on,
                "number": rounds[one.round_id].number,
            },
            "village_code": one.area_code,
            "village_name": villages.get(one.area_code, one.area_code),
            "bank_name": banks.get(one.bank_code, one.bank_code),
            "card": {
                "id": one.card_id,
                "number_masked": mask_card_number(cards[one.card_id].number),
                "box_position": cards[one.card_id].box_position,
                "social_state": cards[one.card_id].social_state,
                "finance_state": cards[one.card_id].finance_state,
            },
            "cardholder": {
                "id": one.cardholder_id,
                "name": holders[one.cardholder_id].name,
                "social_security_number_masked": mask_identity_number(
                    holders[one.cardholder_id].social_security_number
                ),
            },
            "specialist": {"id": one.specialist_id, "name": officers[one.specialist_id].name},
            "bank_manager": {"id": one.bank_manager_id, "name": officers[one.bank_manager_id].name}
            if one.bank_manager_id
            else None,
            "reading_state": readings.get(one.id, "none"),
            "social_activation": states.get(one.id),
            "corrected_by": one.corrected_by,
        }
        for one in found
    ]


def _describe_proxy(found: HandOver) -> dict[str, Any] | None:
    used = db.session.get(ProxyUse, found.id)
    if used is None:
        return None
    return {
        "name": used.name,
        "number_masked": mask_identity_number(used.number),
        "phone_masked": mask_phone(used.phone),
        "relation": _word("relation", used.relation),
        "exception": _word("proxy_exception", used.exception_reason),
        "document": used.exception_document,
    }


def _describe_contact(found: HandOver) -> dict[str, Any] | None:
    if not found.contact:
        return None
    phone = found.contact.get("phone")
    return {"phone_masked": mask_phone(phone) if phone else None, "address": found.contact.get("address")}


def _describe_cosign(found: HandOver, half: Cosign | None) -> dict[str, Any] | None:
    if half is None:
        return None
    return {
        "id": half.id,
        "result": half.result,
        "reason": _word("bank_refused", half.reason),
        "at": half.at,
        # Told, never refused: two devices have two clocks (1.2.2.c).
        "signed_before_the_check": signed_before_the_check(found.handed_at, half.at),
    }


def _selected(search: HandOverSearch) -> Select[HandOver]:
    statement = scoped(select(HandOver), HandOver)
    if search.village_code:
        statement = statement.where(HandOver.area_code == search.village_code)
    if search.round_id:
        statement = statement.where(HandOver.round_id == search.round_id)
    if search.first_day:
        statement = statement.where(HandOver.handed_at >= _start_of(search.first_day))
    if search.last_day:
        statement = statement.where(HandOver.handed_at < end_of_day(search.last_day))
    if search.reading_state:
        read = select(Evidence.event_id).where(Evidence.reading_state == search.reading_state, Evidence.kind == _FRAME)
        statement = statement.where(HandOver.id.in_(read))
    if search.q and search.q.strip():
        statement = (
            statement.join(Cardholder, Cardholder.id == HandOver.cardholder_id)
            .join(Card, Card.id == HandOver.card_id)
            .where(_matches(search.q))
        )
    return statement.order_by(HandOver.handed_at.desc(), HandOver.id)


def _matches(q: str) -> ColumnElement[bool]:
    text = normalise_identity_number(q)
    tried: list[ColumnElement[bool]] = [Card.number == text, Cardholder.social_security_number == text]
    if len(text) == _TAIL_LENGTH:
        tried.append(Cardholder.number_tail == text)
    if not text.isascii():
        tried.append(Cardholder.name.startswith(normalise_name(q), autoescape=True))
    return or_(*tried)


def _start_of(day: date) -> Any:
    return end_of_day(date.fromordinal(day.toordinal() - 1))


def _readings(event_ids: Sequence[str]) -> dict[str, str]:
    statement = select(Evidence.event_id, Evidence.reading_state).where(
        Evidence.event_id.in_(event_ids), Evidence.kind == _FRAME
    )
    return {str(row[0]): row[1] for row in db.session.execute(statement)}


def _activations(event_ids: Sequence[str]) -> Iterable[Activation]:
    return db.session.scalars(select(Activation).where(Activation.event_id.in_(event_ids)).order_by(Activation.id))


def _activation_states(event_ids: Sequence[str], round_id: str) -> dict[str, dict[str, str]]:
    reports = select(FinanceReport.id).where(FinanceReport.round_id == round_id)
    wanted = [*event_ids, *db.session.scalars(reports)]
    states: dict[str, dict[str, str]] = defaultdict(dict)
    for activation in _activations(wanted):
        states[activation.card_id][activation.kind] = activation.state
    return states


def _word(list_name: str, code: str | None) -> dict[str, str] | None:
    if code is None:
        return None
    for row in table("reasons")["rows"]:
        if row["list"] == list_name and row["code"] == code:
            return {"code": code, "zh": row["zh"], "en": row["en"]}
    return {"code": code, "zh": code, "en": code}


def _by_id(model: Any, ids: Iterable[str]) -> dict[str, Any]:
    return {row.id: row for row in _where(model, model.id, ids)}


def _where(model: Any, column: Any, values: Iterable[str]) -> list[Any]:
    return list(db.session.scalars(select(model).where(column.in_(sorted(set(values))))))
