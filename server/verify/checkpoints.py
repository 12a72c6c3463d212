"""I4: the logs still begin as every signed checkpoint says; nothing was cut off, changed or put between."""

from collections.abc import Sequence
from typing import Any

from joserfc.errors import JoseError
from sqlalchemy import func, select

from server.audit.models import AuditEntry
from server.config import current_config
from server.core import signing
from server.db import db
from server.sync.checkpoints.models import Checkpoint
from server.sync.checkpoints.queries import LOGS, checkpoints, digests
from server.sync.checkpoints.rules import Digest, read_digest, token_hash
from server.verify.rules import Finding


def check(kept_elsewhere: Sequence[str] = ()) -> Finding:
    """Recompute the logs up to every checkpoint, those that devices and paper have kept included.

    Devices keep whole checkpoints, paper the hash of one (64 hexadecimal characters, as its code says).
    """
    finding = Finding("I4", "logs agree with every signed checkpoint")
    kept = checkpoints()
    claims = _own(finding, kept)
    noted = select(func.count()).where(AuditEntry.action == "make_checkpoint")
    if (db.session.scalar(noted) or 0) != finding.counts.get("checkpoints", 0):
        finding.problems.append("the audit log tells of another number of checkpoints")
    names = {token_hash(row.token) for row in kept}
    for token in kept_elsewhere:
        finding.count("kept elsewhere")
        if token in names:
            continue
        found = _read(token)
        if found is None:
            finding.problems.append("a checkpoint kept elsewhere is not here, or is not signed by this server")
        else:
            claims.append(("a checkpoint kept elsewhere", found))
    for log in LOGS:
        _compare(finding, log, [(name, read_digest(one[log])) for name, one in claims if log in one])
    return finding


def _own(finding: Finding, kept: Sequence[Checkpoint]) -> list[tuple[str, dict[str, Any]]]:
    found, previous = [], None
    for row in kept:
        finding.count("checkpoints")
        claims = _read(row.token)
        if claims is None:
            finding.problems.append(f"checkpoint {row.id} is not signed by this server")
        else:
            if claims.get("previous") != previous:
                finding.problems.append(f"checkpoint {row.id} does not follow the one before it")
            found.append((f"checkpoint {row.id}", claims))
        previous = token_hash(row.token)
    return found


def _compare(finding: Finding, log: str, expected: list[tuple[str, Digest]]) -> None:
    wanted = {one.last: one for _, one in expected}
    reached = {0: Digest()}
    for digest in digests(log):
        if digest.last in wanted:
            reached[digest.last] = digest
        finding.count(log)
    for name, one in expected:
        if reached.get(one.last) != one:
            finding.problems.append(f"{log} differ from {name} at or before {one.last}")


def _read(token: str) -> dict[str, Any] | None:
    try:
        return signing.verify(current_config().key_dir, signing.CHECKPOINT, token)
    except (ValueError, JoseError):
        return None
