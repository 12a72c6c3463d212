import pytest

from server.rules import judge, table
from server.rules.guards import GUARDS
from tests.support.vectors import FOLDER, apply_changes, read_vectors

FILES = sorted(path.stem for path in (FOLDER / "handover").glob("*.json"))
CASES = [
    pytest.param(apply_changes(vectors["base"], case["set"]), case["expect"], id=f"{file}: {case['name']}")
    for file in FILES
    for vectors in [read_vectors(f"handover/{file}")]
    for case in vectors["cases"]
]


@pytest.mark.parametrize(("facts", "expect"), CASES)
def test_it_judges_as_the_example_says(facts, expect):
    assert [finding.code for finding in judge(facts)] == expect


def test_every_row_has_an_example_that_it_accepts_and_one_that_it_refuses():
    rows = table("handover")["rows"]
    judged = {(row["id"], event_type) for row in rows for event_type in row["types"]}
    refused, accepted = set(), set()
    for parameters in CASES:
        facts, _ = parameters.values
        event_type = facts["event"]["type"]
        broken = {finding.row for finding in judge(facts)}
        applying = {
            row["id"] for row in rows if event_type in row["types"] and all(GUARDS[name](facts) for name in row["when"])
        }
        refused |= {(row, event_type) for row in broken}
        accepted |= {(row, event_type) for row in applying - broken}
    assert judged - refused == set()
    assert judged - accepted == set()


def test_the_tables_name_exactly_the_guards_in_code():
    named = {name for row in table("handover")["rows"] for name in row["when"] + row["require"]}
    assert named == set(GUARDS)


def test_telling_people_of_the_wechat_account_is_noted_and_never_blocks():
    # 1.1.1.f: a service to people, no condition of the hand-over.
    base = read_vectors("handover/card_handed_over")["base"]
    assert judge(apply_changes(base, {"event.payload.told_wechat": False})) == []
