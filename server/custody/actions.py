"""The ledger: the only place that changes where a card is.

Every function joins the transaction of its caller, so that a hand-over and its movement stand
or fall together. Thousands of cards move in a handful of statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update

from server import audit
from server.audit import actor
from server.cards.models import Card
from server.cards.queries import locked_card
from server.cards.rules import is_live
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.custody.models import Movement
from server.custody.queries import movement_in_ledger, movements_of_card
from server.custody.rules import Holder, Occasion
from server.db import db, transaction
from server.rules import next_state, transition_clause

# Bound values of one statement; both engines take many more, none gets faster by it.
_CHUNK = 500
_TABLE: Any = Movement.__table__
_LINE = insert(_TABLE).returning(_TABLE.c.id)


def move(
    card_ids: Iterable[str],
    verb: str,
    to: Holder,
    occasion: Occasion,
    *,
    held_by: Holder | None = None,
    reverses: int | None = None,
) -> int:
    """Move cards into another hand, one line of the ledger each, and return the id of the audit entry.

    `held_by` names the hand they must be in now.

    Raises:
        Refusal: not_found; card_not_here (not in the hand of `held_by`); illegal_transition.
    """
    wanted = sorted(set(card_ids))
    if not wanted:
        raise Refusal("no_cards_named")
    with transaction():
        cards = _lock(wanted) if len(wanted) > 1 else [_locked(wanted[0])]
        if held_by is not None and any((c.holder_kind, c.holder_id) != (held_by.kind, held_by.id) for c in cards):
            raise Refusal("card_not_here")
        plan = _plan(cards, verb)
        audit_id = _audit(verb, wanted, to, occasion, occasion.clause or next(iter(plan)).clause)
        common = _common(verb, to, occasion, audit_id, reverses)
        by_id = {card.id: card for card in cards}
        for step, ids in plan.items():
            moved = [by_id[i] for i in ids]
            line = _write_lines(step, moved, {**common, "clause": occasion.clause or step.clause})
            if line is None:
                _follow(ids, step.to_state, to)
            else:
                _follow_line(moved[0], step.to_state, to, line)
    return audit_id


def check_out_cards(
    round_id: str, card_ids: Iterable[str], vault_id: str, *, custodian_id: str, specialist_id: str
) -> int:
    """Hand cards from a vault to a round, under two people's names (4.1.1.b, 1.2.2.a).

    Raises:
        Refusal: same_person_twice; card_not_here, illegal_transition, not_found as `move`.
    """
    if custodian_id == specialist_id:
        raise Refusal("same_person_twice")
    occasion = Occasion(officer_id=custodian_id, second_officer_id=specialist_id, round_id=round_id)
    return move(card_ids, "check_out", Holder("round", round_id), occasion, held_by=Holder("vault", vault_id))


def return_cards(
    round_id: str, card_ids: Iterable[str], vault_id: str, *, specialist_id: str, custodian_id: str
) -> int:
    """Take cards of a round back into a vault, under two people's names (4.1.1.b).

    Raises:
        Refusal: same_person_twice; card_not_here, illegal_transition, not_found as `move`.
    """
    if custodian_id == specialist_id:
        raise Refusal("same_person_twice")
    occasion = Occasion(officer_id=custodian_id, second_officer_id=specialist_id, round_id=round_id)
    return move(card_ids, "check_in", Holder("vault", vault_id), occasion, held_by=Holder("round", round_id))


def hand_over_card(card_id: str, cardholder_id: str, occasion: Occasion) -> int:
    """Put a card of the round named by `occasion` into its holder's hand (1.2.2.c).

    Raises:
        Refusal: card_not_here, illegal_transition, not_found as `move`.
    """
    return move([card_id], "hand_over", Holder("cardholder", cardholder_id), occasion, held_by=_round_of(occasion))


def recall_card(card_id: str, occasion: Occasion) -> int:
    """Keep a card whose face is wrong with the team of its round (1.1.2.e).

    Raises:
        Refusal: card_not_here, illegal_transition, not_found as `move`.
    """
    team = _round_of(occasion)
    return move([card_id], "recall", team, occasion, held_by=team)


def report_missing_cards(card_ids: Iterable[str], occasion: Occasion) -> int:
    """Say that nobody can show cards of the round named by `occasion`: the round answers for them (4.1.5).

    Raises:
        Refusal: card_not_here, illegal_transition, not_found as `move`.
    """
    team = _round_of(occasion)
    return move(card_ids, "report_missing", team, occasion, held_by=team)


def hand_in_wrong_cards(card_ids: Iterable[str], occasion: Occasion) -> int:
    """Take a round's cards with a wrong face from the team into the office's bag, for form 4 (1.1.1.h).

    Raises:
        Refusal: card_not_here, illegal_transition, not_found as `move`.
    """
    return move(card_ids, "hand_in", Holder("office"), occasion, held_by=_round_of(occasion))


def find_card(card_id: str, vault_id: str, occasion: Occasion) -> int:
    """Put a missing card that turned up into a vault (4.1.1.b).

    Raises:
        Refusal: illegal_transition, not_found as `move`.
    """
    return move([card_id], "find", Holder("vault", vault_id), occasion)


def lose_again(card_id: str, occasion: Occasion) -> int:
    """Write the counter-entry to a missing card that was said to be found: it is missing still (4.1.1.b).

    Raises:
        Refusal: movement_not_last (it has moved since it was found), illegal_transition as `reverse_movement`.
    """
    line = movements_of_card(card_id)[-1]
    if line.verb != "find":
        raise Refusal("movement_not_last")
    return reverse_movement(line.id, occasion)


def take_back_missing(card_id: str, occasion: Occasion) -> int:
    """Write the counter-entry to a report of a missing card: it is in the hand that reported it (4.1.1.b).

    Raises:
        Refusal: movement_not_last, illegal_transition as `reverse_movement`.
    """
    line = movements_of_card(card_id)[-1]
    return reverse_movement(line.id, occasion)


def reverse_movement(movement_id: int, occasion: Occasion) -> int:
    """Write the counter-entry to a card's last movement: the card is back in the hand it came from (4.1.1.b).

    Raises:
        Refusal: not_found; movement_not_last (something came after it); illegal_transition (such
            a movement cannot be taken back); reason_missing.
    """
    if not occasion.reason:
        raise Refusal("reason_missing")
    with transaction():
        line = movement_in_ledger(movement_id)
        card = _lock([line.card_id])[0]
        if card.last_movement_id != line.id:
            raise Refusal("movement_not_last")
        if next_state("custody", line.to_state, "correct") != line.from_state:
            raise Refusal("illegal_transition", machine="custody", state=line.to_state, verb="correct")
        back = Holder(line.from_kind, line.from_id)  # type: ignore[arg-type]  # the ledger holds no other kinds
        return move([line.card_id], "correct", back, occasion, reverses=line.id)


class _Step(NamedTuple):
    """From one state to another under a clause; cards that take the same step are written together."""

    from_state: str
    to_state: str
    clause: str


def _round_of(occasion: Occasion) -> Holder:
    if occasion.round_id is None:
        raise ValueError("a card in the field belongs to a round")
    return Holder("round", occasion.round_id)


def _lock(card_ids: Sequence[str]) -> list[Any]:
    """Read the cards as they are now, in one order for everybody, so that two actions never wait in a ring."""
    columns = (Card.id, Card.custody_state, Card.holder_kind, Card.holder_id, Card.last_movement_id)
    cards = [
        card
        for chunk in _chunks(card_ids)
        for card in db.session.execute(select(*columns).where(Card.id.in_(chunk)).order_by(Card.id).with_for_update())
    ]
    if len(cards) != len(card_ids):
        raise Refusal("not_found")
    return cards


def _locked(card_id: str) -> Card:
    card = locked_card(card_id)
    if card is None:
        raise Refusal("not_found")
    return card


def _plan(cards: list[Any], verb: str) -> dict[_Step, list[str]]:
    by_state: dict[str, list[str]] = defaultdict(list)
    for card in cards:
        by_state[card.custody_state].append(card.id)
    return {
        _Step(state, next_state("custody", state, verb), transition_clause("custody", state, verb)): ids
        for state, ids in by_state.items()
    }


def _audit(verb: str, card_ids: list[str], to: Holder, occasion: Occasion, clause: str) -> int:
    subject = ("card", card_ids[0]) if len(card_ids) == 1 else (to.kind, str(to.id))
    return audit.record(
        f"{verb}_card" if len(card_ids) == 1 else f"{verb}_cards",
        *subject,
        clause,
        cards=len(card_ids),
        round=occasion.round_id,
        event=occasion.event_id,
    )


def _common(verb: str, to: Holder, occasion: Occasion, audit_id: int, reverses: int | None) -> dict[str, Any]:
    now = utc_now()
    return {
        "verb": verb,
        "to_kind": to.kind,
        "to_id": to.id,
        "at": occasion.at or now,
        "recorded_at": now,
        "officer_id": occasion.officer_id or actor().officer_id,
        "second_officer_id": occasion.second_officer_id,
        "round_id": occasion.round_id,
        "event_id": occasion.event_id,
        "receipt_id": occasion.receipt_id,
        "reason": occasion.reason,
        "reverses_id": reverses,
        "audit_id": audit_id,
    }


def _write_lines(step: _Step, cards: list[Any], common: dict[str, Any]) -> int | None:
    """Write the lines of cards that take the same step; of one alone return the line's id."""
    states = {"from_state": step.from_state, "to_state": step.to_state}
    lines = [
        {**common, **states, "card_id": card.id, "from_kind": card.holder_kind, "from_id": card.holder_id}
        for card in cards
    ]
    if len(lines) == 1:
        # Past the session: nothing that waits there is needed for a line, and an upload writes it all at its end.
        return int(db.session.connection().execute(_LINE, lines[0]).scalar_one())
    db.session.execute(insert(_TABLE), lines)
    return None


def _follow_line(card: Card, state: str, to: Holder, line: int) -> None:
    """Let a card say what its last line says; written with whatever else changes of it."""
    card.custody_state, card.live = state, is_live(state)
    card.holder_kind, card.holder_id, card.last_movement_id = to.kind, to.id, line


def _follow(ids: list[str], state: str, to: Holder) -> None:
    """Let the cards say what their last line says."""
    last_line = select(func.max(Movement.id)).where(Movement.card_id == Card.id).scalar_subquery()
    for chunk in _chunks(ids):
        db.session.execute(
            update(Card)
            .where(Card.id.in_(chunk))
            .values(
                custody_state=state,
                holder_kind=to.kind,
                holder_id=to.id,
                live=is_live(state),
                last_movement_id=last_line,
            )
            .execution_options(synchronize_session=False)
        )
    moved = set(ids)
    for row in list(db.session):
        if isinstance(row, Card) and row.id in moved:
            db.session.expire(row)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
