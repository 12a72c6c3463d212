"""What comes home from a village, one of each: a proxy, a check alone, a task, receipts, new contact data."""

from typing import Any

from server.cards.temporary.models import TemporaryCardList
from server.core.clock import utc_now
from server.core.ids import new_id
from server.db import db
from server.issuance.contacts.models import ContactCorrection, ContactList
from server.issuance.cosigns.models import Cosign
from server.issuance.proxies.models import BlockedProxy, ProxyUse
from server.issuance.receipt_books.models import ReceiptBook
from server.issuance.temporary_cards.models import TemporaryCardTask


def store_what_came_home(place: Any) -> None:
    """Store one of each for a place whose hand-over is stored."""
    now, where = utc_now(), {"area_code": place.village, "bank_code": place.bank_code}
    for name in ("blocked_proxy", "task", "receipt_book", "cosign", "contact_list"):
        place.ids[name] = new_id()
    list_id = new_id()
    db.session.add(TemporaryCardList(id=list_id, area_code=place.village, as_of=now, source="sandbox", count=1))
    db.session.flush()
    of_card = {"card_id": place["out_card"], "cardholder_id": place["out_card_holder"], "round_id": place["out_round"]}
    db.session.add_all(
        [
            ProxyUse(
                id=place["hand_over"], device_id=place["device"], path="direct_relative", number="1", name="王建国",
                phone="1", relation="neighbour", household=place["hand_over"], at=now, exception_reason="only_carer",
                exception_document="证明", supervisor_id=place["custodian"], **of_card, **where,
            ),
            BlockedProxy(
                id=place["blocked_proxy"], area_code=place.village, kind="village_cadre", name="李某",
                number=place["blocked_proxy"][:30], added_by=place["custodian"], added_at=now,
            ),
            TemporaryCardTask(
                id=place["task"], hand_over_id=place["hand_over"], list_id=list_id, number="L1", state="open",
                created_at=now, **of_card, **where,
            ),
            ReceiptBook(
                id=place["receipt_book"], officer_id=place["specialist"], organisation_id=place["county"],
                area_code=place.village, prefix=place.kind[:3], first=1, last=9, digits=3,
                added_by=place["custodian"], added_at=now,
            ),
            Cosign(
                id=place["cosign"], card_id=place["planned_card"], cardholder_id=place["planned_card_holder"],
                round_id=place["round"], device_id=place["device"], officer_id=place["bank_manager"], result="agreed",
                items=["id_card", "photo", "address"], at=now, **where,
            ),
            ContactList(
                id=place["contact_list"], area_code=place.village, rows=0, made_at=now, made_by=place["specialist"]
            ),
            ContactCorrection(
                id=place["hand_over"], cardholder_id=place["out_card_holder"], round_id=place["out_round"],
                phone="13800000000", address=None, state="queued", at=now, **where,
            ),
        ]
    )  # fmt: skip
