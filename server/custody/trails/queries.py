"""Read a card with its story."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.models import Area, Officer
from server.cards.models import Bank, Batch
from server.cards.queries import card_in_scope, cardholder_of, describe_card, state_changes_of
from server.custody.models import Movement, Vault
from server.custody.queries import movements_of_card
from server.db import db


def card_with_trail(card_id: str) -> dict[str, Any]:
    """Return a card in scope with its movements and state changes, the oldest first.

    Raises:
        Refusal: not_found.
    """
    card = card_in_scope(card_id)
    person = cardholder_of(card)
    village = db.session.get(Area, person.village_code) if person.village_code else None
    bank = db.session.get_one(Bank, card.bank_code)
    batch = db.session.get_one(Batch, card.batch_id)
    changes = [
        {"axis": c.axis, "old": c.old, "new": c.new, "at": c.at, "clause": c.clause, "event_id": c.event_id}
        for c in state_changes_of(card.id)
    ]
    return {
        **describe_card(card, person, bank.name, batch.number, village.name if village else None),
        "movements": shown_movements(movements_of_card(card.id)),
        "state_changes": changes,
    }


def shown_movements(lines: Sequence[Movement]) -> list[dict[str, Any]]:
    """Return lines of the ledger with the names of officers and vaults."""
    officers = _names(Officer, [i for line in lines for i in (line.officer_id, line.second_officer_id)])
    vaults = _names(
        Vault,
        [
            i
            for line in lines
            for kind, i in ((line.from_kind, line.from_id), (line.to_kind, line.to_id))
            if kind == "vault"
        ],
    )
    return [
        {
            "id": line.id,
            "card_id": line.card_id,
            "verb": line.verb,
            "from": _hand(line.from_kind, line.from_id, line.from_state, vaults),
            "to": _hand(line.to_kind, line.to_id, line.to_state, vaults),
            "at": line.at,
            "recorded_at": line.recorded_at,
            "clause": line.clause,
            "officer": _named(line.officer_id, officers),
            "second_officer": _named(line.second_officer_id, officers),
            "round_id": line.round_id,
            "reason": line.reason,
            "reverses_id": line.reverses_id,
        }
        for line in lines
    ]


def _hand(kind: str, holder_id: str | None, state: str, vaults: dict[str, str]) -> dict[str, Any]:
    return {"kind": kind, "id": holder_id, "name": vaults.get(holder_id or ""), "state": state}


def _named(officer_id: str | None, names: dict[str, str]) -> dict[str, str] | None:
    return {"id": officer_id, "name": names[officer_id]} if officer_id else None


def _names(model: type[Officer] | type[Vault], ids: Iterable[str | None]) -> dict[str, str]:
    wanted = {i for i in ids if i}
    return {row[0]: row[1] for row in db.session.execute(select(model.id, model.name).where(model.id.in_(wanted)))}
