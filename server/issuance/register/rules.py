"""What 附件5 says of a hand-over, in the words that go on paper. Pure."""

from collections.abc import Mapping
from typing import Any

from server.core.masks import mask_on_paper
from server.forms.collection_register.models import Proxy, TemporaryCardLine
from server.forms.queries import form_layout
from server.rules import policy, table

_OUTCOMES = {"returned": "returned", "lost": "fee_paid", "damaged": "fee_paid"}


def temporary_card_line(how: str, receipt_number: str | None) -> TemporaryCardLine:
    """Return what became of a temporary card (2.2, 2.3): taken back, or paid for with its receipt."""
    return TemporaryCardLine(_OUTCOMES[how], receipt_number or "")


def printed_proxy(proxy: Mapping[str, Any] | None, reserved_relation: str | None) -> Proxy | None:
    """Return who collected as it is printed; the number is masked where the policy says so (1.1.3.d)."""
    if not proxy:
        return None
    number = str(proxy.get("number") or "")
    return Proxy(
        name=str(proxy.get("name") or ""),
        document_number=mask_on_paper(number) if policy("print.proxy_number_masked") else number,
        relation=_relation(proxy.get("relation")) or reserved_relation or "",
        phone=str(proxy.get("phone") or ""),
    )


def finance_tick(path: str, *, done: bool) -> bool | None:
    """Return the tick of a financial column; None where a proxy came and the person has not been yet (1.1.3.c)."""
    if done:
        return True
    return False if path == "self" else None


def remark(place: str) -> str:
    """Return what the last column says: where it was, when that was not the round's place."""
    return str(form_layout("collection_register").words["cell"]["home"]) if place == "home" else ""


def _relation(code: str | None) -> str:
    rows = table("reasons")["rows"]
    words = {row["code"]: str(row["zh"]) for row in rows if row["list"] in ("relation", "relation_refused")}
    return words.get(code or "", "")
