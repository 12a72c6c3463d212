"""Named facts about a record and its surroundings. Twin: pwa/src/rules/guards.ts.

Those about proxies and signatures are in proxy_guards, those about temporary cards in temporary_card_guards,
those about the count at the close in count_guards.

Each guard is one question with a yes or no, asked by rows of the hand-over table. Facts that a
side cannot know (a tablet knows no other tablet's records) are null, and the guard says yes:
the side that does know will judge.
"""

from functools import cache

from server.core.clock import from_wire
from server.core.identity_numbers import read_identity_number, same_person_number
from server.rules import count_guards, proxy_guards, temporary_card_guards
from server.rules.facts import Facts, Guard, approval_of, is_attached, payload_of, proxy_of
from server.rules.names import compare_names
from server.rules.tables import table

_CHECK_ITEMS = {"id_card", "photo", "address"}
# Which list of the reasons table a kind of record chooses from.
_REASON_LISTS = {
    "card.handed_over": "partial_match",
    "person.not_served": "not_served",
    "card.wrong_face": "wrong_item",
    "check.cosigned": "bank_refused",
    "finance.activated": "finance_refused",
    "receipt.voided": "receipt_void",
    "event.corrected": "correction",
}


def _reasons_given(facts: Facts) -> set[tuple[str, str]]:
    event_type, payload, proxy = facts["event"]["type"], payload_of(facts), proxy_of(facts)
    # What a wrong card or a refusal is about; the items of a bank's check are no reasons.
    items = payload.get("items") if event_type == "card.wrong_face" else None
    given = items or [payload.get("reason") or payload.get("match", {}).get("reason")]
    chosen = {(_REASON_LISTS[event_type], code) for code in given}
    relation = proxy.get("relation")
    chosen.add((_list_of_relation(relation), relation))
    chosen.add(("proxy_exception", (proxy.get("exception") or {}).get("reason")))
    return {(name, code) for name, code in chosen if code}


def _list_of_relation(code: str | None) -> str:
    return "relation" if ("relation", code) in _known_reasons() else "relation_refused"


@cache
def _known_reasons() -> frozenset[tuple[str, str]]:
    return frozenset((row["list"], row["code"]) for row in table("reasons")["rows"])


def card_is_in_round(facts: Facts) -> bool:
    return facts["card"] is None or bool(facts["card"]["in_round"])


def card_is_checked_out(facts: Facts) -> bool:
    return facts["card"] is None or facts["card"]["custody_state"] == "checked_out"


def card_is_not_frozen(facts: Facts) -> bool:
    return facts["card"] is None or not facts["card"].get("frozen")


def card_is_handed_over(facts: Facts) -> bool:
    # A companion may be quicker than the tablet: then the state is not known yet, and null (1.2.2.d).
    return facts["card"] is None or facts["card"]["custody_state"] in (None, "handed_over")


def card_belongs_to_person(facts: Facts) -> bool:
    return facts["card"] is None or facts["card"]["cardholder_id"] == payload_of(facts)["cardholder_id"]


def lease_is_valid(facts: Facts) -> bool:
    return facts["lease"] is None or (bool(facts["lease"]["exists"]) and bool(facts["lease"]["valid_at_event"]))


def round_is_in_the_field(facts: Facts) -> bool:
    if facts["round"] is None or facts["round"]["state"] == "packed":
        return True
    # The paper roster stands in for a tablet that was never packed.
    return bool(facts.get("desk")) and facts["round"]["state"] == "checked_out"


def officer_is_the_specialist(facts: Facts) -> bool:
    return facts["round"] is None or facts["event"]["officer"] == facts["round"]["specialist_id"]


def officer_is_the_bank_manager(facts: Facts) -> bool:
    return facts["round"] is None or facts["event"]["officer"] == facts["round"]["bank_manager_id"]


def device_is_no_companion(facts: Facts) -> bool:
    # Cards are in the specialist's hands: what becomes of them is said on the tablet, or at a desk from paper.
    return (facts.get("device") or {}).get("kind") != "companion"


def device_is_the_companion(facts: Facts) -> bool:
    # On the tablet the manager approves within the record; a check of its own comes from the manager's own device.
    known = facts.get("device")
    return known is None or known["kind"] == "companion"


