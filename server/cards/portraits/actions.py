"""Take a ZIP of portraits in."""

import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import IO, NamedTuple

from sqlalchemy import update

from server import audit
from server.cards.batches.queries import batch_in_scope
from server.cards.models import Cardholder
from server.cards.portraits.queries import Sitter, sitters, without_portrait
from server.cards.portraits.rules import (
    Portrait,
    PortraitBounds,
    RefusedFileError,
    check_entry,
    open_archive,
    owner_of,
    read_portrait,
)
from server.db import db, transaction
from server.evidence.actions import Origin, keep_evidence
from server.evidence.blobs.actions import put_blob
from server.evidence.rules import key_group
from server.rules import policy

_BOUNDS = ("max_entries", "max_unpacked_bytes", "max_entry_bytes", "max_pixels", "max_ratio")
# Blobs are flushed to the disk one by one; so many share a transaction, so that others can write between.
_AT_ONCE = 50


class Result(NamedTuple):
    """What became of the files; no names, neither of people nor of files."""

    matched: int
    unmatched: int
    refused: dict[str, int]
    without_portrait: int


class _Tally:
    """Counts of the files while they are gone through."""

    def __init__(self) -> None:
        self.unmatched = 0
        self.refused: Counter[str] = Counter()
        self.seen: set[str] = set()

    def refuse_second(self, owner: str) -> None:
        """See that this is the person's first picture in the archive."""
        if owner in self.seen:
            raise RefusedFileError("second_picture")


def add_portraits(batch_id: str, file: IO[bytes]) -> Result:
    """Keep each picture whose file name holds the number of a person or card of the batch (1.2.2.c).

    Names are forgotten, metadata is taken off, what is not a small JPEG or PNG is refused and counted.

    Raises:
        Refusal: not_found; those of `open_archive`.
    """
    batch = batch_in_scope(batch_id)
    numbers, people = sitters(batch.id)
    bounds = PortraitBounds(**{name: policy(f"portraits.{name}") for name in _BOUNDS})
    tally = _Tally()
    with open_archive(file, bounds) as archive:
        kept = _keep_blobs(_portraits(archive, numbers, bounds, tally))
    with transaction():
        for cardholder_id, sha256 in kept:
            _hang(people[cardholder_id], sha256)
        result = Result(len(kept), tally.unmatched, dict(sorted(tally.refused.items())), without_portrait(batch.id))
        audit.record(
            "add_portraits",
            "batch",
            batch.id,
            "1.2.2.c",
            matched=result.matched,
            unmatched=result.unmatched,
            refused=sum(result.refused.values()),
        )
    return result


def _portraits(
    archive: zipfile.ZipFile, numbers: dict[str, str], bounds: PortraitBounds, tally: _Tally
) -> Iterator[tuple[str, Portrait]]:
    """Yield (cardholder id, picture) of the files that are portraits of someone here."""
    for entry in archive.infolist():
        try:
            check_entry(entry, bounds)
            owner = owner_of(entry, numbers)
            if owner is None:
                tally.unmatched += 1
                continue
            tally.refuse_second(owner)
            portrait = read_portrait(archive, entry, bounds)
        except RefusedFileError as refused:
            tally.refused[refused.reason] += 1
            continue
        tally.seen.add(owner)
        yield owner, portrait


def _keep_blobs(portraits: Iterator[tuple[str, Portrait]]) -> list[tuple[str, str]]:
    kept: list[tuple[str, str]] = []
    more = True
    while more:
        more = False
        with transaction():
            for owner, portrait in islice(portraits, _AT_ONCE):
                kept.append((owner, put_blob(portrait.content, portrait.media_type, key_group("portrait", None))))
                more = True
    return kept


def _hang(sitter: Sitter, sha256: str) -> None:
    person = db.session.get_one(Cardholder, sitter.cardholder_id)
    if person.portrait_sha256 == sha256:
        return
    db.session.execute(update(Cardholder).where(Cardholder.id == sitter.cardholder_id).values(portrait_sha256=sha256))
    # No bank code: the photo is what HR checks; a bank sees it on the round's own tablet only.
    keep_evidence(Origin(sitter.area_code, None, card_id=sitter.card_id), "portrait", sha256)
