import pytest

from server.cards.imports.actions import confirm_import, preview_file
from tests.support import people, sheets


@pytest.fixture
def batch_id(acting):
    body = sheets.changed(sheets.rows(10), 3, address="明月镇三道湾2组")
    return confirm_import(preview_file(sheets.xlsx(body), "a.xlsx", people.ANTU).batch_import.id).batch_id


@pytest.mark.both_engines
def test_the_county_sees_its_batch_by_state_bank_and_village(batch_id, desk):
    (listed,) = desk.get("/api/v1/batches").json["items"]
    assert (listed["number"], listed["row_count"], listed["by_state"]) == ("2026-1107", 10, {"announced": 10})
    assert listed["imported_by"]["name"] == "孙桂华"
    assert listed["bank"] is None
    batch = desk.get(f"/api/v1/batches/{batch_id}").json
    assert [(row["bank_code"], row["cards"]) for row in batch["by_bank"]] == [("CBRCB", 8), ("TMJB", 2)]
    villages = {row["village_name"]: row["cards"] for row in batch["by_village"]}
    assert villages == {"龙泉村": 5, "九龙村": 4, None: 1}
    assert batch["portraits"] == 0


def test_another_county_and_a_bank_do_not_see_it(batch_id, world, log_in):
    for officer in (
        people.make_officer(world.other_county, "custodian"),
        people.make_officer(world.branch, "bank_manager"),
    ):
        client = log_in(officer)
        assert client.get("/api/v1/batches").json["total"] == 0
        assert client.get(f"/api/v1/batches/{batch_id}").status_code == 404


def test_a_batch_of_one_bank_is_that_bank_s_to_see(acting, world, log_in):
    body = [row for row in sheets.rows(10) if row[8] == "图们江银行"]
    confirm_import(preview_file(sheets.xlsx(body), "a.xlsx", people.ANTU).batch_import.id)
    assert log_in(people.make_officer(world.other_branch, "bank_manager")).get("/api/v1/batches").json["total"] == 1
    assert log_in(people.make_officer(world.branch, "bank_manager")).get("/api/v1/batches").json["total"] == 0


def test_the_partner_banks_are_listed(desk):
    listed = desk.get("/api/v1/banks").json
    assert [bank["code"] for bank in listed["items"]] == ["CBRCB", "TMJB"]


def test_a_page_past_every_list_is_refused(desk):
    answer = desk.get("/api/v1/batches?page=9223372036854775807")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
