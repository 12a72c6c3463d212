"""What two people may answer for is a table like the others."""

from server.rules import table
from server.sync.rules import CASE_CODES
from server.sync.settlements.rules import decisions_of, way_to_stand

ROWS = table("settlements")["rows"]


def test_every_row_names_refusals_and_a_clause_of_the_regulation() -> None:
    refusals = {row["code"] for row in table("refusals")["rows"]}
    broken_rules = {row["refusal"] for row in table("handover")["rows"]}
    clauses = {row["id"] for row in table("clauses")["rows"]}

    assert len({row["code"] for row in ROWS}) == len(ROWS)
    assert {row["code"] for row in ROWS} <= refusals
    # Only a rule of the hand-over table can be waived: the ledger asks nobody.
    assert {code for row in ROWS for code in row["waives"]} <= broken_rules
    assert {row["clause"] for row in ROWS if row["clause"]} <= clauses
    assert {row["way"] for row in ROWS} == {"waive", "approval", "again"}


def test_whose_card_it_is_and_who_the_person_is_nobody_waives() -> None:
    for code in ("card_of_another_person", "number_differs", "card_already_handed_over", "finance_needs_the_person"):
        assert way_to_stand(code) is None


def test_every_kind_of_case_can_be_settled() -> None:
    assert all(decisions_of(kind) for kind in CASE_CODES)
