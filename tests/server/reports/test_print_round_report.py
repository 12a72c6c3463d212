"""The report of a round agrees with ledger, receipts and count (4.1.1.b)."""

import re
from collections import Counter

import pytest

from server.reports.rounds.models import Fee, Mark, RoundFacts, Sum
from server.reports.rounds.rules import sections_of
from server.sync.checkpoints.actions import make_checkpoint
from server.sync.checkpoints.rules import token_hash
from server.sync.tally.rules import check_code
from tests.server.forms import pages
from tests.support.closing import check_in, close, ids, send
from tests.support.field import SECOND_INK, go_out
from tests.support.paper_day import spend_the_day
from tests.support.people import logged_in
from tests.support.tablets import STROKES


def text_of(pdf: bytes) -> str:
    return re.sub(r"[\s\u200b\ufffe]", "", "".join(pages.texts(pdf)))


@pytest.fixture
def day(app):
    return spend_the_day(app)


def test_before_the_count_it_says_what_is_open(app):
    out = go_out(app, count=3)
    out.tablet.put(STROKES)
    send(out, out.pen.hand_over(out.people[0]))
    client = logged_in(app, out.office.specialist)
    text = text_of(client.get(f"/api/v1/rounds/{out.round_id}/report.pdf").data)
    assert "带出3＝发放1＋带回0＋卡面有误0＋丢失0＋没点回2，还不平" in text
    assert "点钞—元，还没点" in text
    assert "状态发放中" in text


def test_after_the_close_the_equation_holds_and_the_cash_agrees(day):
    check_in(day.out)
    close(day.out)
    text = text_of(day.get("report.pdf").data)
    assert "带出10＝发放6＋带回3＋卡面有误1＋丢失0，账卡相符" in text
    assert "收据合计40.00元（肆拾元整），点钞40.00元，相符" in text
    assert "临时卡收回—1" in text
    assert "没点回1064023100" in text
    for part in ("没来1", "已去世1", "卡面有误：姓名1", "卡面有误：照片1"):
        assert part in text, part
    assert "周敏明月镇人社站社保卡专员600" in text
    assert "韩磊长白农商银行安图支行银行管理员061" in text
    assert "周仓安图县人社局保管责任人000" in text
    for part in ("按指印1", "上门发放1", "主管同意的代领例外1", "没激活金融功能1"):
        assert part in text, part
    assert "关场" in text
    assert "状态已收场" in text


def test_h10_it_says_number_and_check_code_as_the_tablet_s_own_sheet_does(app):
    out = go_out(app, count=3)
    send(out, *(out.pen.not_served(person) for person in out.people))
    code = check_code(out.tablet.id, 1, 3, out.pen.head)
    client = logged_in(app, out.office.specialist)
    text = text_of(client.get(f"/api/v1/rounds/{out.round_id}/report.pdf").data)
    assert f"没到的条号平板113{code}无和平板上的小计" in text


def test_it_names_nobody_s_number(day):
    text = text_of(day.get("report.pdf").data)
    assert not any(person["number"] in text or person["card"]["number"] in text for person in day.out.people)


def test_a_missing_card_shows_in_the_equation_and_among_what_to_look_at(app):
    out = go_out(app, count=3)
    out.tablet.put(STROKES)
    out.tablet.put(SECOND_INK)
    people = out.people
    records = [out.pen.hand_over(people[0]), out.pen.count(handed=1, returned=ids(people[1]), missing=ids(people[2]))]
    assert send(out, *records) == ["accepted"] * 2
    client = logged_in(app, out.office.specialist)
    text = text_of(client.get(f"/api/v1/rounds/{out.round_id}/report.pdf").data)
    assert "带出3＝发放1＋带回1＋卡面有误0＋丢失1，账卡相符" in text
    assert "差错：缺卡1" in text


def facts(**changed) -> RoundFacts:
    empty = {
        "whole": Sum(), "paths": Counter(), "devices": (), "reasons": Counter(), "wrong_items": Counter(), "fees": (),
        "taken_back": 0, "counted_fen": 0, "people": (), "activations": Counter(), "times": (),
    }  # fmt: skip
    return RoundFacts(**empty | changed)


def test_cash_that_does_not_agree_with_the_receipts_says_so():
    fees = (Fee("TS-1", "lost", 2000, False), Fee("TS-2", "lost", 2000, True))
    cash = next(one for one in sections_of(facts(fees=fees, counted_fen=4000)) if one.key == "cash")
    assert cash.sentence == "收据合计 20.00 元（贰拾元整），点钞 40.00 元，不符。"
    assert [row[-1] for row in cash.rows] == ["有效", "作废"]


def test_what_is_open_is_never_called_balanced():
    cards = sections_of(facts(whole=Sum(taken=3, handed=2, open=1)))[0]
    assert "还不平" in cards.sentence


def test_h10_numbers_that_have_not_come_are_named():
    marks = (Mark("平板 1", 2, 38, "7K2M", ((3, 5), (9, 9))), Mark("手机", 1, 12, "04QX"))
    tallies = next(one for one in sections_of(facts(tallies=marks)) if one.key == "tallies")
    assert tallies.rows == (("平板 1", "2", "38", "7K2M", "3–5、9"), ("手机", "1", "12", "04QX", "无"))


def test_it_carries_the_name_of_the_newest_checkpoint(day):
    assert "当日校验" not in text_of(day.get("report.pdf").data)
    name = token_hash(make_checkpoint())
    assert name in text_of(day.get("report.pdf").data)
