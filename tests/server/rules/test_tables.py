import re
import string
from pathlib import Path

import pytest

from server.core.errors import Refusal
from server.rules import compare_names, next_state, policy, refusal, table, transition_clause
from tests.support.vectors import read_vectors

ROOT = Path(__file__).parents[3]
READERS = (("server", "py"), ("pwa/src", "ts"), ("pwa/src", "vue"))
MACHINES = table("machines")["machines"]
REFUSALS = table("refusals")["rows"]


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_is_closed_and_every_state_can_be_reached(name):
    machine = MACHINES[name]
    known, reached = set(machine["states"]), {machine["initial"]}
    for _ in known:
        reached |= {row["to"] for row in machine["transitions"] if row["from"] in reached}
    assert {row[end] for row in machine["transitions"] for end in ("from", "to")} <= known
    assert reached == known
    assert {row["from"] for row in machine["transitions"]}.isdisjoint(machine["terminal"])


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_moves_along_its_rows_and_refuses_every_other_pair(name):
    machine = MACHINES[name]
    rows = {(row["from"], row["verb"]): row for row in machine["transitions"]}
    assert len(rows) == len(machine["transitions"])
    for state in machine["states"]:
        for verb in {row["verb"] for row in machine["transitions"]}:
            if (state, verb) in rows:
                assert next_state(name, state, verb) == rows[state, verb]["to"]
                assert transition_clause(name, state, verb) == rows[state, verb]["clause"]
                continue
            with pytest.raises(Refusal, match="illegal_transition"):
                next_state(name, state, verb)


def test_every_clause_named_in_a_table_is_a_clause_of_the_regulation():
    known = {row["id"] for row in table("clauses")["rows"]}
    named = {row["clause"] for row in table("handover")["rows"] + REFUSALS + table("policy")["rows"]}
    named |= {row["clause"] for machine in MACHINES.values() for row in machine["transitions"]}
    named |= {row["clause"] for row in table("reasons")["rows"]}
    assert {clause for clause in named if clause} <= known


def test_every_refusal_of_the_hand_over_table_has_words_in_both_languages():
    codes = {row["code"] for row in REFUSALS}
    assert {row["refusal"] for row in table("handover")["rows"]} <= codes
    assert len(codes) == len(REFUSALS)
    for row in REFUSALS:
        assert row["zh"]
        assert row["en"]
        assert _facts_in(row["zh"]) == _facts_in(row["en"])


def _facts_in(text):
    # A fact that is itself made of words has an English twin: {columns} and {columns_en}.
    return {name.removesuffix("_en") for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_refusal_fills_in_its_facts():
    assert refusal("too_large", {"limit": "6 MB"}).zh == "文件太大，上限 6 MB。"
    assert "…" in refusal("too_large").en


def test_policy_keys_are_unique_and_unknown_ones_fail():
    keys = [row["key"] for row in table("policy")["rows"]]
    assert len(set(keys)) == len(keys)
    assert policy("lease.hours_after_day") == 24
    with pytest.raises(KeyError):
        policy("no.such.row")


def test_every_row_of_the_policy_is_read_by_the_server_or_the_tablet():
    code = "\n".join(path.read_text("utf-8") for folder, end in READERS for path in (ROOT / folder).rglob(f"*.{end}"))
    # Bounds that a pure function takes together are read by their first part and a list of names.
    families = set(re.findall(r'policy\(f"([a-z_]+)\.\{name\}"\)', code))
    assert families == {"import", "portraits"}
    rows = {row["key"]: row["value"] for row in table("policy")["rows"]}
    # The WeChat account is no number but a name: the screens' own words say it as the row has it (1.1.1.f).
    words = [path.read_text("utf-8") for path in (ROOT / "pwa/src/features/issuance/field/locales").glob("*.json")]
    assert len(words) > 1
    account = rows.pop("wechat.account")
    assert all(account in text for text in words)
    assert [key for key in rows if not _is_read(key, code, families)] == []


def _is_read(key, code, families):
    family, _, name = key.partition(".")
    return f'"{key}"' in code or f"'{key}'" in code or (family in families and f'"{name}"' in code)


@pytest.mark.parametrize("case", read_vectors("names")["cases"], ids=lambda case: case["name"])
def test_it_compares_names_as_the_example_says(case):
    assert compare_names(case["one"], case["other"]) == case["expect"]
    assert compare_names(case["other"], case["one"]) == case["expect"]
