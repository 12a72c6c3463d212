"""A small day in the village with one of everything that the papers afterwards have to show."""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from server.cards.models import Cardholder
from server.db import db, transaction
from tests.support.closing import send
from tests.support.collecting import by_fingerprint, exception, fee, go_out_with_receipts, somebody, to_proxy, told
from tests.support.field import SECOND_INK, Field
from tests.support.people import logged_in


@dataclass
class PaperDay:
    """The round and the two proxies of its day, by path."""

    app: Flask
    out: Field
    child: dict[str, Any]
    excepted: dict[str, Any]

    def get(self, paper: str, officer: str | None = None) -> Any:
        """Ask for one of the round's papers."""
        client = logged_in(self.app, officer or self.out.office.specialist)
        return client.get(f"/api/v1/rounds/{self.out.round_id}/{paper}")


def spend_the_day(app: Flask, *, count: bool = True) -> PaperDay:
    """Serve ten: self, proxies, a fingerprint, a visit, temporary cards, wrong face, absent; count them at the end."""
    out = go_out_with_receipts(app, 10)
    out.tablet.put(SECOND_INK)
    people, pen = out.people, out.pen
    with transaction():
        db.session.get_one(Cardholder, people[0]["cardholder_id"]).name = "孙𬱖"
    child, excepted = somebody(), somebody(relation="neighbour", exception=exception(out.office))
    records = [
        pen.hand_over(people[0], payload={"identity": _document(people[0])}),
        pen.finance(people[0]),
        to_proxy(pen, people[1], child, payload=told("returned", "L-1")),
        to_proxy(pen, people[2], excepted, payload=told("lost", None, fee("TS-000101"))),
        by_fingerprint(pen, people[3]),
        pen.hand_over(people[4], payload={"place": "home", "contact": {"phone": "13900009999"}}),
        pen.hand_over(people[5], payload=told("damaged", "L-2", fee("TS-000102"))),
        pen.finance(people[5], "refused"),
        pen.wrong_face(people[6], ("name", "photo")),
        pen.not_served(people[7], "absent"),
        pen.not_served(people[8], "dead"),
    ]
    if count:
        rest = [person["card"]["id"] for person in people[7:]]
        wrong = [people[6]["card"]["id"]]
        receipts = ["TS-000101", "TS-000102"]
        records.append(pen.count(handed=6, returned=rest, wrong=wrong, cash_fen=4000, receipts=receipts))
    assert send(out, *records) == ["accepted"] * len(records)
    return PaperDay(app, out, child, excepted)


def _document(person: dict[str, Any]) -> dict[str, Any]:
    return {"document": "id_card", "method": "wedge", "number": person["number"], "name": None}
