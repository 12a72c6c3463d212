"""Plan a round, cancel it, count its cards out under two signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import func, select

from server import audit
from server.accounts.models import Area
from server.accounts.officers.models import Officer
from server.accounts.scope import reach_of
from server.cards.models import Card
from server.core.clock import local_date, utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.custody.actions import check_out_cards
from server.custody.models import Vault
from server.db import db, transaction
from server.evidence.actions import Origin, keep_evidence
from server.evidence.blobs.actions import put_blob
from server.evidence.blobs.rules import STROKES
from server.evidence.rules import key_group
from server.rounds.models import CheckOut, Round, RoundCard
from server.rounds.queries import candidates, cards_of, round_in_scope
from server.rounds.rules import count_difference, is_village, lease_end
from server.rules import next_state, states, transition_clause

_KIND = "village"
_SHOWN_POSITIONS = 20


@dataclass(frozen=True)
class Plan:
    """What a round is planned with.

    `card_ids` None takes every candidate; `vault_id` None means the one vault they lie in, which may be the
    county's and so outside the planner's own reach.
    """

    area_code: str
    bank_code: str
    place: str
    planned_on: date
    specialist_id: str
    bank_manager_id: str
    vault_id: str | None = None
    card_ids: Sequence[str] | None = None


@dataclass(frozen=True)
class Signature:
    """Pen strokes as the pad gave them: {"box": [w, h], "strokes": [[[x, y, t], …], …]}."""

    strokes: dict[str, Any]

    def content(self) -> bytes:
        """Return the bytes that are kept."""
        return orjson.dumps(self.strokes)


def plan_round(plan: Plan, planner_id: str) -> Round:
    """Plan one round for one village and one bank (1.2.2.a, 1.2.2.b).

    Raises:
        Refusal: not_a_village, round_in_the_past, specialist_unfit, bank_manager_unfit,
            no_cards_for_round, cards_unfit_for_round, cards_in_several_vaults.
    """
    with transaction():
        if not is_village(plan.area_code):
            raise Refusal("not_a_village")
        if plan.planned_on < local_date(utc_now()):
            raise Refusal("round_in_the_past")
        specialist = _specialist(plan)
        _refuse_unfit_bank_manager(plan)
        _hold_village(plan.area_code)
        chosen = _chosen_cards(plan)
        planned = _new_round(plan, specialist, _vault_of(chosen), planner_id)
        db.session.add(planned)
        db.session.flush()
        db.session.add_all(
            RoundCard(round_id=planned.id, card_id=card.id, ordinal=ordinal)
            for ordinal, card in enumerate(chosen, start=1)
        )
        audit.record("plan_round", "round", planned.id, "1.2.2.a", cards=len(chosen), bank=plan.bank_code)
    return planned


def cancel_round(round_id: str) -> Round:
    """Give up a round that is only planned; its cards may be planned again (1.2.2.a).

    Raises:
        Refusal: not_found, illegal_transition (its cards have left the vault).
    """
    with transaction():
        found = round_in_scope(round_id, lock=True)
        state, clause = next_state("round", found.state, "cancel"), transition_clause("round", found.state, "cancel")
        found.state = state
        audit.record("cancel_round", "round", found.id, clause)
    return found


def check_out_round(
    round_id: str,
    custodian_id: str,
    specialist_id: str,
    counted_card_ids: Sequence[str],
    signatures: tuple[Signature, Signature],
) -> CheckOut:
    """Give the cards of a round from the custodian's hand into the specialist's (4.1.1.b, 1.2.2.a).

    Both have proved their accounts; `signatures` are the custodian's and the specialist's.

    Raises:
        Refusal: not_found, illegal_transition, lease_over, same_person_twice, not_the_custodian,
            not_the_specialist, count_differs (with the box positions).
    """
    with transaction():
        leaving = round_in_scope(round_id, lock=True)
        state = next_state("round", leaving.state, "check_out")
        # Nobody could pack it any more, so its cards would lie outside the vault for nothing.
        if utc_now() >= lease_end(leaving.planned_on):
            raise Refusal("lease_over")
        _refuse_wrong_hands(leaving, custodian_id, specialist_id)
        cards = cards_of(round_id)
        refuse_other_count(cards, counted_card_ids)
        at = utc_now()
        check_out = _new_check_out(leaving, custodian_id, len(cards), signatures, at)
        db.session.add(check_out)
        audit.record(
            "check_out_round",
            "round",
            round_id,
            transition_clause("round", leaving.state, "check_out"),
            counted=len(cards),
            second_officer=specialist_id,
        )
        check_out_cards(
            round_id,
            [card.id for card in cards],
            leaving.vault_id,
            custodian_id=custodian_id,
            specialist_id=specialist_id,
        )
        leaving.state = state
    return check_out


def _hold_village(area_code: str) -> None:
    """Let one plan for a village wait for another, so that they take no card and no number of a day twice."""
    db.session.execute(select(Area.code).where(Area.code == area_code).with_for_update(key_share=True))


def _vault_of(chosen: Sequence[Card]) -> Vault:
    vaults = {card.holder_id for card in chosen}
    if len(vaults) > 1:
        raise Refusal("cards_in_several_vaults")
    return db.session.get_one(Vault, vaults.pop())


def _specialist(plan: Plan) -> Officer:
    officer = db.session.get(Officer, plan.specialist_id)
    if officer is None or officer.disabled_at is not None or "card_specialist" not in officer.roles:
        raise Refusal("specialist_unfit")
    if not reach_of(officer.organisation).covers_area(plan.area_code):
        raise Refusal("specialist_unfit")
    return officer


def _refuse_unfit_bank_manager(plan: Plan) -> None:
    officer = db.session.get(Officer, plan.bank_manager_id)
    if officer is None or officer.disabled_at is not None or "bank_manager" not in officer.roles:
        raise Refusal("bank_manager_unfit")
    theirs = reach_of(officer.organisation)
    if theirs.bank_code != plan.bank_code or not theirs.covers_area(plan.area_code):
        raise Refusal("bank_manager_unfit")


def _chosen_cards(plan: Plan) -> list[Card]:
    found = candidates(plan.area_code, plan.bank_code, plan.vault_id)
    if plan.card_ids is None:
        chosen = found
    else:
        wanted = set(plan.card_ids)
        chosen = [card for card in found if card.id in wanted]
        if len(chosen) != len(wanted):
            # Of another village or bank, not in this vault, or in another open round.
            raise Refusal("cards_unfit_for_round", count=len(wanted) - len(chosen))
    if not chosen:
        raise Refusal("no_cards_for_round")
    return chosen


def _new_round(plan: Plan, specialist: Officer, vault: Vault, planner_id: str) -> Round:
    last = select(func.max(Round.number)).where(Round.area_code == plan.area_code, Round.planned_on == plan.planned_on)
    return Round(
        id=new_id(),
        kind=_KIND,
        area_code=plan.area_code,
        organisation_id=specialist.organisation_id,
        bank_code=plan.bank_code,
        place=plan.place,
        planned_on=plan.planned_on,
        number=(db.session.scalar(last) or 0) + 1,
        specialist_id=specialist.id,
        bank_manager_id=plan.bank_manager_id,
        vault_id=vault.id,
        state=states("round")[0],
        created_at=utc_now(),
        created_by=planner_id,
    )


def _refuse_wrong_hands(leaving: Round, custodian_id: str, specialist_id: str) -> None:
    if custodian_id == specialist_id:
        raise Refusal("same_person_twice")
    # 4.1.4: nobody stands in for the custodian.
    if db.session.get_one(Vault, leaving.vault_id).custodian_id != custodian_id:
        raise Refusal("not_the_custodian")
    if leaving.specialist_id != specialist_id:
        raise Refusal("not_the_specialist")


def refuse_other_count(cards: Sequence[Card], counted: Sequence[str]) -> None:
    """See that exactly these cards were counted, each once (4.1.1.b).

    Raises:
        Refusal: count_differs, with the box positions.
    """
    difference = count_difference({card.id: card.box_position for card in cards}, counted)
    if difference is None:
        return
    raise Refusal(
        "count_differs",
        missing=difference.missing[:_SHOWN_POSITIONS],
        missing_count=len(difference.missing),
        foreign=difference.foreign[:_SHOWN_POSITIONS],
        foreign_count=len(difference.foreign),
        positions="、".join(difference.missing[:_SHOWN_POSITIONS]),
    )


def _new_check_out(
    leaving: Round, custodian_id: str, counted: int, signatures: tuple[Signature, Signature], at: datetime
) -> CheckOut:
    origin = Origin(leaving.area_code, leaving.bank_code, round_id=leaving.id)
    group = key_group("officer_signature", leaving.id)
    hashes = [put_blob(signature.content(), STROKES, group) for signature in signatures]
    for sha256 in hashes:
        keep_evidence(origin, "officer_signature", sha256)
    return CheckOut(
        id=new_id(),
        round_id=leaving.id,
        custodian_id=custodian_id,
        specialist_id=leaving.specialist_id,
        counted=counted,
        at=at,
        custodian_signature_sha256=hashes[0],
        specialist_signature_sha256=hashes[1],
    )
