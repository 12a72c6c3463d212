"""Sign how far the logs have grown."""

from joserfc.errors import JoseError
from sqlalchemy import select

from server import audit
from server.audit import Actor, acting_as
from server.config import current_config
from server.core import signing
from server.core.clock import local_date, to_wire, utc_now
from server.db import db, transaction
from server.sync.checkpoints.models import Checkpoint
from server.sync.checkpoints.queries import LOGS, digests, newest_checkpoint
from server.sync.checkpoints.rules import Digest, read_digest, token_hash
from server.sync.queries import current_lineage


def make_checkpoint() -> str:
    """Sign how far audit log, records and movements have grown, and return the token to keep elsewhere (I4)."""
    key_dir = current_config().key_dir
    with transaction():
        # Nobody else writes to a log while the newest audit entry is this one.
        audit.record("make_checkpoint", "checkpoint", to_wire(utc_now()))
        db.session.flush()
        before = newest_checkpoint()
        known = _claims(before)
        logs = {}
        for log in LOGS:
            found = read_digest(known[log]) if log in known else Digest()
            for one in digests(log, found):
                found = one
            logs[log] = found.as_claim()
        claims = {"at": to_wire(utc_now()), "lineage": current_lineage(), **logs}
        claims["previous"] = token_hash(before) if before else None
        token = signing.sign(key_dir, signing.CHECKPOINT, claims)
        db.session.add(Checkpoint(at=utc_now(), token=token))
    return token


def make_daily_checkpoint() -> int:
    """Make a checkpoint unless today has one, by hand or not; the worker's job."""
    newest = db.session.scalar(select(Checkpoint.at).order_by(Checkpoint.id.desc()).limit(1))
    if newest is not None and local_date(newest) == local_date(utc_now()):
        return 0
    with acting_as(Actor(system="checkpoint")):
        make_checkpoint()
    return 1


def _claims(token: str | None) -> dict[str, dict[str, object]]:
    if token is None:
        return {}
    try:
        return signing.verify(current_config().key_dir, signing.CHECKPOINT, token)
    except (ValueError, JoseError):
        return {}  # verify tells of it; the next one begins anew
