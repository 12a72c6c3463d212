"""What a round leaves on paper: 附件5 as PDF and workbook, 附件4, receipts (1.1.2.c, 1.1.3.d, 1.1.1.h, 2.3)."""

import re
from io import BytesIO
from zipfile import ZipFile

import orjson
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.cards.models import Cardholder
from server.core.masks import mask_on_paper
from server.db import db, transaction
from server.issuance.models import WrongFace
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from tests.server.forms import pages
from tests.support.closing import send
from tests.support.paper_day import spend_the_day
from tests.support.people import logged_in


def text_of(pdf: bytes) -> str:
    return re.sub(r"[\s\u200b\ufffe]", "", "".join(pages.texts(pdf)))


@pytest.fixture
def day(app):
    return spend_the_day(app)


def settlement(number: str) -> TemporaryCardSettlement:
    return db.session.scalar(select(TemporaryCardSettlement).where(TemporaryCardSettlement.receipt_number == number))


def receipt(day, number: str, paper: str = "a6", officer: str | None = None):
    client = logged_in(day.app, officer or day.out.office.specialist)
    return client.get(f"/api/v1/receipts/{settlement(number).id}.pdf?paper={paper}")


@pytest.mark.parametrize("paper", ["collection-register.pdf", "collection-register.xlsx", "error-list.pdf", "receipts"])
def test_they_are_not_for_the_bank_manager(day, paper):
    assert day.get(paper, day.out.office.bank_manager).status_code == 403


def test_there_is_no_receipt_where_nothing_was_paid(day):
    returned = select(TemporaryCardSettlement.id).where(TemporaryCardSettlement.how == "returned")
    client = logged_in(day.app, day.out.office.specialist)
    assert client.get(f"/api/v1/receipts/{db.session.scalar(returned)}.pdf").status_code == 404
    assert receipt(day, "TS-000101", "poster").status_code == 422


def test_the_register_says_who_collected_for_whom_with_the_number_masked(day):
    text = text_of(day.get("collection-register.pdf").data)
    assert f"王建国（子女）{mask_on_paper(day.child['number'])}13900000001" in text
    assert f"王建国（邻居）{mask_on_paper(day.excepted['number'])}13900000001" in text
    assert day.child["number"] not in text
    assert "合计6人（本人4人、预留代办0人、亲属代办2人）" in text
    assert "孙𬱖" in text


def test_the_register_says_what_became_of_temporary_cards_and_functions(day):
    text = text_of(day.get("collection-register.pdf").data)
    assert "缴费收据TS-000101" in text
    assert "缴费收据TS-000102" in text
    assert "临时卡收回1张；缴工本费2张" in text
    assert "社保功能启用0人；金融功能激活0人；密码已改2人" in text


def test_the_register_shows_fingerprint_and_witness_and_where_it_was(day):
    pdf = day.get("collection-register.pdf").data
    assert pages.pictures(pdf) == 1
    text = text_of(pdf)
    assert "按指印见证：李桂芳" in text
    assert "上门" in text
    assert "13900009999" in text


def test_the_workbook_has_the_same_lines_as_text(day):
    rows = CalamineWorkbook.from_filelike(BytesIO(day.get("collection-register.xlsx").data)).get_sheet_by_index(0)
    cells = rows.to_python()
    assert cells[0][0] == "附件5 明月镇社会保障卡（个人）领取登记表"
    assert cells[2][:4] == ["序号", "姓名", "社会保障号码", "社会保障卡号"]
    lines = cells[3:9]
    assert [line[2] for line in lines] == [person["number"] for person in day.out.people[:6]]
    assert lines[0][1] == "孙𬱖"
    assert [line[7] for line in lines] == ["本人", "亲属代办", "亲属代办", "本人", "本人", "本人"]
    assert lines[1][9] == "收回"
    assert lines[2][9] == "缴费\n收据\nTS-000101"
    # A bank manager may say that the password was changed though the account was not opened.
    assert [line[12] for line in lines] == ["☑", "—", "—", "☐", "☐", "☑"]
    assert lines[3][13] == "按指印\n见证：李桂芳"
    assert cells[9][0].startswith("合计 6 人")
    assert all(isinstance(cell, str) for row in cells for cell in row)


