"""Turn what was counted of a round into the sections of its report. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from server.core.clock import CHINA
from server.forms.fee_receipt.rules import amount_in_words
from server.forms.queries import form_layout
from server.forms.round_report.models import Section
from server.reports.rounds.models import RoundFacts, Sum
from server.rules import table

_SUMS = ("taken", "handed", "returned", "wrong", "missing", "elsewhere", "open")
_PATHS = ("self", "reserved_proxy", "direct_relative")
_KINDS = ("social", "finance", "recovery")
_SETTLED = ("confirmed", "refused")

Words = Mapping[str, Mapping[str, str]]


def sections_of(facts: RoundFacts) -> tuple[Section, ...]:
    """Return the sections in the order of the form."""
    words = form_layout("round_report").words
    makers = (_cards, _devices, _outcomes, _cash, _people, _activations, _times, _tallies, _exceptions)
    return tuple(make(facts, words) for make in makers)


def _cards(facts: RoundFacts, words: Words) -> Section:
    sums, paths = facts.whole._asdict(), {path: facts.paths[path] for path in _PATHS}
    columns = ("taken", "handed", *_PATHS, "returned", "wrong", "missing", "open")
    sentence = words["sentence"]["balanced" if _balances(facts.whole) else "unbalanced"]
    row = tuple(f"{(sums | paths)[column]}" for column in columns)
    return Section("cards", columns, (row,), sentence.format(**sums))


def _balances(whole: Sum) -> bool:
    parts = whole.handed + whole.returned + whole.wrong + whole.missing
    return whole.open == 0 and whole.taken == parts


def _devices(facts: RoundFacts, _words: Words) -> Section:
    rows = tuple((name, *(f"{getattr(one, key)}" for key in _SUMS)) for name, one in facts.devices)
    return Section("devices", ("device", *_SUMS), rows)


def _outcomes(facts: RoundFacts, words: Words) -> Section:
    known = {(row["list"], row["code"]): str(row["zh"]) for row in table("reasons")["rows"]}
    wrong = words["cell"]["wrong_face"]
    rows = [(known.get(("not_served", code), code), f"{count}") for code, count in facts.reasons.most_common()]
    rows += [
        (wrong + known.get(("wrong_item", code), code), f"{count}") for code, count in facts.wrong_items.most_common()
    ]
    return Section("outcomes", ("item", "count"), tuple(rows))


def _cash(facts: RoundFacts, words: Words) -> Section:
    names = words["cash"]
    rows = [
        (fee.receipt_number, names[fee.how], _yuan(fee.amount_fen), names["void" if fee.void else "used"])
        for fee in facts.fees
    ]
    if facts.taken_back:
        rows.append(("—", names["taken_back"], "—", f"{facts.taken_back}"))
    due = sum(fee.amount_fen for fee in facts.fees if not fee.void)
    counted = facts.counted_fen
    said = words["sentence"]
    verdict = "not_counted" if counted is None else "agrees" if counted == due else "differs"
    sentence = said["cash"].format(
        receipts=_yuan(due),
        in_words=amount_in_words(due),
        counted="—" if counted is None else _yuan(counted),
        verdict=said[verdict],
    )
    return Section("cash", ("receipt", "reason", "amount", "state"), tuple(rows), sentence)


def _people(facts: RoundFacts, words: Words) -> Section:
    rows = tuple(
        (one.name, one.organisation, words["role"][one.role], f"{one.handed}", f"{one.bank_checks}", f"{one.finance}")
        for one in facts.people
    )
    return Section("people", ("officer", "organisation", "role", "handed", "bank_checks", "finance"), rows)


def _activations(facts: RoundFacts, words: Words) -> Section:
    rows = []
    for kind in _KINDS:
        states = {state: count for (of, state), count in facts.activations.items() if of == kind}
        asked = sum(states.values())
        settled = [states.get(state, 0) for state in _SETTLED]
        if asked:
            rows.append((words["kind"][kind], *(f"{n}" for n in (asked, *settled, asked - sum(settled)))))
    return Section("activations", ("kind", "requested", "confirmed", "refused", "waiting"), tuple(rows))


def _times(facts: RoundFacts, words: Words) -> Section:
    rows = tuple((words["times"][key], _clock(at)) for key, at in facts.times if at is not None)
    return Section("times", ("item", "moment"), rows)


def _tallies(facts: RoundFacts, words: Words) -> Section:
    rows = tuple(
        (one.device, f"{one.epoch}", f"{one.number}", one.code, _ranges(one.missing) or words["cell"]["none"])
        for one in facts.tallies
    )
    return Section(
        "tallies", ("device", "book", "number", "check_code", "not_here"), rows, words["sentence"]["tallies"]
    )


def _ranges(missing: Iterable[tuple[int, int]]) -> str:
    return "、".join(f"{first}" if first == last else f"{first}–{last}" for first, last in missing)


def _exceptions(facts: RoundFacts, words: Words) -> Section:
    names = words["exceptions"]
    rows = tuple((name, f"{facts.exceptions[key]}") for key, name in names.items() if facts.exceptions[key])
    return Section("exceptions", ("item", "count"), rows)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _clock(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
