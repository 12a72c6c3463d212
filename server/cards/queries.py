"""Read banks, cards and cardholders."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, union

from server.accounts.models import Area
from server.accounts.rules import area_range
from server.accounts.scope import one_in_scope, reach, scoped
from server.cards.models import Bank, Batch, Card, Cardholder, CardStateChange, ReservedProxy
from server.cards.rules import issuing_area
from server.core.box_positions import box_sort_key, normalise_box_position
from server.core.identity_numbers import normalise_identity_number
from server.core.masks import mask_bank_card, mask_card_number, mask_identity_number, mask_phone
from server.core.names import normalise_name
from server.db import db
from server.db.notes import noted
from server.db.paging import Page
from server.rules import table

_TAIL = re.compile(r"\d{3}[\dX]")
_LATIN = re.compile(r"[a-z]{1,60}")
_BOX = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)+")
_COUNTY, _LONGEST_INITIALS = 6, 60
_CHUNK = 500
_LOCKED = "locked cards"


def lock_cards(card_ids: Sequence[str]) -> list[Card]:
    """Lock cards, in one order for everybody, and return them as they are now; until the transaction ends they stay so.

    The session forgets what nobody refers to: the caller keeps the returned rows.
    """
    statement = select(Card).where(Card.id.in_(sorted(set(card_ids)))).order_by(Card.id).with_for_update()
    found = list(db.session.scalars(statement.execution_options(populate_existing=True)))
    noted(_LOCKED).update(card.id for card in found)
    return found


def locked_card(card_id: str) -> Card | None:
    """Return a card that the running transaction has locked, locking it unless it has; None where there is none."""
    if card_id in noted(_LOCKED):
        return db.session.get(Card, card_id)
    return next(iter(lock_cards([card_id])), None)


@dataclass(frozen=True)
class CardSearch:
    """What to look for; None does not narrow. village_code may be the beginning of one (9 digits: a township)."""

    q: str | None = None
    village_code: str | None = None
    custody_state: str | None = None
    batch_id: str | None = None
    bank_code: str | None = None
    page: int = 1
    per_page: int = 50


def banks() -> list[Bank]:
    """Return all partner banks by code."""
    return list(db.session.scalars(select(Bank).order_by(Bank.code)))


def bank_spellings() -> dict[str, str]:
    """Return every spelling of every partner bank with its code."""
    aliases = {row["code"]: row["aliases"] for row in table("banks")["rows"]}
    return {
        spelling: bank.code
        for bank in banks()
        for spelling in (bank.code, bank.name, bank.short_name, *aliases.get(bank.code, []))
    }


def card_in_scope(card_id: str) -> Card:
    """Return one card.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Card, Card.id == card_id)


def cardholder_of(card: Card) -> Cardholder:
    """Return the person a card was made for."""
    return db.session.get_one(Cardholder, card.cardholder_id)


def reserved_proxies_of(cardholder_ids: Sequence[str]) -> dict[str, ReservedProxy]:
    """Return {cardholder id: whom they reserved at the application} (1.1.3.a); the caller has checked the scope."""
    found: dict[str, ReservedProxy] = {}
    for start in range(0, len(cardholder_ids), _CHUNK):
        chunk = cardholder_ids[start : start + _CHUNK]
        statement = select(ReservedProxy).where(ReservedProxy.cardholder_id.in_(chunk))
        found.update((proxy.cardholder_id, proxy) for proxy in db.session.scalars(statement))
    return found


def state_changes_of(card_id: str) -> list[CardStateChange]:
    """Return the changes of a card's functions, the oldest first; the caller has checked the scope."""
    statement = select(CardStateChange).where(CardStateChange.card_id == card_id).order_by(CardStateChange.id)
    return list(db.session.scalars(statement))


def search_cards(search: CardSearch) -> Page[dict[str, Any]]:
    """Find cards by last four, number, card number, pinyin initials, name or box position; numbers come masked."""
    statement = scoped(
        select(Card, Cardholder, Bank.name, Batch.number, Area.name)
        .join(Cardholder, Cardholder.id == Card.cardholder_id)
        .join(Bank, Bank.code == Card.bank_code)
        .join(Batch, Batch.id == Card.batch_id)
        .outerjoin(Area, Area.code == Cardholder.village_code),
        Card,
    ).where(*_narrowed(search))
    total = db.session.scalar(select(func.count()).select_from(statement.with_only_columns(Card.id).subquery())) or 0
    ordered = statement.order_by(Card.scope_area_code, Card.box_sort, Card.id)
    rows = db.session.execute(ordered.limit(search.per_page).offset((search.page - 1) * search.per_page))
    return Page([describe_card(*row) for row in rows], total, search.page, search.per_page)


