"""Find what has arrived."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from server.config import current_config
from server.db import db
from server.evidence.arrivals.models import Arrival
from server.evidence.blobs.models import Blob
from server.evidence.blobs.queries import blob_filesystem, blob_path


def arrived_length(sha256: str) -> int | None:
    """Return how many sealed bytes of this name are here, whole, or None where they are not."""
    arrival = db.session.get(Arrival, sha256)
    if arrival is not None:
        return arrival.length
    # A record has claimed them already, or an app of version 1 named clear bytes that are here.
    known = select(Blob.length).where((Blob.sealed_sha256 == sha256) | (Blob.sha256 == sha256)).limit(1)
    return db.session.scalar(known)


def find_arrivals(hashes: Collection[str]) -> set[str]:
    """Return which of these sealed bytes wait for their record."""
    if not hashes:
        return set()
    return set(db.session.scalars(select(Arrival.sha256).where(Arrival.sha256.in_(sorted(hashes)))))


def doubled_arrivals(oldest: datetime) -> list[Arrival]:
    """Return bytes that rest once more than they need to: clear ones, and sealed ones that came before a moment.

    The blob that keeps them must have its own bytes in the store, under another name.
    """
    filesystem, folder = blob_filesystem()
    statement = (
        select(Arrival, Blob.sealed_sha256)
        .join(Blob, Blob.sha256 == Arrival.kept_as)
        .where(
            Blob.sealed_sha256 != Arrival.sha256,
            (Arrival.kept_as == Arrival.sha256) | (Arrival.arrived_at < oldest),
            ~select(Blob.sha256).where(Blob.sealed_sha256 == Arrival.sha256).correlate(Arrival).exists(),
        )
    )
    rows = db.session.execute(statement).all()
    return [row.Arrival for row in rows if filesystem.exists(blob_path(folder, row.sealed_sha256))]


def upload_offset(device_id: str, sha256: str) -> int:
    """Return how many bytes of an unfinished upload this device has already brought."""
    path = partial_path(device_id, sha256)
    return path.stat().st_size if path.exists() else 0


def partial_path(device_id: str, sha256: str) -> Path:
    """Return where the unfinished upload of one device grows; always a local file."""
    return current_config().data_dir / "uploads" / device_id / sha256
