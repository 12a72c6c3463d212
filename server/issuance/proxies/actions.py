"""Note who collected for others; keep the block list."""

from collections.abc import Iterable
from typing import NamedTuple

from server import audit
from server.accounts.scope import in_scope, reach
from server.cards.models import Card
from server.core.clock import local_date, utc_now
from server.core.errors import Refusal
from server.core.identity_numbers import normalise_identity_number, read_identity_number
from server.core.ids import new_id
from server.core.names import normalise_name
from server.db import db, transaction
from server.forms.models import FormWorkbook
from server.forms.queries import form_layout
from server.forms.rules import file_name
from server.forms.workbooks.rules import write_workbook
from server.issuance.filing.actions import common
from server.issuance.proxies.models import BlockedProxy, ProxyUse
from server.issuance.proxies.queries import (
    ExceptionDays,
    all_proxy_exceptions,
    blocked_proxy_in_scope,
    open_blocks,
)
from server.issuance.proxies.rules import Blocked, exception_cells, household_of
from server.issuance.rules import Report


class BlockCount(NamedTuple):
    """What became of a list: added, there already, and the rows that were left out."""

    added: int
    known: int
    left_out: list[int]


def note_proxy(report: Report, card: Card) -> None:
    """Note who collected a card for its holder, and by whose exception (1.1.3)."""
    proxy = report.payload.get("proxy")
    if not proxy:
        return
    exception = proxy.get("exception") or {}
    db.session.add(
        ProxyUse(
            **common(report, card),
            cardholder_id=card.cardholder_id,
            path=report.payload["path"],
            number=normalise_identity_number(proxy["number"]),
            name=proxy["name"],
            phone=proxy["phone"],
            relation=proxy.get("relation"),
            household=household_of(proxy, card.cardholder_id),
            at=report.moment,
            exception_reason=exception.get("reason"),
            exception_document=exception.get("document"),
            supervisor_id=exception.get("supervisor"),
        )
    )


def undo_proxy(hand_over_id: str, corrected_by: str) -> None:
    """Count a collection no longer whose hand-over was taken back (4.1.1.b)."""
    used = db.session.get(ProxyUse, hand_over_id)
    if used is not None:
        used.corrected_by = corrected_by


def block_proxy(area_code: str, somebody: Blocked, officer_id: str) -> BlockedProxy:
    """Put somebody on the block list of an area (1.1.3.b).

    Raises:
        Refusal: area_outside; number_check_failed; proxy_already_blocked.
    """
    number = normalise_identity_number(somebody.number)
    with transaction():
        _refuse_outside(area_code)
        if read_identity_number(number).problem is not None:
            raise Refusal("number_check_failed")
        if number in open_blocks(area_code):
            raise Refusal("proxy_already_blocked")
        entry = _add(area_code, somebody._replace(number=number), officer_id)
        audit.record("block_proxy", "blocked_proxy", entry.id, "1.1.3.b", kind=somebody.kind)
    return entry


def block_proxies(area_code: str, rows: Iterable[tuple[int, Blocked | None]], officer_id: str) -> BlockCount:
    """Put a whole list on the block list; the same list twice changes nothing (1.1.3.b).

    `rows` are numbered as in the sheet; None is a row that could not be read.

    Raises:
        Refusal: area_outside.
    """
    added, known, left_out = 0, 0, []
    with transaction():
        _refuse_outside(area_code)
        blocked = set(open_blocks(area_code))
        for row_number, somebody in rows:
            if somebody is None or read_identity_number(somebody.number).problem is not None:
                left_out.append(row_number)
                continue
            number = normalise_identity_number(somebody.number)
            if number in blocked:
                known += 1
                continue
            _add(area_code, somebody._replace(number=number), officer_id)
            blocked.add(number)
            added += 1
        audit.record("block_proxies", "area", area_code, "1.1.3.b", added=added, known=known)
    return BlockCount(added, known, left_out)


def unblock_proxy(blocked_id: str, officer_id: str) -> None:
    """Take somebody off the block list; the entry stays readable.

    Raises:
        Refusal: not_found.
    """
    with transaction():
        entry = blocked_proxy_in_scope(blocked_id)
        entry.removed_at, entry.removed_by = utc_now(), officer_id
        audit.record("unblock_proxy", "blocked_proxy", entry.id, "1.1.3.b")


def _add(area_code: str, somebody: Blocked, officer_id: str) -> BlockedProxy:
    entry = BlockedProxy(
        id=new_id(),
        area_code=area_code,
        kind=somebody.kind,
        name=normalise_name(somebody.name),
        number=somebody.number,
        added_by=officer_id,
        added_at=utc_now(),
    )
    db.session.add(entry)
    return entry


def _refuse_outside(area_code: str) -> None:
    if not in_scope(BlockedProxy(area_code=area_code)):
        raise Refusal("area_outside")


def export_exceptions(which: ExceptionDays) -> FormWorkbook:
    """Return what supervisors allowed beside the rule as a workbook; who took it is in the audit log (1.1.3.b).

    Numbers stay masked: the list is read to see who lets whom pass, not to find anybody.
    """
    layout, rows = form_layout("proxy_exceptions"), all_proxy_exceptions(which)
    words, head = layout.words["totals"], {"from": which.first.isoformat(), "to": which.last.isoformat()}
    totals = f"{words['lines']} {len(rows)}" if rows else words["none"]
    xlsx = write_workbook(layout, "", head, [exception_cells(row, layout) for row in rows], totals)
    with transaction():
        audit.record("export_proxy_exceptions", "area", reach().areas[0].ljust(12, "0"), "1.1.3.b", rows=len(rows))
    return FormWorkbook(file_name(layout, local_date(utc_now()), "", "xlsx"), xlsx)