def describe_card(
    card: Card, person: Cardholder, bank_name: str, batch_number: str, village_name: str | None
) -> dict[str, Any]:
    """Return a card and its person as lists may show them."""
    return {
        "id": card.id,
        "number_masked": mask_card_number(card.number),
        "bank": {"code": card.bank_code, "name": bank_name},
        "bank_card_masked": mask_bank_card(card.bank_card_number) if card.bank_card_number else None,
        "batch": {"id": card.batch_id, "number": batch_number},
        "box_position": card.box_position,
        "custody_state": card.custody_state,
        "holder_kind": card.holder_kind,
        "holder_id": card.holder_id,
        "social_state": card.social_state,
        "finance_state": card.finance_state,
        "face_check": card.face_check,
        "password_changed": card.password_changed,
        "freeze_state": card.freeze_state,
        "cardholder": {
            "id": person.id,
            "name": person.name,
            "social_security_number_masked": mask_identity_number(person.social_security_number),
            "sex": person.sex,
            "phone_masked": mask_phone(person.phone) if person.phone else None,
            "village_code": person.village_code,
            "village_name": village_name,
            "group_name": person.group_name,
            "has_portrait": person.portrait_sha256 is not None,
        },
    }


def _narrowed(search: CardSearch) -> list[ColumnElement[bool]]:
    exact = {
        Card.custody_state: search.custody_state,
        Card.batch_id: search.batch_id,
        Card.bank_code: search.bank_code,
    }
    parts: list[ColumnElement[bool]] = [column == value for column, value in exact.items() if value is not None]
    if search.village_code is not None:
        parts.append(Card.scope_area_code.between(*area_range(search.village_code)))
    return [*parts, _meant_by(search.q)] if search.q and search.q.strip() else parts


def _meant_by(q: str) -> ColumnElement[bool]:
    """Say what a search text may mean by its shape; each meaning finds its cards through an index of its own."""
    counties = _counties_in_reach()
    text = normalise_identity_number(q)
    cards = [select(Card.id).where(Card.area_code.in_({issuing_area(c) for c in counties}), Card.number == text)]
    people: list[ColumnElement[bool]] = [Cardholder.social_security_number == text]
    if _TAIL.fullmatch(text):
        people.append(and_(Cardholder.county_code.in_(counties), Cardholder.number_tail == text))
    if _LATIN.fullmatch(text.lower()):
        people += [and_(Cardholder.county_code.in_(counties), part) for part in _spelt(text.lower())]
    if not text.isascii():
        named = Cardholder.name.startswith(normalise_name(q), autoescape=True)
        people.append(and_(Cardholder.county_code.in_(counties), named))
    position = normalise_box_position(text)
    if _BOX.fullmatch(position):
        cards.append(scoped(select(Card.id), Card).where(Card.box_sort == box_sort_key(position)))
    of_people = [
        select(Card.id).join(Cardholder, Cardholder.id == Card.cardholder_id).where(condition) for condition in people
    ]
    return Card.id.in_(union(*cards, *of_people).scalar_subquery())


def _spelt(letters: str) -> list[ColumnElement[bool]]:
    """Match the beginning of the initials or of the whole pinyin; ranges of letters sort alike in every collation."""
    whole = func.replace(Cardholder.pinyin, " ", "").startswith(letters, autoescape=True)
    return [_initials_from(letters), and_(_initials_from(letters[0]), whole)]


def _initials_from(letters: str) -> ColumnElement[bool]:
    return Cardholder.pinyin_initials.between(letters, letters.ljust(_LONGEST_INITIALS, "z"))


def _counties_in_reach() -> list[str]:
    """Return the counties (six digits) that whoever acts may see, wholly or in part."""
    mine = reach().areas
    ranges = [area_range(prefix[:_COUNTY]) for prefix in mine]
    counties = select(Area.code).where(Area.level == "county", or_(false(), *(Area.code.between(*r) for r in ranges)))
    return [code[:_COUNTY] for code in db.session.scalars(counties)]
