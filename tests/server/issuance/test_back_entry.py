"""The file gateway: what waits leaves with a sheet and is settled by the sheet that comes back (1.2.2.d, 2.1)."""

import io
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from server.activation.jobs import relay
from server.activation.models import Activation
from server.cards.models import Card
from server.cards.temporary.queries import temporary_cards_for
from server.config import current_config, keep_config
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db
from server.issuance.back_entry.actions import export, read_back, take, take_in_temporary_cards
from server.sync.actions import receive_records
from server.verify import activations as verify_activations
from tests.support.people import as_officer, make_officer
from tests.support.sealing import posted
from tests.support.sheets import text

pytestmark = pytest.mark.both_engines


@pytest.fixture
def by_sheet(app):
    keep_config(app, replace(current_config(), card_management_way="file"))


@pytest.fixture
def clerk(out, by_sheet):
    with as_officer(make_officer(out.office.world.county, "county_admin")):
        yield


@pytest.fixture
def two_handed_over(out):
    sent = [posted(out.pen.hand_over(person)) for person in out.people[:2]]
    assert [answer.verdict for answer in receive_records(out.tablet.id, sent)] == ["accepted", "accepted"]
    return out.people[:2]


def lines_of(file):
    sheet = openpyxl.load_workbook(io.BytesIO(take(file.id))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = rows[0]
    return [dict(zip(header, row, strict=True)) for row in rows[1 : file.rows + 1]], rows[file.rows + 1 :]


def results(lines, answers, totals=None):
    body = [
        [line["业务流水号"], answer, "姓名不符" if answer == "01" else ""]
        for line, answer in zip(lines, answers, strict=True)
    ]
    confirmed = sum(answer == "00" for answer in answers)
    foot = totals or [len(body), confirmed, len(body) - confirmed]
    body += [[name, number] for name, number in zip(("合计行数", "成功数", "失败数"), foot, strict=True)]
    return text(body, header=("业务流水号", "结果", "原因"))


def states():
    rows = db.session.execute(select(Activation.state).order_by(Activation.created_at, Activation.id))
    return [state for (state,) in rows]


def test_what_waits_leaves_with_one_sheet_in_the_columns_of_the_province(two_handed_over, clerk):
    file = export("social")
    lines, foot = lines_of(file)
    first = two_handed_over[0]
    assert {line["社保卡号"] for line in lines} == {person["card"]["number"] for person in two_handed_over}
    [line] = [line for line in lines if line["社保卡号"] == first["card"]["number"]]
    assert (line["姓名"], line["社会保障号码"], line["领卡类型"]) == (first["name"], first["number"], "1")
    assert (line["领卡人"], line["领卡人身份证号"]) == (first["name"], first["number"])
    assert foot[0][:2] == ["合计行数", "2"]
    assert states() == ["sent", "sent"]
    with pytest.raises(Refusal) as refused:
        export("social")
    assert refused.value.code == "nothing_to_export"


def test_g6_results_settle_line_by_line_and_twice_changes_nothing(two_handed_over, clerk):
    file = export("social")
    lines, _ = lines_of(file)
    sheet = results(lines, ["00", "01"])
    assert read_back(file.id, sheet)[:4] == (1, 1, 0, 0)
    assert sorted(states()) == ["confirmed", "refused"]
    numbers = {line["社保卡号"]: line for line in lines}
    enabled = {card.number: card.social_state for card in db.session.scalars(select(Card)) if card.number in numbers}
    assert sorted(enabled.values()) == ["enabled", "sealed"]
    assert read_back(file.id, sheet)[:4] == (0, 0, 2, 0)
    assert read_back(file.id, results(lines, ["01", "00"]))[:4] == (0, 0, 0, 2)
    assert sorted(states()) == ["confirmed", "refused"]


def test_a_sheet_whose_totals_differ_changes_nothing(two_handed_over, clerk):
    file = export("social")
    lines, _ = lines_of(file)
    with pytest.raises(Refusal) as refused:
        read_back(file.id, results(lines, ["00", "00"], totals=[3, 3, 0]))
    assert refused.value.code == "control_total_differs"
    assert states() == ["sent", "sent"]


def test_rows_of_no_such_request_are_named(two_handed_over, clerk):
    file = export("social")
    lines, _ = lines_of(file)
    strange = {"业务流水号": "social-unknown"}
    read = read_back(file.id, results([strange, *lines], ["00", "00", "00"]))
    assert (read.confirmed, read.foreign_rows) == (2, [2])


def test_the_relay_leaves_sheets_alone_and_the_check_of_the_far_side_too(two_handed_over, clerk):
    export("social")
    assert relay() == 0
    assert states() == ["sent", "sent"]
    assert verify_activations.check(sides={}).problems == []


def test_no_sheet_where_the_system_is_asked_directly(two_handed_over, out):
    with as_officer(make_officer(out.office.world.county, "county_admin")), pytest.raises(Refusal) as refused:
        export("social")
    assert refused.value.code == "file_gateway_off"


def test_a_sheet_of_another_county_is_not_there(two_handed_over, clerk, out):
    file = export("social")
    stranger = make_officer(out.office.world.other_county, "county_admin")
    with as_officer(stranger), pytest.raises(Refusal) as refused:
        take(file.id)
    assert refused.value.code == "not_found"


def test_a_list_of_temporary_cards_is_taken_in_with_its_moment(out, clerk):
    person = out.people[0]
    sheet = text([["L0000001", person["number"], "2026-09-01"]], header=("临时卡编号", "社会保障号码", "发卡日期"))
    as_of = utc_now()
    stored = take_in_temporary_cards(sheet, "222426", as_of)
    assert (stored.count, stored.source, stored.as_of) == (1, "file", as_of)
    assert temporary_cards_for("222426000000").of(person["number"])["number"] == "L0000001"
    for moment, code in (
        (as_of - timedelta(days=1), "list_is_older"),
        (as_of + timedelta(days=1), "list_from_the_future"),
    ):
        with pytest.raises(Refusal) as refused:
            take_in_temporary_cards(sheet, "222426", moment)
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        take_in_temporary_cards(sheet, "222403", as_of)
    assert refused.value.code == "area_outside"
