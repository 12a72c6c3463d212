"""Log a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from server import audit
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.rounds.models import RoundCard
from server.rounds.notices.models import RoundNotice
from server.rounds.queries import round_in_scope
from server.rules import table


@dataclass(frozen=True)
class Notice:
    """What was said to whom; `card_ids` names single people, nobody named means the target as a whole."""

    channel: str
    target: str
    result: str
    note: str | None = None
    at: datetime | None = None
    card_ids: Sequence[str] = ()


def log_notice(round_id: str, notice: Notice, operator_id: str) -> list[RoundNotice]:
    """Note that a round was announced, a row for each person named (1.1.0.e, 1.2.2.a).

    Raises:
        Refusal: not_found, reason_unknown, notice_in_the_future, card_not_in_round.
    """
    with transaction():
        told = round_in_scope(round_id)
        _refuse_unknown("notice_channel", notice.channel)
        _refuse_unknown("notice_result", notice.result)
        now = utc_now()
        if notice.at is not None and notice.at > now:
            raise Refusal("notice_in_the_future")
        _refuse_strangers(told.id, notice.card_ids)
        rows = [
            RoundNotice(
                id=new_id(),
                round_id=told.id,
                channel=notice.channel,
                target=notice.target,
                card_id=card_id,
                result=notice.result,
                note=notice.note,
                operator_id=operator_id,
                at=notice.at or now,
            )
            for card_id in (notice.card_ids or (None,))
        ]
        db.session.add_all(rows)
        audit.record(
            "log_notice", "round", told.id, "1.2.2.a", channel=notice.channel, result=notice.result, people=len(rows)
        )
    return rows


def _refuse_unknown(reasons: str, code: str) -> None:
    if not any(row["list"] == reasons and row["code"] == code for row in table("reasons")["rows"]):
        raise Refusal("reason_unknown")


def _refuse_strangers(round_id: str, card_ids: Sequence[str]) -> None:
    known = select(RoundCard.card_id).where(RoundCard.round_id == round_id, RoundCard.card_id.in_(card_ids))
    if set(card_ids) - set(db.session.scalars(known)):
        raise Refusal("card_not_in_round")
