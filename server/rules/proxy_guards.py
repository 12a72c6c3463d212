"""Guards about who collects, by which papers, and who signs (1.1.3, 1.2.2.c). Twin: pwa/src/rules/proxyGuards.ts."""

from datetime import date

from server.core.identity_numbers import read_identity_number, same_person_number
from server.rules.facts import Facts, is_attached, payload_of, proxy_of, signature_of
from server.rules.names import compare_names
from server.rules.reasons import reason_codes

_REGISTER = "household_register"


def proxy_collects(facts: Facts) -> bool:
    return (payload_of(facts).get("path") or "self") != "self"


def person_collects(facts: Facts) -> bool:
    return not proxy_collects(facts)


def reserved_proxy_collects(facts: Facts) -> bool:
    return bool(payload_of(facts).get("path") == "reserved_proxy")


def relative_collects(facts: Facts) -> bool:
    return bool(payload_of(facts).get("path") == "direct_relative")


def no_proxy_is_named(facts: Facts) -> bool:
    return not proxy_of(facts)


def proxy_is_named(facts: Facts) -> bool:
    # Domain 2.1: name, number and phone of whoever collects are a must of the province's back-entry.
    return all(str(proxy_of(facts).get(key) or "").strip() for key in ("name", "number", "phone"))


def proxy_number_is_sound(facts: Facts) -> bool:
    return read_identity_number(proxy_of(facts)["number"]).problem is None


def proxy_is_another_person(facts: Facts) -> bool:
    return not same_person_number(proxy_of(facts)["number"], facts["roster"]["number"])


def proxy_is_the_reserved_one(facts: Facts) -> bool:
    reserved = facts["roster"].get("reserved_proxy")
    return bool(reserved) and same_person_number(proxy_of(facts)["number"], reserved["number"])


def proxy_is_not_blocked(facts: Facts) -> bool:
    known = facts.get("proxy")
    return known is None or known["blocked"] is None


def exception_is_claimed(facts: Facts) -> bool:
    return bool(proxy_of(facts).get("exception"))


def exception_is_complete(facts: Facts) -> bool:
    # Nobody approves their own act, and only a supervisor may make an exception (reading 8).
    claimed = proxy_of(facts).get("exception") or {}
    told = all(str(claimed.get(key) or "").strip() for key in ("reason", "document", "supervisor"))
    known = facts.get("proxy")
    fits = known is None or known.get("supervisor_fits") is not False
    return told and fits and claimed["supervisor"] != facts["event"]["officer"]


def relation_is_direct_or_excepted(facts: Facts) -> bool:
    direct = reason_codes("relation")
    return proxy_of(facts).get("relation") in direct or exception_is_claimed(facts)


def both_papers_are_shown(facts: Facts) -> bool:
    # 1.1.3.a: the proxy's own ID and the applicant's; a child's is the household register (reading 9).
    applicants = _REGISTER if identified_by_the_register(facts) else "applicant_id_card"
    return {"proxy_id_card", applicants} <= set(proxy_of(facts).get("documents") or ())


def household_register_is_shown_or_excepted(facts: Facts) -> bool:
    return _REGISTER in (proxy_of(facts).get("documents") or ()) or exception_is_claimed(facts)


def proxy_is_within_the_cap_or_excepted(facts: Facts) -> bool:
    known = facts.get("proxy")
    if known is None or exception_is_claimed(facts):
        return True
    return bool(known["served"] + 1 < facts["policy"]["proxy.supervisor_at"])


def policy_asks_for_proxy_pictures(facts: Facts) -> bool:
    return bool(facts["policy"].get("evidence.proxy_photo"))


def proxy_pictures_are_there(facts: Facts) -> bool:
    shown = _REGISTER in (proxy_of(facts).get("documents") or ())
    return is_attached(facts, "proxy_id_card") and (not shown or is_attached(facts, _REGISTER))


def identified_by_the_register(facts: Facts) -> bool:
    return bool(payload_of(facts)["identity"]["document"] == _REGISTER)


def person_is_a_child(facts: Facts) -> bool:
    # Reading 9: the register stands in for an ID card below the age at which one must be held.
    born = facts["roster"].get("birth_date")
    if born is None:
        return False
    birthday, today = date.fromisoformat(born), date.fromisoformat(facts["event"]["device_time"][:10])
    years = today.year - birthday.year - ((today.month, today.day) < (birthday.month, birthday.day))
    return bool(years < facts["policy"]["person.id_card_years"])


def collector_signed(facts: Facts) -> bool:
    return bool(signature_of(facts)["by"] == ("proxy" if proxy_collects(facts) else "self"))


def signature_is_there(facts: Facts) -> bool:
    signed = signature_of(facts)
    if signed["kind"] == "paper":
        # A row of the paper roster, typed in at the desk: the sheet that was signed is attached.
        return bool(facts.get("desk")) and is_attached(facts, "paper_roster", signed["sha256"])
    kind = "fingerprint" if signed["kind"] == "fingerprint" else "signature"
    return is_attached(facts, kind, signed["sha256"])


def signature_is_a_fingerprint(facts: Facts) -> bool:
    return bool(signature_of(facts)["kind"] == "fingerprint")


def witness_signed(facts: Facts) -> bool:
    witness = signature_of(facts)["witness"] or {}
    named = bool(str(witness.get("name") or "").strip())
    return named and is_attached(facts, "witness_signature", witness["sha256"])


def witness_is_somebody_else(facts: Facts) -> bool:
    witness = signature_of(facts)["witness"]["name"]
    collectors = (facts["roster"]["name"], proxy_of(facts).get("name") or "")
    return all(compare_names(witness, one) == "differs" for one in collectors)
