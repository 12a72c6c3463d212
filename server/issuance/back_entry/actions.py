"""Let requests leave with a sheet, take the sheet of results back, take a list of temporary cards in."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from server import audit
from server.accounts.areas.queries import county_in_reach
from server.accounts.scope import reach
from server.activation.gateways import Answer
from server.activation.gateways.answers import Outcome
from server.activation.models import Activation
from server.activation.relay.actions import leave_by_file, settle_by_notice
from server.audit import actor
from server.cards.models import Card
from server.cards.sheets.actions import read_sheet_apart
from server.cards.temporary.actions import store_temporary_cards
from server.cards.temporary.models import TemporaryCardList
from server.cards.temporary.queries import newest_list
from server.config import current_config
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.issuance.back_entry.models import BackEntryFile, BackEntryLine, BackEntryResult
from server.issuance.back_entry.queries import activations_of, file_in_scope, lines_of, waiting
from server.issuance.back_entry.rules import Result, control_number, read_results, read_temporary_cards, write_sheet

_CLAUSES = {"social": "1.2.2.d", "recovery": "2.2"}
_SETTLED = {"confirmed": True, "refused": False}


class Read(NamedTuple):
    """What a sheet of results brought: line counts, and the rows that name no request of the sheet."""

    confirmed: int
    refused: int
    known: int
    contrary: int
    foreign_rows: list[int]


def export(kind: str) -> BackEntryFile:
    """Let everything of a kind that waits in scope leave with one sheet (1.2.2.d, 2.2).

    Raises:
        Refusal: file_gateway_off, nothing_to_export.
    """
    _refuse_beside_http()
    with transaction():
        leaving = waiting(kind)
        if not leaving:
            raise Refusal("nothing_to_export")
        file = BackEntryFile(
            id=new_id(),
            kind=kind,
            area_code=reach().areas[0].ljust(12, "0"),
            rows=len(leaving),
            control=control_number(db.session.get_one(Card, one.card_id).number for one in leaving),
            made_at=utc_now(),
            made_by=str(actor().officer_id),
        )
        db.session.add(file)
        db.session.flush()
        for line, activation in enumerate(leaving, start=1):
            leave_by_file(activation)
            db.session.add(BackEntryLine(file_id=file.id, line=line, activation_id=activation.id))
        audit.record("export_back_entry", "back_entry_file", file.id, _CLAUSES[kind], rows=file.rows)
    return file


def take(file_id: str) -> bytes:
    """Return a sheet as an .xlsx; who took it is in the audit log (I15).

    Raises:
        Refusal: not_found.
    """
    with transaction():
        file = file_in_scope(file_id)
        audit.record("take_back_entry", "back_entry_file", file.id, _CLAUSES[file.kind], rows=file.rows)
        return write_sheet(file.kind, lines_of(file))


def read_back(file_id: str, content: bytes) -> Read:
    """Settle the requests of a sheet by the results that came back. The same sheet twice changes nothing.

    A decision that came before is not changed; a contrary one is counted, for people to ask the province.

    Raises:
        Refusal: not_found; those of `read_sheet_apart` and `read_results`, and then nothing was taken.
    """
    results = read_results(read_sheet_apart(content).rows)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction():
        file = file_in_scope(file_id)
        requests = activations_of(file.id)
        read = _settle(results, requests)
        if db.session.get(BackEntryResult, (file.id, sha256)) is None:
            db.session.add(
                BackEntryResult(
                    file_id=file.id,
                    sha256=sha256,
                    confirmed=read.confirmed,
                    refused=read.refused,
                    known=read.known,
                    contrary=read.contrary,
                    read_at=utc_now(),
                    read_by=str(actor().officer_id),
                )
            )
        counts = {"confirmed": read.confirmed, "refused": read.refused, "contrary": read.contrary}
        audit.record("read_back_entry", "back_entry_file", file.id, _CLAUSES[file.kind], **counts)
    return read


def take_in_temporary_cards(content: bytes, area_code: str, as_of: datetime) -> TemporaryCardList:
    """Store a county's list of temporary cards from a sheet, complete as of a moment (2.1).

    Raises:
        Refusal: area_outside, list_from_the_future, list_is_older; those of `read_sheet_apart` and
            `read_temporary_cards`.
    """
    county_in_reach(area_code)
    if as_of > utc_now():
        raise Refusal("list_from_the_future")
    lines = read_temporary_cards(read_sheet_apart(content).rows)
    known = newest_list(area_code)
    if known is not None and known.as_of >= as_of:
        raise Refusal("list_is_older")
    return store_temporary_cards(area_code, as_of, "file", lines)


def _refuse_beside_http() -> None:
    # Both ways at once would ask the province twice.
    if current_config().card_management_way != "file":
        raise Refusal("file_gateway_off")


def _settle(results: list[Result], requests: dict[str, Activation]) -> Read:
    counts = {"confirmed": 0, "refused": 0, "known": 0, "contrary": 0}
    foreign = []
    for result in results:
        activation = requests.get(result.business_key)
        if activation is None:
            foreign.append(result.row_no)
            continue
        decided = _SETTLED.get(activation.state)
        if decided is not None:
            counts["known" if decided == result.confirmed else "contrary"] += 1
            continue
        outcome: Outcome = "confirmed" if result.confirmed else "refused"
        settle_by_notice(activation, Answer(outcome, problem=result.reason))
        counts[outcome] += 1
    return Read(**counts, foreign_rows=foreign)
