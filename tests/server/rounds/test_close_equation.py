"""taken = handed + returned + wrong + missing, card by card, whatever the ledger and the counts say (4.1.1.b)."""

from hypothesis import given
from hypothesis import strategies as st

from server.rounds.close.rules import Counted, Line, equation

_STATES = ("checked_out", "handed_over", "recalled", "missing", "in_vault")
_DEVICES = ("a", "b")


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Line], list[Counted]]:
    """Draw a ledger of two tablets and what each counted, true or not."""
    lines = []
    for number in range(draw(st.integers(1, 12))):
        state = draw(st.sampled_from(_STATES))
        by = draw(st.sampled_from(_DEVICES)) if state == "handed_over" else None
        lines.append(Line(f"card {number}", draw(st.sampled_from([1, 2])), state, by))
    counts = []
    for share, device in enumerate(_DEVICES, start=1):
        mine = [line.card_id for line in lines if line.share == share]
        said = {card: draw(st.sampled_from(["handed", "returned", "wrong", "missing", "elsewhere"])) for card in mine}
        lists = {
            name: frozenset(card for card, where in said.items() if where == name)
            for name in ("returned", "wrong", "missing", "elsewhere")
        }
        handed = sum(where == "handed" for where in said.values())
        if draw(st.booleans()):
            counts.append(Counted(device, handed, **lists))
    return lines, counts


@given(rounds())
def test_the_whole_always_adds_up_and_names_what_is_open(found: tuple[list[Line], list[Counted]]) -> None:
    lines, counts = found

    said = equation(lines, {"a": 1, "b": 2}, counts)

    whole = said.whole
    assert whole.taken == len(lines)
    assert whole.taken == whole.handed + whole.returned + whole.wrong + whole.missing + whole.open
    assert whole.open == len(said.open) == len(set(said.open))
    assert whole.holds == (whole.open == 0)
    counted = {card for count in counts for card in count.returned}
    out = {line.card_id for line in lines if line.state == "checked_out"}
    assert out - counted == set(said.open)


@given(rounds())
def test_each_tablet_adds_up_and_every_contradiction_is_one(found: tuple[list[Line], list[Counted]]) -> None:
    lines, counts = found
    by_id = {line.card_id: line for line in lines}

    said = equation(lines, {"a": 1, "b": 2}, counts)

    for device, share in (("a", 1), ("b", 2)):
        sums = said.tablets[device]
        assert sums.taken == sum(line.share == share for line in lines)
        if any(count.device_id == device for count in counts):
            assert sums.holds
    for kind, card_id, _device in said.contradictions:
        state = by_id[card_id].state
        assert {
            "handed_and_returned": state == "handed_over",
            "handed_and_missing": state == "handed_over",
            "wrong_and_returned": state == "recalled",
            "not_recorded_as_wrong": state != "recalled",
            "counted_twice": True,
            "not_elsewhere": state == "checked_out",
        }[kind]


def test_counts_that_agree_with_the_ledger_contradict_nothing() -> None:
    lines = [
        Line("1", 1, "handed_over", "a"),
        Line("2", 1, "checked_out"),
        Line("3", 1, "recalled"),
        Line("4", 2, "missing"),
        Line("5", 2, "handed_over", "b"),
    ]
    counts = [
        Counted("a", 1, returned=frozenset({"2"}), wrong=frozenset({"3"})),
        Counted("b", 1, missing=frozenset({"4"})),
    ]

    said = equation(lines, {"a": 1, "b": 2}, counts)

    assert (said.contradictions, said.open, said.whole.holds) == ((), (), True)
    assert [sums.holds for sums in said.tablets.values()] == [True, True]
