"""Carry out what a tablet reports of the count at the end of a round."""

from typing import Any

from server import audit
from server.activation.actions import withdraw_all
from server.core.errors import Refusal
from server.db import db, transaction
from server.evidence.actions import Origin, keep_evidence
from server.evidence.queries import is_kept
from server.issuance.counts.queries import count_facts
from server.issuance.queries import facts_of
from server.issuance.rules import Report, approval_of
from server.rounds.close.actions import take_cosign, take_count, take_count_back
from server.rounds.close.models import CountCosign, RoundCount
from server.rounds.models import Round
from server.rules import judge

_LISTS = ("returned", "wrong", "missing", "elsewhere")


def count_round(report: Report) -> None:
    """File the joint count of a tablet; cards that nobody can show are frozen (4.1.1.b, 4.1.5).

    Raises:
        Refusal: count_twice, card_not_in_round, or the first rule the facts break.
    """
    with transaction():
        facts = facts_of(report, None) | {"count": count_facts(report)}
        _refuse_by_rules(facts, report)
        payload, leaving = report.payload, db.session.get_one(Round, report.body["round"])
        _refuse_strange_cards(payload, facts["count"])
        approval = approval_of(report, "bank_manager") if payload["signatures"]["bank_manager"] else None
        audit.record("count_round", "event", report.id, "4.1.1.b", **{name: len(payload[name]) for name in _LISTS})
        count = RoundCount(
            id=report.id,
            round_id=leaving.id,
            device_id=report.device_id,
            area_code=leaving.area_code,
            bank_code=leaving.bank_code,
            taken=facts["count"]["taken"],
            handed=payload["handed"],
            cash_fen=payload["cash_fen"],
            receipts=payload["receipts"],
            check_code=payload["check_code"],
            specialist_id=report.body["officer"],
            bank_manager_id=approval["officer"] if approval else None,
            specialist_signature_sha256=payload["signatures"]["specialist"],
            bank_manager_signature_sha256=payload["signatures"]["bank_manager"],
            at=report.moment,
            **{name: payload[name] for name in _LISTS},
        )
        for card_id in take_count(count):
            withdraw_all(card_id)
        _keep_attachments(report, leaving)


def cosign_count(report: Report) -> None:
    """File the bank manager's half of a count, from the companion (1.2.2.b).

    Raises:
        Refusal: the first rule the facts break.
    """
    with transaction():
        _refuse_by_rules(facts_of(report, None), report)
        leaving = db.session.get_one(Round, report.body["round"])
        audit.record("cosign_count", "event", report.id, "4.1.1.b")
        take_cosign(
            CountCosign(
                id=report.id,
                round_id=leaving.id,
                device_id=report.device_id,
                area_code=leaving.area_code,
                bank_code=leaving.bank_code,
                check_code=report.payload["check_code"],
                bank_manager_id=report.body["officer"],
                signature_sha256=report.payload["signature"],
                at=report.moment,
            )
        )
        _keep_attachments(report, leaving)


def correct_count(report: Report, count: RoundCount) -> None:
    """Take an own count back before the round is closed, to count again (4.1.1.b).

    Raises:
        Refusal: correction_of_unknown, correction_twice, round_not_in_the_field, movement_not_last, or the first
            rule the facts break.
    """
    with transaction():
        if count.round_id != report.body["round"]:
            raise Refusal("correction_of_unknown")
        if count.corrected_by is not None:
            raise Refusal("correction_twice")
        _refuse_by_rules(facts_of(report, None) | {"corrected": {"device": count.device_id}}, report)
        audit.record("correct", "event", report.id, "4.1.1.b", corrects=count.id, reason=report.payload["reason"])
        take_count_back(count, report.id, report.payload["reason"], report.body["officer"])


def _refuse_by_rules(facts: dict[str, Any], report: Report) -> None:
    for finding in judge(facts):
        if finding.code not in report.waived:
            raise Refusal(finding.code)


def _refuse_strange_cards(payload: dict[str, Any], known: dict[str, Any] | None) -> None:
    cards = known["cards"] if known else frozenset()
    if any(card_id not in cards for name in _LISTS for card_id in payload[name]):
        raise Refusal("card_not_in_round")


def _keep_attachments(report: Report, leaving: Round) -> None:
    origin = Origin(leaving.area_code, leaving.bank_code, report.id, round_id=leaving.id)
    for attachment in report.body["attachments"]:
        if report.settlement_id is not None and is_kept(report.id, attachment["kind"], attachment["sha256"]):
            continue
        keep_evidence(origin, attachment["kind"], attachment["sha256"])
