"""I7: where a card is = its last movement; every line starts where the one before ended; sums agree; one live card."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy import func, select

from server.cards.models import Card
from server.cards.rules import is_live
from server.custody.models import Movement
from server.db import db
from server.rounds.models import Round
from server.rules import states
from server.verify.rules import Finding


class _Hand(NamedTuple):
    """Where a card is and in which state."""

    kind: str
    id: str | None
    state: str


def check() -> Finding:
    """Replay the ledger card by card and compare it with what the cards say."""
    finding = Finding("I7", "ledger and cards agree")
    hands, last_lines = _replay(finding)
    held: Counter[tuple[str, str | None]] = Counter()
    columns = (Card.id, Card.custody_state, Card.holder_kind, Card.holder_id, Card.live, Card.last_movement_id)
    for card in db.session.execute(select(*columns).execution_options(yield_per=1000)):
        finding.count("cards")
        here = _Hand(card.holder_kind, card.holder_id, card.custody_state)
        held[card.holder_kind, card.holder_id] += 1
        expected = hands.pop(card.id, None)
        if expected is None and card.custody_state != states("custody")[0]:
            finding.problems.append(f"card {card.id} is {card.custody_state} without a movement")
        if expected is not None and (here != expected or card.last_movement_id != last_lines[card.id]):
            finding.problems.append(f"card {card.id} is not where its last movement says")
        if card.live != is_live(card.custody_state):
            finding.problems.append(f"card {card.id} is wrongly counted as live or not")
    finding.problems += [f"card {card_id} has movements and does not exist" for card_id in hands]
    finding.count("holders", len(held))
    _refuse_second_live_cards(finding)
    _refuse_cards_in_closed_rounds(finding)
    return finding


def _refuse_cards_in_closed_rounds(finding: Finding) -> None:
    """A closed round holds no card but those that nobody could show (4.1.1.b)."""
    left = (
        select(Card.id, Card.custody_state)
        .join(Round, Round.id == Card.holder_id)
        .where(Card.holder_kind == "round", Round.state == "closed", Card.custody_state != "missing")
    )
    finding.problems += [f"card {row.id} is {row.custody_state} in a closed round" for row in db.session.execute(left)]


def _replay(finding: Finding) -> tuple[dict[str, _Hand], dict[str, int]]:
    hands: dict[str, _Hand] = {}
    last_lines: dict[str, int] = {}
    columns = (
        Movement.id, Movement.card_id, Movement.from_kind, Movement.from_id, Movement.from_state,
        Movement.to_kind, Movement.to_id, Movement.to_state,
    )  # fmt: skip
    for line in db.session.execute(select(*columns).order_by(Movement.id).execution_options(yield_per=1000)):
        finding.count("movements")
        before = _Hand(line.from_kind, line.from_id, line.from_state)
        known = hands.get(line.card_id)
        if known is not None and known != before:
            finding.problems.append(f"movement {line.id} starts where card {line.card_id} was not")
        if known is None and line.from_state != states("custody")[0]:
            finding.problems.append(f"movement {line.id} is a first one and starts at {line.from_state}")
        hands[line.card_id] = _Hand(line.to_kind, line.to_id, line.to_state)
        last_lines[line.card_id] = line.id
    return hands, last_lines


def _refuse_second_live_cards(finding: Finding) -> None:
    twice = select(Card.cardholder_id).where(Card.live).group_by(Card.cardholder_id).having(func.count() > 1)
    finding.problems += [f"cardholder {one} has two live cards" for one in db.session.scalars(twice)]
