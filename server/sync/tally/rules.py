"""How much a tablet has recorded, and four characters that name it: docs/api/tally.md. Pure; pwa/src/sync/tally.ts."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.sync.rules import ranges

# Without I, L, O, U: written down and read aloud without mistakes.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 4
_BITS = 5
_READ_AS = str.maketrans("ILO", "110")


@dataclass(frozen=True)
class Tally:
    """How many records of a round a tablet has made, those that were corrected left out; cash in fen."""

    records: int = 0
    handed_over: int = 0
    not_served: int = 0
    wrong_face: int = 0
    temporary_cards: int = 0
    receipts: int = 0
    cash_fen: int = 0


def check_code(device_id: str, epoch: int, seq: int, head_hash: str | None) -> str:
    """Return the four characters of a chain that ends at a number: each record before it goes into the hash."""
    text = f"songka-tally|{device_id}|{epoch}|{seq}|{head_hash or ''}"
    bits = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> (32 - CODE_LENGTH * _BITS)
    places = [bits >> (_BITS * place) & (len(ALPHABET) - 1) for place in reversed(range(CODE_LENGTH))]
    return "".join(ALPHABET[place] for place in places)


def read_code(written: str) -> str:
    """Return a code as it was meant: I and L are 1, O is 0, blanks say nothing."""
    return "".join(written.split()).upper().translate(_READ_AS)


def tally_of(bodies: Iterable[Mapping[str, Any]]) -> Tally:
    """Count the records of a round; one that no judge could read counts as a record alone."""
    bodies = list(bodies)
    corrected = {_payload(one).get("corrects") for one in bodies if one.get("type") == "event.corrected"}
    standing = [one for one in bodies if one.get("id") not in corrected]
    handed = [_payload(one) for one in standing if one.get("type") == "card.handed_over"]
    answers = [_part(one, "temporary_card") for one in handed]
    paid = [_payload(one) for one in standing if one.get("type") == "temp_card.fee_paid"]
    fees = [*(fee for fee in (_part(answer, "fee") for answer in answers) if fee), *paid]
    return Tally(
        records=len(bodies),
        handed_over=len(handed),
        not_served=_count(standing, "person.not_served"),
        wrong_face=_count(standing, "card.wrong_face"),
        temporary_cards=sum(answer.get("answer") == "returned" for answer in answers)
        + _count(standing, "temp_card.returned"),
        receipts=len(fees),
        cash_fen=sum(fee["amount_fen"] for fee in fees if isinstance(fee.get("amount_fen"), int)),
    )


def missing_up_to(last: int, here: Collection[int]) -> list[dict[str, int]]:
    """Return the numbers from 1 to `last` that are not here, as ranges."""
    return ranges(set(range(1, last + 1)).difference(here))


def _count(bodies: Iterable[Mapping[str, Any]], event_type: str) -> int:
    return sum(one.get("type") == event_type for one in bodies)


def _payload(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return _part(body, "payload")


def _part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}