@pytest.mark.parametrize("name", ["=1+1", "+86", "-李", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_no_name_becomes_a_formula(day, name):
    with transaction():
        db.session.get_one(Cardholder, day.out.people[0]["cardholder_id"]).name = name
    content = day.get("collection-register.xlsx").data
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    assert workbook.get_sheet_by_index(0).to_python()[3][1] == name
    assert b"<f>" not in _parts(content)


def _parts(content: bytes) -> bytes:
    with ZipFile(BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_the_list_of_wrong_cards_has_the_faces_that_are_wrong(day):
    text = text_of(day.get("error-list.pdf").data)
    wrong = day.out.people[6]
    assert "附件4明月镇社会保障卡信息有误人员清单" in text
    assert wrong["number"] in text
    assert "姓名、照片" in text
    assert "已收回" in text
    assert "合计1张（姓名1张、照片1张）" in text
    assert not any(person["number"] in text for person in day.out.people if person is not wrong)


def test_a_corrected_wrong_face_leaves_the_list_which_then_says_that_it_is_empty(day):
    wrong = db.session.scalar(select(WrongFace.id))
    assert send(day.out, day.out.pen.correct(wrong, "wrong_outcome")) == ["accepted"]
    assert "本场没有信息有误的卡" in text_of(day.get("error-list.pdf").data)


@pytest.mark.parametrize(("paper", "copies"), [("a6", 1), ("strip", 1), ("sheet", 3)])
def test_a_receipt_says_number_payer_reason_and_amount_in_figures_and_words(day, paper, copies):
    text = text_of(receipt(day, "TS-000101", paper).data)
    payer = db.session.get_one(Cardholder, settlement("TS-000101").cardholder_id).name
    for part in ("TS-000101", f"今收到{payer}", "（丢失）1张", "贰拾元整", "￥20.00", "收款人周敏", "明月镇人社站"):
        assert text.count(part) == copies, part
    assert "作废" not in text


def test_the_receipts_of_a_round_are_listed_with_their_sum(day):
    answer = day.get("receipts").json
    assert [(one["receipt_number"], one["how"]) for one in answer["items"]] == [
        ("TS-000101", "lost"),
        ("TS-000102", "damaged"),
    ]
    assert answer["amount_fen"] == 4000


def test_a_receipt_that_was_taken_back_is_void(app):
    day = spend_the_day(app, count=False)
    handed = settlement("TS-000102").id
    assert send(day.out, day.out.pen.correct(handed, "gave_back")) == ["accepted"]
    assert "作废" in text_of(receipt(day, "TS-000102").data)
    assert day.get("receipts").json["amount_fen"] == 2000


def test_every_print_is_in_the_audit_log_and_in_no_cache(day):
    for paper, act in (
        ("collection-register.pdf", "print_collection_register"),
        ("collection-register.xlsx", "export_collection_register"),
        ("error-list.pdf", "print_error_list"),
        ("report.pdf", "print_round_report"),
    ):
        assert day.get(paper).headers["Cache-Control"] == "no-store"
        assert db.session.scalar(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)) == act


def test_a_form_says_which_glyphs_its_fonts_lack_and_names_nobody(day):
    assert "X-Songka-Form-Flags" not in day.get("collection-register.xlsx").headers
    with transaction():
        first = day.out.people[0]
        db.session.get(Cardholder, first["cardholder_id"]).name = "金\ue000花"
    flags = {
        flag["kind"]: flag for flag in orjson.loads(day.get("collection-register.pdf").headers["X-Songka-Form-Flags"])
    }
    assert (flags["no_glyph"]["count"], flags["no_glyph"]["lines"]) == (1, [1])
    assert flags["no_glyph"]["code_points"] == ["U+E000"]
    assert "金" not in str(flags)


def test_a_form_with_nothing_to_look_at_says_nothing(day):
    assert receipt(day, "TS-000101").headers.get("X-Songka-Form-Flags") is None
