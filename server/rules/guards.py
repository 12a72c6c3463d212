"""Named facts about a record and its surroundings. Twin: pwa/src/rules/guards.ts.

Each guard is one question with a yes or no, asked by rows of the hand-over table. Facts that a
side cannot know (a tablet knows no other tablet's records) are null, and the guard says yes:
the side that does know will judge.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from server.core.identity_numbers import read_identity_number, same_person_number
from server.rules.names import compare_names
from server.rules.tables import table

Facts = dict[str, Any]
Guard = Callable[[Facts], bool]

_CHECK_ITEMS = {"id_card", "photo", "address"}
# Which list of the reasons table a kind of record chooses from.
_REASON_LISTS = {
    "card.handed_over": "partial_match",
    "person.not_served": "not_served",
    "card.wrong_face": "wrong_item",
    "finance.activated": "finance_refused",
    "event.corrected": "correction",
}


def _payload(facts: Facts) -> dict[str, Any]:
    payload: dict[str, Any] = facts["event"]["payload"]
    return payload


def _reasons_given(event_type: str, payload: dict[str, Any]) -> set[tuple[str, str]]:
    given = payload.get("items") or [payload.get("reason") or payload.get("match", {}).get("reason")]
    return {(_REASON_LISTS[event_type], code) for code in given if code}


@cache
def _known_reasons() -> frozenset[tuple[str, str]]:
    return frozenset((row["list"], row["code"]) for row in table("reasons")["rows"])


def _approval(facts: Facts) -> dict[str, Any] | None:
    return next((a for a in facts["event"]["approvals"] if a["role"] == "bank_manager"), None)


def card_is_in_round(facts: Facts) -> bool:
    return facts["card"] is None or bool(facts["card"]["in_round"])


def card_is_checked_out(facts: Facts) -> bool:
    return facts["card"] is None or facts["card"]["custody_state"] == "checked_out"


def card_is_handed_over(facts: Facts) -> bool:
    return facts["card"] is None or facts["card"]["custody_state"] == "handed_over"


def card_belongs_to_person(facts: Facts) -> bool:
    return facts["card"] is None or facts["card"]["cardholder_id"] == _payload(facts)["cardholder_id"]


def lease_is_valid(facts: Facts) -> bool:
    return facts["lease"] is None or (bool(facts["lease"]["exists"]) and bool(facts["lease"]["valid_at_event"]))


def round_is_in_the_field(facts: Facts) -> bool:
    return facts["round"] is None or facts["round"]["state"] == "packed"


def officer_is_the_specialist(facts: Facts) -> bool:
    return facts["round"] is None or facts["event"]["officer"] == facts["round"]["specialist_id"]


def officer_is_the_bank_manager(facts: Facts) -> bool:
    return facts["round"] is None or facts["event"]["officer"] == facts["round"]["bank_manager_id"]


def number_is_read(facts: Facts) -> bool:
    # 1.1.2.a: the person brings their own ID card, and what it says is read, not assumed.
    return bool(_payload(facts)["identity"]["number"])


def number_is_sound(facts: Facts) -> bool:
    return read_identity_number(_payload(facts)["identity"]["number"] or "").problem is None


def number_is_the_roster_s(facts: Facts) -> bool:
    return same_person_number(_payload(facts)["identity"]["number"] or "", facts["roster"]["number"])


def name_is_read(facts: Facts) -> bool:
    return bool(_payload(facts)["identity"].get("name"))


def name_agrees_or_reason(facts: Facts) -> bool:
    name = _payload(facts)["identity"].get("name") or ""
    return compare_names(name, facts["roster"]["name"]) == "match" or bool(_payload(facts)["match"]["reason"])


def all_three_items_are_checked(facts: Facts) -> bool:
    return set(_payload(facts)["checks"]) >= _CHECK_ITEMS


def face_is_correct(facts: Facts) -> bool:
    return bool(_payload(facts)["face_check"] == "correct")


def temporary_card_was_asked(facts: Facts) -> bool:
    return bool(_payload(facts)["temporary_card"]["answer"])


def no_temporary_card_is_out(facts: Facts) -> bool:
    # 2.2: until its return is part of a record, an answer that claims one settles nothing.
    told = _payload(facts)["temporary_card"]
    return not told["on_list"] and not facts["roster"]["temporary_card"] and told["answer"] in (None, "none")


def reasons_are_known(facts: Facts) -> bool:
    return _reasons_given(facts["event"]["type"], _payload(facts)) <= _known_reasons()


def bank_has_checked(facts: Facts) -> bool:
    approval = _approval(facts)
    return approval is not None and set(approval["items"]) >= _CHECK_ITEMS


def bank_check_is_the_manager_s(facts: Facts) -> bool:
    approval = _approval(facts)
    return approval is None or facts["round"] is None or approval["officer"] == facts["round"]["bank_manager_id"]


def two_persons_checked(facts: Facts) -> bool:
    approval = _approval(facts)
    return approval is None or approval["officer"] != facts["event"]["officer"]


def bank_checked_before_the_signature(facts: Facts) -> bool:
    approval = _approval(facts)
    return approval is None or approval["at"] <= facts["event"]["device_time"]


def signature_is_there(facts: Facts) -> bool:
    named = _payload(facts)["signature"]["sha256"]
    return any(a["kind"] == "signature" and a["sha256"] == named for a in facts["event"]["attachments"])


def card_was_read_by_camera(facts: Facts) -> bool:
    return bool(_payload(facts)["found"]["method"] == "camera")


def barcode_frame_is_there(facts: Facts) -> bool:
    return any(a["kind"] == "barcode_frame" for a in facts["event"]["attachments"])


def policy_asks_for_the_id_card(facts: Facts) -> bool:
    return bool(facts["policy"]["evidence.id_card_photo"])


def id_card_picture_is_there(facts: Facts) -> bool:
    return any(a["kind"] == "id_card" for a in facts["event"]["attachments"])


def collector_is_the_person(facts: Facts) -> bool:
    return facts["collected_by"] in (None, "self")


def wrong_items_are_named(facts: Facts) -> bool:
    return bool(_payload(facts)["items"])


def wrong_card_stays_with_us(facts: Facts) -> bool:
    return bool(_payload(facts)["card_kept"])


def finance_was_activated(facts: Facts) -> bool:
    return bool(_payload(facts)["result"] == "activated")


def refusal_has_a_reason(facts: Facts) -> bool:
    return _payload(facts)["result"] != "refused" or bool(_payload(facts).get("reason"))


def correction_names_own_record(facts: Facts) -> bool:
    return facts["corrected"] is None or facts["corrected"]["device"] == facts["event"]["device"]


def correction_has_a_reason(facts: Facts) -> bool:
    return bool(_payload(facts)["reason"])


GUARDS: dict[str, Guard] = {
    name: function
    for name, function in list(globals().items())
    if callable(function) and getattr(function, "__module__", "") == __name__ and not name.startswith("_")
}
