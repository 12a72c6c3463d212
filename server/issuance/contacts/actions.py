"""Queue contact data that somebody set right, and pass it on."""

from server import audit
from server.accounts.scope import reach
from server.audit import actor
from server.cards.models import Card
from server.core.clock import local_date, utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.forms.models import FormWorkbook
from server.forms.queries import form_layout
from server.forms.rules import file_name
from server.forms.workbooks.rules import write_workbook
from server.issuance.contacts.models import ContactCorrection, ContactList
from server.issuance.contacts.queries import lines_of, list_in_scope, queued
from server.issuance.contacts.rules import QUEUED, SENT, cells, heads, list_number
from server.issuance.filing.actions import common
from server.issuance.rules import Report

_CLAUSE = "1.1.2.b"


def queue_contact(report: Report, card: Card) -> None:
    """Queue a new phone or address for the province; it never holds the card (1.1.2.b, reading 13)."""
    told = report.payload.get("contact") or {}
    phone, address = told.get("phone") or None, told.get("address") or None
    if phone is None and address is None:
        return
    place = common(report, card)
    db.session.add(
        ContactCorrection(
            **{key: place[key] for key in ("id", "round_id", "area_code", "bank_code")},
            cardholder_id=card.cardholder_id,
            phone=phone,
            address=address,
            state=QUEUED,
            at=report.moment,
        )
    )


def pass_on() -> ContactList:
    """Put everything that waits on one list for the province: the next list holds only what is new (1.1.2.b).

    Raises:
        Refusal: no_contacts_waiting.
    """
    with transaction():
        waiting = queued()
        if not waiting:
            raise Refusal("no_contacts_waiting")
        made = ContactList(
            id=new_id(),
            area_code=reach().areas[0].ljust(12, "0"),
            rows=len(waiting),
            made_at=utc_now(),
            made_by=str(actor().officer_id),
        )
        db.session.add(made)
        db.session.flush()
        for correction in waiting:
            correction.state, correction.list_id = SENT, made.id
        audit.record("pass_on_contacts", "contact_list", made.id, _CLAUSE, rows=made.rows)
    return made


def take_list(list_id: str) -> FormWorkbook:
    """Return a list as a workbook with full numbers; who took it is in the audit log (1.1.2.b, 4.2).

    Raises:
        Refusal: not_found.
    """
    layout = form_layout("contact_corrections")
    with transaction():
        made = list_in_scope(list_id)
        lines = lines_of(made.id)
        audit.record("take_contact_list", "contact_list", made.id, _CLAUSE, rows=len(lines))
    rows = [cells(serial, line, layout) for serial, line in enumerate(lines, start=1)]
    xlsx = write_workbook(
        layout, "", heads(made.id, made.made_at), rows, f"{layout.words['totals']['lines']} {len(rows)}"
    )
    return FormWorkbook(file_name(layout, local_date(made.made_at), list_number(made.id), "xlsx"), xlsx)
