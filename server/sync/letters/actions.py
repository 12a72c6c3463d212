"""Open an upload: everything that needs time and no lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from server.accounts.signing_keys.queries import keys_of_device
from server.accounts.signing_keys.rules import KnownKey, replacing
from server.config import current_config
from server.core.clock import set_right, utc_now
from server.core.escrow import escrow_keys
from server.evidence.arrivals.actions import is_double, open_claim
from server.evidence.arrivals.queries import find_arrivals
from server.evidence.arrivals.rules import Claim
from server.evidence.blobs.actions import Stored
from server.evidence.blobs.queries import find_blobs
from server.issuance.queries import tablet_clock_offset
from server.sync.intake.rules import NO_PAPER, Paper, misshapen, moment_of
from server.sync.letters.rules import Letter, Proof, Sent, claims_of, open_letter
from server.sync.rules import Record, number_of
from server.sync.signatures.rules import check_approvals, signature_fault


class Attachments(NamedTuple):
    """What came for an upload: opened; known, as a blob has it; of the known what arrived again under a second key.

    `spoilt` are the clear hashes of those that have arrived and are not what the record says.
    """

    opened: list[tuple[Claim, Stored]]
    known: list[Claim]
    doubled: list[Claim]
    spoilt: frozenset[str]


@dataclass(frozen=True)
class Brought:
    """An upload, opened: its letters in the order sent, proofs by record hash, and the attachments that came for it."""

    letters: list[Letter]
    proofs: Mapping[str, Proof]
    attachments: Attachments
    # Keys that have signed for the first time, beside which an older one has not ended.
    new_keys: frozenset[str] = frozenset()
    # What stands from paper beside it, as the upload is judged.
    paper: Paper = NO_PAPER

    @property
    def spoilt(self) -> frozenset[str]:
        """Return the clear hashes of attachments that are not what their record says."""
        return self.attachments.spoilt


def open_all(device_id: str, sent: Sequence[Sent], *, at_desk: bool) -> Brought:
    """Open an upload; nothing is written but bytes of version 1, which are sealed at last."""
    escrow = escrow_keys(current_config().key_dir) if any(one.is_sealed for one in sent) else {}
    letters = [open_letter(device_id, one, escrow) for one in sent]
    records = {letter.record.hash: letter.record for letter in letters if letter.record}
    attachments = _open_attachments(letters)
    if at_desk:
        return Brought(letters, _desk_proofs(records), attachments)
    keys = keys_of_device(device_id)
    proofs = _proofs(device_id, records, keys)
    signed = [records[name].signed for name, proof in proofs.items() if proof.signature_fault is None]
    used = {kid for one in signed if one for kid in one.kids}
    return Brought(letters, proofs, attachments, frozenset(replacing(keys, used)))


def _desk_proofs(records: Mapping[str, Record]) -> dict[str, Proof]:
    return {name: Proof(misshapen=misshapen(record)) for name, record in records.items()}


def _proofs(device_id: str, records: Mapping[str, Record], keys: Mapping[str, KnownKey]) -> dict[str, Proof]:
    now, offset = utc_now(), tablet_clock_offset(device_id)
    return {name: _prove(record, keys, _happened_at(record, now, offset)) for name, record in records.items()}


def _prove(record: Record, keys: Mapping[str, KnownKey], happened_at: datetime) -> Proof:
    fault, shape = signature_fault(record.signed, keys, happened_at), misshapen(record)
    if fault or shape:
        return Proof(fault, shape)
    checked = check_approvals(record.body, keys, happened_at)
    return Proof(None, None, checked.fault, checked.nonces)


def _happened_at(record: Record, now: datetime, known_offset: int | None) -> datetime:
    offset = number_of(record.body, "clock_offset_ms")
    return set_right(moment_of(record.body), known_offset if offset is None else offset, now)


def _open_attachments(letters: Sequence[Letter]) -> Attachments:
    claims = [claim for letter in letters for claim in claims_of(letter)]
    blobs = find_blobs(claim.sha256 for claim in claims)
    here = find_arrivals({claim.sealed_sha256 for claim in claims})
    opened: dict[str, tuple[Claim, Stored]] = {}
    known: list[Claim] = []
    spoilt: set[str] = set()
    for claim in claims:
        # The same bytes may be in two records, each under its own key: the first that opens will do.
        if claim.sha256 in blobs or claim.sha256 in opened:
            known.append(claim)
            continue
        if claim.sealed_sha256 not in here:
            continue
        stored = open_claim(claim)
        if stored is None:
            spoilt.add(claim.sha256)
        else:
            opened[claim.sha256] = claim, stored
    left = here - {claim.sealed_sha256 for claim, _ in opened.values()}
    doubled = [claim for claim in known if claim.sealed_sha256 in left and is_double(claim)]
    return Attachments(list(opened.values()), known, doubled, frozenset(spoilt - opened.keys()))
