"""Set second factors up, prove them, take them away."""

import secrets
from dataclasses import dataclass

import pyotp
from sqlalchemy import delete, or_, select, update

from server.accounts.factors.models import FactorReset, RecoveryCode, SecondFactor
from server.accounts.factors.queries import factors_of, recovery_codes_left
from server.accounts.factors.rules import app_address, is_app_code, matching_step, recovery_hash
from server.accounts.officers.models import Officer
from server.accounts.officers.rules import spell
from server.audit import actor, record
from server.config import current_config
from server.core import small_secrets
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.rules import policy

# 120 bits: what is stored needs no slow hash (ASVS 6.5.2), and it spells as six groups of four.
_RECOVERY_BYTES = 15


@dataclass(frozen=True)
class NewApp:
    """An authenticator app to be confirmed with its first code; the secret is shown this once."""

    id: str
    secret: str
    address: str


@dataclass(frozen=True)
class NewFactor:
    """A factor that counts from now on; with the first one come recovery codes, shown this once."""

    factor: SecondFactor
    recovery_codes: list[str]


def begin_app(officer: Officer) -> NewApp:
    """Draw a secret for an authenticator app; it counts once `confirm_app` has seen a code of it."""
    secret, factor_id = pyotp.random_base32(), new_id()
    with transaction():
        unfinished = (SecondFactor.officer_id == officer.id, SecondFactor.confirmed_at.is_(None))
        db.session.execute(delete(SecondFactor).where(*unfinished))
        sealed = small_secrets.seal(current_config().key_dir, _place(factor_id, officer.id), secret)
        db.session.add(
            SecondFactor(
                id=factor_id,
                officer_id=officer.id,
                kind="totp",
                name="",
                sealed_secret=sealed,
                created_at=utc_now(),
            )
        )
    return NewApp(factor_id, secret, app_address(secret, officer.username, officer.organisation.name))


def confirm_app(officer: Officer, factor_id: str, name: str, code: str) -> NewFactor:
    """Let an app count after it has shown a right code.

    Raises:
        Refusal: not_found, wrong_second_factor, too_many_factors.
    """
    with transaction():
        mine = (SecondFactor.id == factor_id, SecondFactor.officer_id == officer.id, SecondFactor.kind == "totp")
        factor = db.session.scalar(select(SecondFactor).where(*mine, SecondFactor.confirmed_at.is_(None)))
        if factor is None:
            raise Refusal("not_found")
        if not _take_code(factor, code):
            raise Refusal("wrong_second_factor")
        factor.name = name
        return let_count(officer, factor)


def remove_factor(officer: Officer, factor_id: str) -> None:
    """Take away a factor of one's own; with the last one the recovery codes go too.

    Raises:
        Refusal: not_found.
    """
    with transaction():
        factor = next((one for one in factors_of(officer.id) if one.id == factor_id), None)
        if factor is None:
            raise Refusal("not_found")
        _remove(factor)
        db.session.flush()
        if not factors_of(officer.id):
            db.session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer.id))
        record("remove_second_factor", "officer", officer.id, kind=factor.kind)


def draw_recovery_codes(officer: Officer) -> list[str]:
    """Draw new recovery codes, shown this once; the earlier ones end.

    Raises:
        Refusal: no_second_factor.
    """
    with transaction():
        if not factors_of(officer.id):
            raise Refusal("no_second_factor")
        record("draw_recovery_codes", "officer", officer.id)
        return _draw(officer.id)


def prove_code(officer_id: str, typed: str) -> str | None:
    """Use up a code of an app or a recovery code; return `totp` or `recovery`, or None when it proves nothing."""
    with transaction():
        if is_app_code(typed):
            apps = [factor for factor in factors_of(officer_id) if factor.kind == "totp"]
            return "totp" if any(_take_code(factor, typed) for factor in apps) else None
        used = (
            update(RecoveryCode)
            .where(
                RecoveryCode.officer_id == officer_id,
                RecoveryCode.code_hash == recovery_hash(typed),
                RecoveryCode.used_at.is_(None),
            )
            .values(used_at=utc_now())
            .returning(RecoveryCode.id)
        )
        if db.session.scalar(used) is None:
            return None
        record("use_recovery_code", "officer", officer_id, left=recovery_codes_left(officer_id))
        return "recovery"


def reset_factors(officer: Officer) -> None:
    """Take all factors of somebody who lost them; joins the action of an administrator. Its owner will be told."""
    with transaction():
        for factor in factors_of(officer.id):
            _remove(factor)
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer.id))
        officer.factor_asked_at = None
        db.session.add(FactorReset(officer_id=officer.id, by_officer_id=str(actor().officer_id), at=utc_now()))
        record("reset_second_factors", "officer", officer.id)


def note_reset_seen(officer: Officer) -> None:
    """Write down that an officer has read who took their factors away."""
    with transaction():
        mine = (FactorReset.officer_id == officer.id, FactorReset.seen_at.is_(None))
        db.session.execute(update(FactorReset).where(*mine).values(seen_at=utc_now()))


def let_count(officer: Officer, factor: SecondFactor) -> NewFactor:
    """Let a proven factor count; joins the action that proved it.

    Raises:
        Refusal: too_many_factors.
    """
    have = factors_of(officer.id)
    if len(have) >= policy("factor.most"):
        raise Refusal("too_many_factors", limit=policy("factor.most"))
    factor.confirmed_at = utc_now()
    db.session.add(factor)
    record("add_second_factor", "officer", officer.id, kind=factor.kind)
    return NewFactor(factor, [] if have else _draw(officer.id))


def _draw(officer_id: str) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer_id))
    codes = [spell(secrets.token_bytes(_RECOVERY_BYTES)) for _ in range(policy("factor.recovery_codes"))]
    db.session.add_all([RecoveryCode(officer_id=officer_id, code_hash=recovery_hash(code)) for code in codes])
    return codes


def _take_code(factor: SecondFactor, typed: str) -> bool:
    """Use a code up, if it is right: of two that send it at once only one gets in (ASVS 6.5.1)."""
    place = _place(factor.id, factor.officer_id)
    secret = small_secrets.unseal(current_config().key_dir, place, factor.sealed_secret or "")
    now = utc_now()
    step = matching_step(secret, typed, now, factor.last_step)
    if step is None:
        return False
    unused = or_(SecondFactor.last_step.is_(None), SecondFactor.last_step < step)
    taken = update(SecondFactor).where(SecondFactor.id == factor.id, unused).values(last_step=step, last_used_at=now)
    return db.session.scalar(taken.returning(SecondFactor.id)) is not None


def _remove(factor: SecondFactor) -> None:
    # The row stays as a trace; what could prove anything does not.
    factor.removed_at, factor.sealed_secret, factor.public_key, factor.credential_id = utc_now(), None, None, None


def _place(factor_id: str, officer_id: str) -> str:
    return f"second_factor|{factor_id}|{officer_id}"
