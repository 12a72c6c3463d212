"""Read second factors."""

from sqlalchemy import func, select

from server.accounts.factors.models import FactorReset, RecoveryCode, SecondFactor
from server.accounts.factors.rules import Standing, key_host, standing
from server.accounts.officers.models import Officer
from server.config import current_config
from server.core.clock import utc_now
from server.db import db


def factors_of(officer_id: str) -> list[SecondFactor]:
    """Return the factors that count, oldest first."""
    statement = (
        select(SecondFactor)
        .where(
            SecondFactor.officer_id == officer_id,
            SecondFactor.confirmed_at.is_not(None),
            SecondFactor.removed_at.is_(None),
        )
        .order_by(SecondFactor.created_at, SecondFactor.id)
    )
    return list(db.session.scalars(statement))


def ways_of(officer_id: str) -> list[str]:
    """Return the ways an officer can take the second step of a log-in: totp, key, recovery; empty without a factor."""
    kinds = {factor.kind for factor in factors_of(officer_id)}
    if not kinds:
        return []
    return [*sorted(kinds, reverse=True), *(["recovery"] if recovery_codes_left(officer_id) else [])]


def recovery_codes_left(officer_id: str) -> int:
    """Return how many recovery codes are unused."""
    mine = (RecoveryCode.officer_id == officer_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(RecoveryCode).where(*mine)) or 0


def standing_of(officer: Officer) -> Standing:
    """Return whether an officer has a factor and what the county asks of them."""
    has = bool(factors_of(officer.id))
    return standing(has=has, roles=officer.roles, asked_at=officer.factor_asked_at, now=utc_now())


def unseen_reset(officer_id: str) -> FactorReset | None:
    """Return the newest reset that its owner has not yet said to have seen."""
    mine = (FactorReset.officer_id == officer_id, FactorReset.seen_at.is_(None))
    return db.session.scalar(select(FactorReset).where(*mine).order_by(FactorReset.at.desc()).limit(1))


def keys_work_here() -> bool:
    """Tell whether browsers let security keys be used at this installation's address."""
    return key_host(current_config().public_url) is not None
