"""附件4, notification list, paper roster, receipts and report as a person sees them."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from server.forms.error_list.actions import print_error_list
from server.forms.fee_receipt.actions import print_fee_receipt
from server.forms.fee_receipt.rules import amount_in_figures, amount_in_words
from server.forms.models import Column, FlagKind, FormLayout, PrintedForm
from server.forms.notification_list.actions import print_notification_list
from server.forms.paper_roster.actions import print_paper_roster
from server.forms.queries import form_layout, retention_words
from server.forms.round_report.actions import print_round_report
from server.forms.round_report.models import Section
from server.forms.typesetting.queries import FontShelf, font_shelf
from server.rules import table
from tests.server.forms import pages
from tests.server.forms.golden_files import expect_golden
from tests.server.forms.round_samples import (
    LONG_NAME,
    RARE_NAME,
    error_list,
    fee_receipt,
    notification_list,
    paper_roster,
    round_report,
)
from tests.server.forms.test_print_collection_register import INJECTIONS

Print = Callable[..., PrintedForm]
SHEETS: dict[str, tuple[Print, Callable[..., Any]]] = {
    "error_list": (print_error_list, error_list),
    "notification_list": (print_notification_list, notification_list),
    "paper_roster": (print_paper_roster, paper_roster),
}
PACKAGED_ONLY = FontShelf(font_shelf().sans, font_shelf().serif, ())


def joined(pdf: bytes) -> str:
    return re.sub(r"[\s\u200b\ufffe]", "", "".join(pages.texts(pdf)))


@pytest.mark.parametrize("key", SHEETS)
def test_it_refuses_a_column_that_the_form_does_not_know(key):
    printer, make = SHEETS[key]
    layout = form_layout(key)
    odd = replace(layout, columns=(*layout.columns, Column("shoe_size", "鞋码", 10, False)))
    with pytest.raises(ValueError, match="shoe_size"):
        printer(make(1), odd)


def test_it_refuses_what_the_report_and_the_receipt_have_no_word_for():
    with pytest.raises(ValueError, match="weather"):
        print_round_report(round_report(sections=(Section("weather", (), ()),)))
    with pytest.raises(ValueError, match="stolen"):
        print_fee_receipt(fee_receipt(why="stolen"))


@pytest.mark.parametrize("text", INJECTIONS)
def test_it_prints_markup_as_the_text_it_is(text):
    plain = re.sub(r"\s", "", text)
    assert plain in joined(print_error_list(error_list(0, place=text)).pdf)
    assert plain in joined(print_notification_list(notification_list(0, village=text)).pdf)
    assert plain in joined(print_paper_roster(paper_roster(0, bank=text)).pdf)
    assert plain in joined(print_fee_receipt(fee_receipt(payer=text)).pdf)
    assert plain in joined(print_round_report(round_report(place=text)).pdf)


@pytest.mark.parametrize("key", SHEETS)
@pytest.mark.parametrize("count", [0, 280])
def test_every_page_says_what_it_is_a_page_of(key, count):
    printer, make = SHEETS[key]
    printed = printer(make(count))
    found = pages.texts(printed.pdf)
    title = form_layout(key).title_zh.replace("{body}", "安图县")
    for number, text in enumerate(found, 1):
        assert f"第 {number} 页 共 {len(found)} 页" in text
        assert title in text
        assert "222426100201-1" in text
    assert (len(found) > 5) == (count > 0)
    assert not printed.flags


@pytest.mark.parametrize("key", SHEETS)
def test_rare_characters_and_long_names_show(key):
    printer, make = SHEETS[key]
    printed = printer(make(3))
    assert not printed.flags
    text = joined(printed.pdf)
    assert RARE_NAME in text
    assert LONG_NAME in text


def test_a_character_that_no_font_has_is_boxed_and_flagged():
    printed = print_paper_roster(
        paper_roster(1, rows=(replace(paper_roster(1).rows[0], name="张𠮷"),)), shelf=PACKAGED_ONLY
    )
    assert [(flag.kind, flag.code_point) for flag in printed.flags] == [(FlagKind.NO_GLYPH, "U+20BB7")]
    assert "张U+20BB7" in joined(printed.pdf)
    receipt = print_fee_receipt(fee_receipt(payer="张𠮷"), shelf=PACKAGED_ONLY)
    assert [flag.code_point for flag in receipt.flags] == ["U+20BB7"]


@pytest.mark.parametrize("body", ["安图县", "延边州", "长白山保护开发区", "某某市"])
def test_titles_name_the_body(body):
    for key, (printer, make) in SHEETS.items():
        assert form_layout(key).title_zh.replace("{body}", body) in joined(printer(make(1, body=body)).pdf)
    assert f"{body}社会保障卡发放场次报告" in joined(print_round_report(round_report(body=body)).pdf)


def test_a_row_code_is_read_back_from_the_printed_sheet():
    pdf = print_paper_roster(paper_roster(6)).pdf
    page = Image.fromarray(pages.picture(pdf, per_mm=8).astype("uint8"))
    read = {code.data.decode() for code in decode(page, symbols=[ZBarSymbol.QRCODE])}
    assert read == {f"R7K3M-{i:04}-X" for i in range(1, 7)}


def test_the_roster_marks_reserved_proxies_and_temporary_cards():
    text = joined(print_paper_roster(paper_roster(9)).pdf)
    assert text.count("预留：王建国") == 1
    assert text.count("名单上有临时卡") == 1


def test_the_list_for_the_village_carries_no_number_and_no_link():
    text = joined(print_notification_list(notification_list(20)).pdf)
    assert not re.search(r"\d{15}", text.replace("222426100201", ""))
    assert not re.search(r"https?:|www\.|[a-z]+\.(cn|com)", text)


def test_a_list_without_wrong_cards_says_so():
    assert "本场没有信息有误的卡。" in joined(print_error_list(error_list(0)).pdf)


def test_a_wrong_card_without_the_right_words_is_flagged():
    listed = error_list(1)
    printed = print_error_list(replace(listed, lines=(replace(listed.lines[0], correct=" "),)))
    assert [(flag.serial, flag.column, flag.kind) for flag in printed.flags] == [(1, "correct", FlagKind.NO_VALUE)]


@pytest.mark.parametrize(
    ("fen", "words", "figures"),
    [
        (0, "零元整", "￥0.00"),
        (5, "伍分", "￥0.05"),
        (2000, "贰拾元整", "￥20.00"),
        (2005, "贰拾元零伍分", "￥20.05"),
        (2050, "贰拾元伍角整", "￥20.50"),
        (52000, "伍佰贰拾元整", "￥520.00"),
        (100_100, "壹仟零壹元整", "￥1001.00"),
        (1_001_000, "壹万零壹拾元整", "￥10010.00"),
        (10_010_000, "壹拾万零壹佰元整", "￥100100.00"),
        (10_000_000_001, "壹亿元零壹分", "￥100000000.01"),
    ],
)
def test_amounts_are_written_as_vouchers_do(fen, words, figures):
    assert (amount_in_words(fen), amount_in_figures(fen)) == (words, figures)


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_it_refuses_an_amount_beyond_a_voucher(fen):
    with pytest.raises(ValueError, match="voucher"):
        amount_in_words(fen)


@pytest.mark.parametrize(("paper", "copies"), [("a6", 1), ("strip", 1), ("sheet", 3)])
def test_a_receipt_fits_one_page_of_its_paper(paper, copies):
    pdf = print_fee_receipt(fee_receipt(place="长" * 40, unit="某" * 30), paper).pdf
    assert len(pages.texts(pdf)) == 1
    assert joined(pdf).count("贰拾元整") == copies


def test_a_void_receipt_says_so():
    assert "作废" in joined(print_fee_receipt(fee_receipt(void=True)).pdf)
    assert "作废" not in joined(print_fee_receipt(fee_receipt()).pdf)


def test_a_report_of_many_tablets_goes_on_over_the_next_page():
    found = pages.texts(print_round_report(round_report(devices=80)).pdf)
    assert len(found) > 1
    for number, text in enumerate(found, 1):
        assert f"第 {number} 页 共 {len(found)} 页" in text
    assert "无" in found[-1]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("error_list", lambda: print_error_list(error_list(9))),
        ("notification_list", lambda: print_notification_list(notification_list(25))),
        ("paper_roster", lambda: print_paper_roster(paper_roster(14))),
        ("fee_receipt", lambda: print_fee_receipt(fee_receipt(), "sheet")),
        ("round_report", lambda: print_round_report(round_report())),
    ],
)
def test_it_looks_as_it_did(name, make):
    expect_golden(make().pdf, name)


def test_no_form_is_numbered_one_and_each_says_how_long_it_is_kept():
    kept = {row["class"] for row in table("retention")["rows"]}
    for key, form in table("forms")["forms"].items():
        assert form["attachment"] in ("", "附件4", "附件5"), key
        assert "附件1" not in str(form)
        assert "附表6" not in str(form)
        assert isinstance(form_layout(key), FormLayout)
        assert retention_words(form["retention"])
    assert {row["retention_class"] for row in table("evidence")["rows"]} <= kept
