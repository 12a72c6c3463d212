"""Count what one round came to."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from server.accounts.models import Area, Device, Officer, Organisation
from server.activation.models import Activation
from server.cards.models import Bank
from server.custody.incidents.models import Incident
from server.db import db
from server.forms.round_report.models import RoundReport
from server.forms.typesetting.models import Signer
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.issuance.proxies.models import ProxyUse
from server.issuance.register.queries import ink_of
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.reports.queries import CHECKPOINT, TALLIES
from server.reports.rounds.models import Fee, Mark, Person, RoundFacts, Sum
from server.reports.rounds.rules import sections_of
from server.rounds.close.queries import Standing, standing_of
from server.rounds.close.rules import Sums
from server.rounds.models import Round
from server.rounds.paper.queries import round_number
from server.rounds.queries import check_out_of, leases_of

_DESK = "desk"
_ACTIVATED, _REFUSED, _WITHDRAWN = "activated", "refused", "withdrawn"


def report_of(found: Round) -> RoundReport:
    """Return the report of a round by ledger, counts and records as they stand now."""
    standing = standing_of(found)
    names = _officers({found.specialist_id, found.bank_manager_id, *_keeper(standing)})
    return RoundReport(
        body=db.session.get_one(Organisation, found.organisation_id).form_body,
        village=db.session.scalar(select(Area.name).where(Area.code == found.area_code)) or found.area_code,
        place=found.place,
        bank=db.session.get_one(Bank, found.bank_code).name,
        held_on=found.planned_on,
        round_number=round_number(found),
        state=found.state,
        hr_officer=Signer(names[found.specialist_id][0], _count_ink(standing, "specialist_signature_sha256")),
        bank_officer=Signer(names[found.bank_manager_id][0], _count_ink(standing, "bank_manager_signature_sha256")),
        custodian=_custodian(standing, names),
        sections=sections_of(facts_of(found, standing)),
        checkpoint=_newest_checkpoint(),
    )


def _newest_checkpoint() -> str | None:
    newest: Callable[[], str | None] | None = current_app.extensions.get(CHECKPOINT)
    return newest() if newest else None


def facts_of(found: Round, standing: Standing) -> RoundFacts:
    """Count everything that the report says."""
    handed = _standing_rows(HandOver, found.id)
    finance = _standing_rows(FinanceReport, found.id)
    wrong = _standing_rows(WrongFace, found.id)
    settled = list(
        db.session.scalars(select(TemporaryCardSettlement).where(TemporaryCardSettlement.round_id == found.id))
    )
    counts = [tablet.joint_count for tablet in standing.tablets if tablet.joint_count]
    return RoundFacts(
        whole=_sum(standing.equation.whole),
        paths=Counter(one.path for one in handed),
        devices=_devices(found.id, standing),
        reasons=Counter(one.reason for one in _standing_rows(NotServed, found.id)),
        wrong_items=Counter(item for one in wrong for item in one.items),
        fees=_fees(settled),
        taken_back=sum(one.how == "returned" and one.corrected_by is None for one in settled),
        counted_fen=sum(count.cash_fen for count in counts) if counts else None,
        people=_people(found, standing, handed, finance),
        activations=_activations(found.id),
        times=_times(found, standing, [one.handed_at for one in handed]),
        exceptions=_exceptions(found.id, standing, handed, finance),
        tallies=_tallies(found.id),
    )


def _tallies(round_id: str) -> tuple[Mark, ...]:
    known: Callable[[str], list[dict[str, Any]]] | None = current_app.extensions.get(TALLIES)
    return tuple(Mark(**one) for one in known(round_id)) if known else ()


def _standing_rows(model: Any, round_id: str) -> list[Any]:
    return list(db.session.scalars(select(model).where(model.round_id == round_id, model.corrected_by.is_(None))))


def _sum(sums: Sums) -> Sum:
    return Sum(**{name: getattr(sums, name) for name in Sum._fields})


def _devices(round_id: str, standing: Standing) -> tuple[tuple[str, Sum], ...]:
    rows = [(tablet.device.name, _sum(standing.equation.tablets[tablet.device.id])) for tablet in standing.tablets]
    typed = (
        select(Device.name, func.count())
        .join(HandOver, HandOver.device_id == Device.id)
        .where(HandOver.round_id == round_id, HandOver.corrected_by.is_(None), Device.kind == _DESK)
        .group_by(Device.name)
    )
    rows += [(name, Sum(handed=count)) for name, count in db.session.execute(typed)]
    return tuple(rows)


def _fees(settled: Sequence[TemporaryCardSettlement]) -> tuple[Fee, ...]:
    paid = [one for one in settled if one.receipt_number]
    fees = [Fee(one.receipt_number or "", one.how, one.fee_fen, one.corrected_by is not None) for one in paid]
    return tuple(sorted(fees))


def _people(
    found: Round, standing: Standing, handed: Sequence[HandOver], finance: Sequence[FinanceReport]
) -> tuple[Person, ...]:
    by_hand = Counter(one.specialist_id for one in handed)
    checked = Counter(one.bank_manager_id for one in handed if one.bank_manager_id)
    activated = Counter(one.bank_manager_id for one in finance if one.result == _ACTIVATED)
    roles = dict.fromkeys([found.specialist_id, *by_hand], "specialist")
    roles |= dict.fromkeys([found.bank_manager_id, *checked, *activated], "bank_manager")
    roles |= dict.fromkeys(_keeper(standing), "custodian")
    names = _officers(set(roles))
    return tuple(
        Person(*names[officer], role, by_hand[officer], checked[officer], activated[officer])
        for officer, role in roles.items()
    )


def _activations(round_id: str) -> Counter[tuple[str, str]]:
    ids = [select(model.id).where(model.round_id == round_id) for model in (HandOver, FinanceReport)]
    ids.append(select(TemporaryCardSettlement.id).where(TemporaryCardSettlement.round_id == round_id))
    statement = (
        select(Activation.kind, Activation.state, func.count())
        .where(Activation.event_id.in_(ids[0].union(*ids[1:])), Activation.state != _WITHDRAWN)
        .group_by(Activation.kind, Activation.state)
    )
    return Counter({(kind, state): count for kind, state, count in db.session.execute(statement)})


def _times(found: Round, standing: Standing, handed_at: Sequence[datetime]) -> tuple[tuple[str, datetime | None], ...]:
    check_out, leases = check_out_of(found.id), leases_of(found.id)
    counted = [tablet.joint_count.at for tablet in standing.tablets if tablet.joint_count]
    return (
        ("checked_out", check_out.at if check_out else None),
        ("packed", min((lease.issued_at for lease in leases), default=None)),
        ("first", min(handed_at, default=None)),
        ("last", max(handed_at, default=None)),
        ("counted", max(counted, default=None)),
        ("checked_in", standing.check_in.at if standing.check_in else None),
        ("closed", found.closed_at),
    )


def _exceptions(
    round_id: str, standing: Standing, handed: Sequence[HandOver], finance: Sequence[FinanceReport]
) -> Counter[str]:
    excepted = select(func.count()).where(
        ProxyUse.round_id == round_id, ProxyUse.corrected_by.is_(None), ProxyUse.exception_reason.is_not(None)
    )
    incidents = select(Incident.kind, func.count()).where(Incident.round_id == round_id).group_by(Incident.kind)
    found = Counter(one.signature_kind for one in handed if one.signature_kind != "ink")
    for kind, count in db.session.execute(incidents):
        found[kind] += count
    found["home"] = sum(one.place == "home" for one in handed)
    found["proxy_exception"] = db.session.scalar(excepted) or 0
    found["finance_refused"] = sum(one.result == _REFUSED for one in finance)
    found["not_asked"] = sum(one.social_activation != "requested" for one in handed)
    found["waiting"] = len(standing.waiting)
    found["contradiction"] = len(standing.equation.contradictions)
    found["lost"] = sum(tablet.lease.lost_at is not None for tablet in standing.tablets)
    return found


def _keeper(standing: Standing) -> list[str]:
    return [standing.check_in.custodian_id] if standing.check_in else []


def _custodian(standing: Standing, names: dict[str, tuple[str, str]]) -> Signer:
    taken = standing.check_in
    return Signer(names[taken.custodian_id][0], ink_of(taken.custodian_signature_sha256)) if taken else Signer()


def _count_ink(standing: Standing, name: str) -> Any:
    """Return the ink under the last count, or None: then there is room to sign by hand."""
    counts = [tablet.joint_count for tablet in standing.tablets if tablet.joint_count]
    signatures = [getattr(count, name) for count in sorted(counts, key=lambda count: count.at)]
    return next((ink_of(sha256) for sha256 in reversed(signatures) if sha256), None)


def _officers(ids: set[str]) -> dict[str, tuple[str, str]]:
    statement = (
        select(Officer.id, Officer.name, Organisation.name)
        .join(Organisation, Organisation.id == Officer.organisation_id)
        .where(Officer.id.in_(sorted(ids)))
    )
    return {officer: (name, organisation) for officer, name, organisation in db.session.execute(statement)}
