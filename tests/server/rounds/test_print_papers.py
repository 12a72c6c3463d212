import re

import pytest
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.cards.models import Cardholder
from server.core.clock import local_date, utc_now
from server.db import db
from server.rounds.paper.rules import read_row_code, round_name, row_code
from tests.server.forms import pages
from tests.support.field import NAMES, plan, stock
from tests.support.people import logged_in

ROUND = "01890a5d-ac96-774b-bcce-b302099a8057"


def text_of(pdf: bytes) -> str:
    return re.sub(r"[\s\u200b\ufffe]", "", "".join(pages.texts(pdf)))


@pytest.fixture
def planned(office):
    stock(office, 5)
    return plan(office)


@pytest.fixture
def printed(app, office, planned):
    def get(paper, officer=office.specialist):
        answer = logged_in(app, officer).get(f"/api/v1/rounds/{planned}/{paper}")
        assert answer.status_code == 200, answer.json
        return answer

    return get


def test_the_village_learns_when_where_and_what_to_bring_and_no_number(printed):
    text = text_of(printed("notification-list.pdf?from=08:30").data)
    day = local_date(utc_now())
    assert f"时间：{day.year}年{day.month}月{day.day}日08:30—15:30地点：龙泉村委会" in text
    assert "本人身份证原件" in text
    assert "不满16周岁的带户口本" in text
    assert "工本费20元" in text
    for name in NAMES[1:6]:
        assert name not in text
    assert "朴*洙" in text
    numbers = db.session.scalars(select(Cardholder.social_security_number)).all()
    assert not any(number[6:14] in text or number[-4:] in text for number in numbers)
    assert not re.search(r"https?:|www\.|13900000000", text)


def test_the_roster_has_a_row_a_person_with_a_code_of_its_own(printed, planned):
    text = text_of(printed("paper-roster.pdf").data)
    for ordinal, number in enumerate(db.session.scalars(select(Cardholder.social_security_number)), start=1):
        assert number in text
        assert row_code(planned, ordinal) in text
    assert "社保卡专员（签字）：周敏" in text
    assert "银行管理员（签字）：韩磊" in text


def test_the_rows_of_the_roster_are_listed_for_the_desk(printed, planned):
    rows = printed("paper-rows").json["items"]
    assert [row["row_code"] for row in rows] == [row_code(planned, ordinal) for ordinal in range(1, 6)]
    assert all("••••" in row["social_security_number_masked"] for row in rows)


def test_prints_are_in_the_audit_log_and_in_no_cache(printed):
    for paper, act in (
        ("paper-roster.pdf", "print_paper_roster"),
        ("notification-list.pdf", "print_notification_list"),
    ):
        answer = printed(paper)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "龙泉" not in answer.headers["Content-Disposition"]
        assert db.session.scalar(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)) == act


@pytest.mark.parametrize("text", ["", "R7K3M", "00000-0001-0", row_code(ROUND, 7)[:-1], row_code(ROUND, 7) + "1"])
def test_what_is_no_row_code_is_not_read(text):
    assert read_row_code(text) is None


def test_a_row_code_is_read_as_scanned_and_as_typed():
    code = row_code(ROUND, 42)
    assert read_row_code(code) == (round_name(ROUND), 42)
    assert read_row_code(f" {code.lower()} ") == (round_name(ROUND), 42)


def test_every_wrong_character_and_every_two_exchanged_are_noticed():
    code = row_code(ROUND, 123)
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXY"
    wrong = [
        code[:at] + one + code[at + 1 :] for at in range(len(code)) for one in alphabet if code[at] not in (one, "-")
    ]
    pairs = [(at, at + 1) for at in range(len(code) - 1) if code[at] != code[at + 1] and "-" not in code[at : at + 2]]
    wrong += [code[:a] + code[b] + code[a] + code[b + 1 :] for a, b in pairs]
    assert len(wrong) > 250
    assert [text for text in wrong if read_row_code(text)] == []