def number_is_read(facts: Facts) -> bool:
    # 1.1.2.a: the person brings their own ID card, and what it says is read, not assumed.
    return bool(payload_of(facts)["identity"]["number"])


def number_is_sound(facts: Facts) -> bool:
    return read_identity_number(payload_of(facts)["identity"]["number"] or "").problem is None


def number_is_the_roster_s(facts: Facts) -> bool:
    return same_person_number(payload_of(facts)["identity"]["number"] or "", facts["roster"]["number"])


def name_is_read(facts: Facts) -> bool:
    return bool(payload_of(facts)["identity"].get("name"))


def name_agrees_or_reason(facts: Facts) -> bool:
    name = payload_of(facts)["identity"].get("name") or ""
    return compare_names(name, facts["roster"]["name"]) == "match" or bool(payload_of(facts)["match"]["reason"])


def all_three_items_are_checked(facts: Facts) -> bool:
    return set(payload_of(facts)["checks"]) >= _CHECK_ITEMS


def face_is_correct(facts: Facts) -> bool:
    return bool(payload_of(facts)["face_check"] == "correct")


def reasons_are_known(facts: Facts) -> bool:
    return _reasons_given(facts) <= _known_reasons()


def bank_checks_on_this_device(facts: Facts) -> bool:
    return bool((payload_of(facts).get("bank_check") or "same_device") == "same_device")


def bank_has_checked(facts: Facts) -> bool:
    approval = approval_of(facts)
    return approval is not None and set(approval["items"]) >= _CHECK_ITEMS


def bank_check_is_the_manager_s(facts: Facts) -> bool:
    approval = approval_of(facts)
    return approval is None or facts["round"] is None or approval["officer"] == facts["round"]["bank_manager_id"]


def two_persons_checked(facts: Facts) -> bool:
    approval = approval_of(facts)
    return approval is None or approval["officer"] != facts["event"]["officer"]


def bank_checked_before_the_signature(facts: Facts) -> bool:
    approval = approval_of(facts)
    return approval is None or from_wire(approval["at"]) <= from_wire(facts["event"]["device_time"])


def card_was_read_by_camera(facts: Facts) -> bool:
    return bool(payload_of(facts)["found"]["method"] == "camera")


def barcode_frame_is_there(facts: Facts) -> bool:
    return is_attached(facts, "barcode_frame")


def policy_asks_for_the_id_card(facts: Facts) -> bool:
    return bool(facts["policy"]["evidence.id_card_photo"])


def id_card_picture_is_there(facts: Facts) -> bool:
    return is_attached(facts, "id_card")


def collector_is_the_person(facts: Facts) -> bool:
    return facts["collected_by"] in (None, "self")


def wrong_items_are_named(facts: Facts) -> bool:
    return bool(payload_of(facts)["items"])


def wrong_card_stays_with_us(facts: Facts) -> bool:
    return bool(payload_of(facts)["card_kept"])


def finance_was_activated(facts: Facts) -> bool:
    return bool(payload_of(facts)["result"] == "activated")


def refusal_has_a_reason(facts: Facts) -> bool:
    return payload_of(facts)["result"] != "refused" or bool(payload_of(facts).get("reason"))


def bank_agreed(facts: Facts) -> bool:
    return bool(payload_of(facts)["result"] == "agreed")


def all_three_items_are_confirmed(facts: Facts) -> bool:
    return set(payload_of(facts)["items"]) >= _CHECK_ITEMS


def number_tail_is_the_roster_s(facts: Facts) -> bool:
    # The manager compared the original ID with a masked number; no digits at all prove nothing (1.2.2.c).
    tail = str(payload_of(facts)["number_tail"]).upper()
    return bool(tail) and str(facts["roster"]["number"]).endswith(tail)


def correction_names_own_record(facts: Facts) -> bool:
    return facts["corrected"] is None or facts["corrected"]["device"] == facts["event"]["device"]


def correction_has_a_reason(facts: Facts) -> bool:
    return bool(payload_of(facts)["reason"])


_HOMES = (__name__, proxy_guards.__name__, temporary_card_guards.__name__, count_guards.__name__)

GUARDS: dict[str, Guard] = {
    name: function
    for home in (globals(), vars(proxy_guards), vars(temporary_card_guards), vars(count_guards))
    for name, function in list(home.items())
    if callable(function) and getattr(function, "__module__", "") in _HOMES and not name.startswith("_")
}
