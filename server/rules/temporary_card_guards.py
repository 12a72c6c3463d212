"""Guards about temporary cards, fees and receipts (2.1–2.4). Twin: pwa/src/rules/temporaryCardGuards.ts."""

from server.rules.facts import Facts, fee_of, payload_of

_FEE_DUE = ("lost", "damaged")


def temporary_card_was_asked(facts: Facts) -> bool:
    return bool(payload_of(facts)["temporary_card"]["answer"])


def a_temporary_card_is_out(facts: Facts) -> bool:
    # Answered, on the tablet's list by the record, or on it by what the server packed: one is enough (2.1).
    told = payload_of(facts)["temporary_card"]
    return bool(told["on_list"] or facts["roster"]["temporary_card"] or told["answer"] not in (None, "none"))


def temporary_card_is_settled(facts: Facts) -> bool:
    return payload_of(facts)["temporary_card"]["answer"] in ("returned", *_FEE_DUE)


def a_fee_is_due(facts: Facts) -> bool:
    if facts["event"]["type"] != "card.handed_over":
        return True
    return payload_of(facts)["temporary_card"]["answer"] in _FEE_DUE


def no_fee_is_due(facts: Facts) -> bool:
    return not a_fee_is_due(facts)


def no_fee_is_taken(facts: Facts) -> bool:
    return fee_of(facts) is None


def fee_is_right(facts: Facts) -> bool:
    fee = fee_of(facts)
    return fee is not None and fee["amount_fen"] == facts["policy"]["temporary_card.fee_fen"]


def a_receipt_is_named(facts: Facts) -> bool:
    return bool((fee_of(facts) or {}).get("receipt_number"))


def receipt_is_in_range(facts: Facts) -> bool:
    known = facts.get("receipts")
    if known is None:
        return True
    digits = _receipt(facts).removeprefix(known["prefix"])
    whole = digits.isascii() and digits.isdigit() and len(digits) == known["digits"]
    return whole and _receipt(facts) == known["prefix"] + digits and known["first"] <= int(digits) <= known["last"]


def receipt_is_unused(facts: Facts) -> bool:
    known = facts.get("receipts")
    return known is None or _receipt(facts) not in known["used"]


def _receipt(facts: Facts) -> str:
    return str((fee_of(facts) or {})["receipt_number"])
