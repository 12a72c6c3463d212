"""Hand-overs as villages know them: by proxies, with fingerprints, temporary cards and the manager's own phone."""

import hashlib
from datetime import date
from typing import Any

from flask import Flask

from server.accounts.devices.models import Device
from server.db import db, transaction
from server.evidence.blobs.queries import read_blob
from server.issuance.receipt_books.actions import add_receipt_book
from server.issuance.receipt_books.rules import Numbers
from server.rounds.bundle.actions import pack_round
from server.rounds.bundle.rules import unpack
from server.rounds.models import Lease
from tests.support.field import Field, Office, Pen, check_out, join, make_office, pack, plan, stock
from tests.support.people import as_officer, identity_numbers
from tests.support.pictures import plain_label
from tests.support.tablets import STROKES, STROKES_TYPE, Tablet, enrol_tablet

PICTURE = plain_label()
_PROXIES = identity_numbers(first=date(1960, 2, 2))


def give_book(office: Office, first: int = 101, last: int = 160) -> str:
    """Put a receipt book into the specialist's hands; return its id."""
    with as_officer(office.supervisor):
        return add_receipt_book(office.specialist, "TS-", Numbers(first, last), 6, office.supervisor).id


def go_out_with_receipts(app: Flask, count: int = 5) -> Field:
    """Go to the village with a receipt book, ink and pictures uploaded beforehand."""
    office = make_office()
    give_book(office)
    stock(office, count)
    round_id = plan(office)
    check_out(office, round_id)
    tablet = enrol_tablet(app, office.world.station)
    join(tablet, office.specialist, office.bank_manager)
    lease = pack(office, round_id, tablet)
    out = _field(office, round_id, tablet, lease)
    bring_ink(tablet)
    return out


def bring_ink(tablet: Tablet) -> None:
    """Upload what the records below name."""
    tablet.put(STROKES)
    tablet.put(PICTURE)


def companion(app: Flask, out: Field) -> Field:
    """Pack the same round onto the bank manager's own device."""
    phone = enrol_tablet(app, out.office.world.branch)
    with transaction():
        db.session.get(Device, phone.id).kind = "companion"
    join(phone, out.office.bank_manager)
    with as_officer(out.office.bank_manager, phone.id):
        lease = pack_round(out.round_id, phone.id, out.office.bank_manager, lambda: "lineage-1")
    phone.put(STROKES)
    return _field(out.office, out.round_id, phone, lease)


def somebody(**changed: Any) -> dict[str, Any]:
    """Return a proxy with a number of their own: a child with the household register."""
    return {
        "name": "王建国",
        "number": next(_PROXIES),
        "method": "reader",
        "phone": "13900000001",
        "relation": "child",
        "documents": ["proxy_id_card", "applicant_id_card", "household_register"],
        "exception": None,
        **changed,
    }


def exception(office: Office, reason: str = "only_carer") -> dict[str, Any]:
    """Return a supervisor's exception."""
    return {"reason": reason, "document": "村委会证明", "supervisor": office.supervisor}


def picture(kind: str) -> dict[str, Any]:
    """Return a picture as a record lists it."""
    sha256 = hashlib.sha256(PICTURE).hexdigest()
    return {"sha256": sha256, "length": len(PICTURE), "media_type": "image/jpeg", "kind": kind}


def ink(kind: str = "signature") -> dict[str, Any]:
    """Return strokes as a record lists them."""
    sha256 = hashlib.sha256(STROKES).hexdigest()
    return {"sha256": sha256, "length": len(STROKES), "media_type": STROKES_TYPE, "kind": kind}


def to_proxy(pen: Pen, person: dict[str, Any], proxy: dict[str, Any], **changed: Any) -> bytes:
    """Write that a proxy collected, by relation unless `path` says reserved."""
    path = changed.pop("path", "direct_relative")
    signature = {"sha256": ink()["sha256"], "words": ["代领"], "words_sha256": "0" * 64, "by": "proxy"}
    pictures = [picture("proxy_id_card")]
    if "household_register" in proxy["documents"]:
        pictures.append(picture("household_register"))
    payload = {"path": path, "proxy": proxy, "signature": signature, **changed.pop("payload", {})}
    return pen.hand_over(person, **{"payload": payload, "attachments": [ink(), *pictures], **changed})


def by_fingerprint(pen: Pen, person: dict[str, Any], witness: str = "李桂芳") -> bytes:
    """Write that a person who cannot write gave a fingerprint before a witness."""
    signature = {
        "sha256": picture("fingerprint")["sha256"],
        "words": ["本人领卡"],
        "words_sha256": "0" * 64,
        "kind": "fingerprint",
        "witness": {"name": witness, "sha256": ink()["sha256"]},
    }
    return pen.hand_over(
        person, payload={"signature": signature}, attachments=[picture("fingerprint"), ink("witness_signature")]
    )


def fee(receipt_number: str = "TS-000101", amount_fen: int = 2000) -> dict[str, Any]:
    """Return a fee with its receipt."""
    return {"amount_fen": amount_fen, "receipt_number": receipt_number}


def told(answer: str, number: str | None = None, paid: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what became of a temporary card, for the payload of a hand-over."""
    return {"temporary_card": {"list_as_of": None, "on_list": False, "answer": answer, "number": number, "fee": paid}}


def cosigned(pen: Pen, person: dict[str, Any], result: str = "agreed", **changed: Any) -> bytes:
    """Write the bank manager's own check."""
    payload = {
        "card_id": person["card"]["id"],
        "cardholder_id": person["cardholder_id"],
        "result": result,
        "items": ["id_card", "photo", "address"] if result == "agreed" else [],
        "reason": None if result == "agreed" else "photo",
        "number_tail": person["number"][-4:],
    }
    return pen.write("check.cosigned", payload, **{"officer": pen.out.office.bank_manager, **changed})


def of_person(person: dict[str, Any]) -> dict[str, str]:
    """Return how records name a card and its person."""
    return {"card_id": person["card"]["id"], "cardholder_id": person["cardholder_id"]}


def _field(office: Office, round_id: str, device: Tablet, lease: Lease) -> Field:
    return Field(office, round_id, device, lease, unpack(read_blob(lease.bundle_sha256))[0])
