"""docs/scenarios.md names a test for every scenario that the product has reached, and each of them exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
REACHED = {*range(1, 20), 23, 28}
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| (.+) \|$", re.MULTILINE)
PROOFS = {
    int(number): re.findall(r"`([^`]+)`", named)
    for number, named in ROW.findall((ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8"))
}


def is_there(test: str) -> bool:
    """Return whether a test is in its file: `file.py::function`, or `file.spec.ts › title`."""
    path, separator, name = re.split(r"(::| › )", test, maxsplit=1)
    title = re.escape(name)
    # As the runners collect it: `it.skip` is no test.
    called = rf"^def {title}\(" if separator == "::" else rf"\b(?:it|test)(?:\.each\(.*\))?\('{title}',"
    file = ROOT / path
    return file.is_file() and re.search(called, file.read_text(encoding="utf-8"), re.MULTILINE) is not None


def test_every_scenario_that_the_product_has_reached_is_proven():
    assert set(PROOFS) == REACHED
    assert all(PROOFS.values())


@pytest.mark.parametrize("number", sorted(PROOFS))
def test_what_a_scenario_names_exists(number):
    assert [test for test in PROOFS[number] if not is_there(test)] == []


@pytest.mark.parametrize(
    "test",
    [
        "tests/contracts/test_scenarios.py::test_that_nobody_wrote",
        "tests/contracts/no_such_file.py::test_what_a_scenario_names_exists",
        "pwa/src/store/marks.spec.ts › ahead or behind",
    ],
)
def test_a_name_that_stands_nowhere_is_noticed(test):
    assert not is_there(test)
