"""The office's side of the day, through the API as its pages use it: nothing is written past it."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from server.demo.rules import COUNTY, PASSWORD
from tests.support.sheets import text
from tests.support.tablets import STROKES
from tests.village.people import VILLAGE_CODE, Proxy, Villager, sheet, temporary_card_number

SIGNATURE = json.loads(STROKES)
BANK_CODE = "99001"


class Officer:
    """Somebody at a desk, logged in."""

    def __init__(self, address: str, username: str) -> None:
        self._http = httpx.Client(
            base_url=f"{address}/api/v1", headers={"X-Songka": "1", "Origin": address}, timeout=60
        )
        self.account = {"username": username, "password": PASSWORD}
        self.who: dict[str, Any] = self.post("/session", self.account)["officer"]

    def leave(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """Return what a route answers."""
        return _answer(self._http.get(path, params=query))

    def file(self, path: str) -> bytes:
        """Return a file."""
        answer = self._http.get(path)
        assert answer.is_success, answer.text
        return answer.content

    def post(self, path: str, body: Any = None) -> Any:
        """Send JSON and return the answer."""
        return _answer(self._http.post(path, json=body if body is not None else {}))

    def send_file(self, path: str, name: str, content: bytes, **fields: str) -> Any:
        """Send a form with one file and return the answer."""
        return _answer(self._http.post(path, files={"file": (name, content)}, data=fields))

    def everything(self, path: str, **query: Any) -> list[Any]:
        """Return all items of a paged list."""
        found: list[Any] = []
        while True:
            page = self.get(path, page=len(found) // 100 + 1, per_page=100, **query)
            found += page["items"]
            if not page["items"] or len(found) >= page["total"]:
                return found


@dataclass
class Office:
    """The county's office and its people, by what they do."""

    address: str

    def close_desks(self) -> None:
        """Let go of every connection."""
        for desk in vars(self).values():
            if isinstance(desk, Officer):
                desk.leave()

    @cached_property
    def admin(self) -> Officer:
        return Officer(self.address, "liuyang")

    @cached_property
    def custodian(self) -> Officer:
        return Officer(self.address, "sunli")

    @cached_property
    def supervisor(self) -> Officer:
        return Officer(self.address, "zhangwei")

    @cached_property
    def specialist(self) -> Officer:
        return Officer(self.address, "zhoumin")

    @cached_property
    def bank_manager(self) -> Officer:
        return Officer(self.address, "hanlei")

    def take_in(self, people: list[Villager]) -> str:
        """Import the sheet and receive the cards into the vault (1.0.b); return the vault's id."""
        preview = self.custodian.send_file("/imports", "cards-village-m.xlsx", sheet(people), area_code=COUNTY)
        assert preview["counts"]["stop"] == 0, preview["problems"]
        done = self.custodian.post(f"/imports/{preview['id']}/confirmation")
        vault = self.custodian.get("/vaults")["items"][0]["id"]
        self.custodian.post(f"/batches/{done['batch']['id']}/receipt", {"vault_id": vault, "counted": len(people)})
        return str(vault)

    def plan(self, vault: str, day: date) -> str:
        """Plan the round (1.2.2.a) and return its id."""
        planned = self.admin.post(
            "/rounds",
            {
                "area_code": VILLAGE_CODE,
                "bank_code": BANK_CODE,
                "place": "新安村委会",
                "planned_on": day.isoformat(),
                "specialist_id": self.specialist.who["id"],
                "bank_manager_id": self.bank_manager.who["id"],
                "vault_id": vault,
            },
        )
        return str(planned["id"])

    def count_out(self, round_id: str) -> int:
        """Count the cards out under two signatures (4.1.1.b); return how many."""
        cards = self.custodian.everything(f"/rounds/{round_id}/cards")
        self.custodian.post(
            f"/rounds/{round_id}/check-out",
            {
                "counted_card_ids": [card["card_id"] for card in cards],
                "custodian_signature": SIGNATURE,
                "specialist": self.specialist.account,
                "specialist_signature": SIGNATURE,
            },
        )
        return len(cards)

    def enrolment_code(self, name: str, kind: str) -> str:
        """Set up a device of the station, or of the bank's branch, and draw its code."""
        owner = self.bank_manager if kind == "companion" else self.specialist
        organisation = owner.who["organisation"]["id"]
        device = self.admin.post("/devices", {"name": name, "kind": kind, "organisation_id": organisation})
        return str(self.admin.post(f"/devices/{device['id']}/enrolment-code")["code"])

    def list_temporary_cards(self, people: list[Villager]) -> None:
        """Take in who once got a temporary card, as of now, by the card-management system's sheet (2.1)."""
        lines = [[temporary_card_number(one), one.number] for one in people if one.temporary]
        content = text(lines, header=("临时卡编号", "社会保障号码"))
        as_of = datetime.now(UTC).isoformat()
        self.admin.send_file("/temporary-card-lists", "list.csv", content, area_code=COUNTY, as_of=as_of)

    def give_receipts(self, prefix: str, first: int, last: int) -> None:
        """Put a book of receipts into the specialist's hands (2.4)."""
        holder = self.specialist.who["id"]
        book = {"officer_id": holder, "prefix": prefix, "first": first, "last": last, "digits": 6}
        self.admin.post("/receipt-books", book)

    def block(self, proxy: Proxy) -> None:
        """Put a cadre on the village's block list (1.1.3.b)."""
        line = {"area_code": VILLAGE_CODE, "kind": "village_cadre", "name": proxy.name, "number": proxy.number}
        self.admin.post("/blocked-proxies", line)

    def check_in(self, round_id: str) -> dict[str, Any]:
        """Take the rest back into the vault under two signatures (4.1.1.b)."""
        expected = self.custodian.get(f"/rounds/{round_id}/close")
        counted = [card["card_id"] for card in (*expected["rest"], *expected["wrong"])]
        done: dict[str, Any] = self.custodian.post(
            f"/rounds/{round_id}/check-in",
            {
                "counted_card_ids": counted,
                "custodian_signature": SIGNATURE,
                "specialist": self.specialist.account,
                "specialist_signature": SIGNATURE,
            },
        )
        return done

    def close(self, round_id: str) -> dict[str, Any]:
        """Close the round."""
        done: dict[str, Any] = self.specialist.post(f"/rounds/{round_id}/close")
        return done


def tell_the_card_system(data: Path, people: list[Villager]) -> None:
    """Have the stand-in of the card-management system know who once got a temporary card (2.1)."""
    holders = [
        {"social_security_number": one.number, "number": temporary_card_number(one)} for one in people if one.temporary
    ]
    path = data / "demo" / "temporary-cards.json"
    known = json.loads(path.read_text("utf-8"))
    known[COUNTY] += holders
    path.write_text(json.dumps(known), encoding="utf-8")


def _answer(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None
