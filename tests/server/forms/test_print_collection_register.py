import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from server.forms.collection_register.actions import print_collection_register
from server.forms.collection_register.models import CollectionRegister, PaperSignature
from server.forms.models import Column, FlagKind, FormLayout
from server.forms.queries import form_layout
from server.forms.typesetting.models import Fingerprint, Signer
from server.forms.typesetting.queries import HANAZONO, FontShelf, font_shelf
from tests.server.forms import pages
from tests.server.forms.golden_files import expect_golden
from tests.server.forms.samples import collection_register

LEFT_MARGIN = 12.0
UYGHUR_NAME = "艾克拜尔·阿不都热合曼江·买买提艾力尤努斯托合提"
INJECTIONS = (
    '#panic("x")',
    "*粗* _斜_ $x^2$ `raw`",
    '"},{"lines":[["x"]]',
    '\\ <label> @ref // c /* d */ [#eval("1")]',
    '#{sys.inputs} #read("/etc/passwd")',
    "</svg><script>x</script>",
)


@pytest.fixture(scope="module")
def layout() -> FormLayout:
    return form_layout("collection_register")


def with_line(register: CollectionRegister, index: int = 0, **changes) -> CollectionRegister:
    lines = list(register.lines)
    lines[index] = replace(lines[index], **changes)
    return replace(register, lines=tuple(lines))


def joined(pdf: bytes) -> str:
    return re.sub(r"[\s\u200b\ufffe]", "", "".join(pages.texts(pdf)))


def span(layout: FormLayout, key: str) -> tuple[float, float]:
    """Return where a column begins and ends on the page, in millimetres."""
    left = LEFT_MARGIN
    for column in layout.columns:
        if column.key == key:
            return left, left + column.width
        left += column.width
    raise KeyError(key)


def fingerprint_picture() -> bytes:
    image = Image.new("RGB", (900, 1200), "white")
    draw = ImageDraw.Draw(image)
    for radius in range(20, 420, 24):
        draw.ellipse((450 - radius, 600 - radius, 450 + radius, 600 + radius), outline="black", width=9)
    out = BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def test_it_refuses_a_column_that_the_register_does_not_know(layout):
    odd = replace(layout, columns=(*layout.columns, Column("shoe_size", "鞋码", 10, False)))
    with pytest.raises(ValueError, match="shoe_size"):
        print_collection_register(collection_register(1), odd)


def test_it_refuses_a_way_of_collection_without_a_word():
    with pytest.raises(ValueError, match="neighbour"):
        print_collection_register(with_line(collection_register(1), way="neighbour"))


@pytest.mark.parametrize("text", INJECTIONS)
def test_it_prints_markup_as_the_text_it_is(text):
    register = with_line(collection_register(1), name=text, remarks=text, bank=text, hr_officer=text)
    register = replace(register, body=text, place=text, round_number=text, bank_officer=Signer(text))
    printed = print_collection_register(register)
    assert joined(printed.pdf).count(re.sub(r"\s", "", text)) == 8
    assert not printed.flags


def test_its_file_name_carries_neither_people_nor_places():
    register = collection_register(3, place="明月镇孙某家", round_number="../孙𬱖 AT-7")
    assert print_collection_register(register).file_name == "collection_register-20261124-AT-7.pdf"


def test_it_carries_every_line_in_full():
    register = collection_register(42)
    text = joined(print_collection_register(register).pdf)
    for line in register.lines:
        assert line.social_security_number in text
        assert line.card_number in text
        assert line.phone in text
        if line.proxy:
            assert f"{line.proxy.name}（{line.proxy.relation}）{line.proxy.document_number}" in text


@pytest.mark.parametrize("count", [42, 280])
def test_every_page_says_what_it_is_a_page_of(count):
    register = collection_register(count)
    printed = pages.texts(print_collection_register(register).pdf)
    for number, text in enumerate(printed, 1):
        assert f"第 {number} 页 共 {len(printed)} 页" in text
        for mark in ("附件5", "安图县社会保障卡（个人）领取登记表", "AT-2026-0042", "社会保障号码"):
            assert mark in text
        assert "人社经办人（签字）：李春燕" in text
        assert "银行经办人（签字）：赵明" in text
    found = [re.search(line.social_security_number, "".join(printed)) for line in register.lines]
    starts = [match.start() for match in found if match]
    assert len(starts) == count
    assert starts == sorted(starts)


def test_its_totals_are_those_of_its_lines():
    text = joined(print_collection_register(collection_register(42)).pdf)
    assert (
        "合计42人（本人32人、预留代办5人、亲属代办5人）；社保功能启用42人；金融功能激活29人；"
        "密码已改29人；临时卡收回4张；缴工本费2张。" in text
    )


@pytest.mark.parametrize("body", ["安图县", "延边州", "长白山保护开发区"])
def test_its_title_names_the_body(body):
    register = collection_register(1, body=body)
    assert f"{body}社会保障卡（个人）领取登记表" in joined(print_collection_register(register).pdf)


def test_its_columns_are_those_of_the_edition(layout):
    short = replace(layout, edition="2030.2", columns=layout.columns[:5])
    text = joined(print_collection_register(collection_register(2), short).pdf)
    assert "表样2030.2" in text
    assert "发卡银行" in text
    assert "联系电话" not in text


def test_its_columns_fill_the_page(layout):
    assert sum(column.width for column in layout.columns) == pytest.approx(297 - 2 * LEFT_MARGIN)


def test_no_text_crosses_a_column_line(layout):
    register = collection_register(9)
    register = with_line(register, 0, name=UYGHUR_NAME, address="明月镇" * 20, remarks="A" * 60)
    register = with_line(register, 1, social_security_number="W" * 20, phone="0433-5822222转8001", card_number="W" * 9)
    register = with_line(
        register, 2, name="Wolfeschlegelsteinhausenbergerdorff Abdulrahman", bank_officer="欧阳上官司马诸葛"
    )
    pdf = print_collection_register(register).pdf
    glyphs = pages.glyphs(pdf)
    head = max(glyph.bottom for glyph in glyphs if glyph.character in "姓款" and glyph.top < 60) + 4
    totals = next(glyph.top for glyph in glyphs if glyph.character == "合" and glyph.left < 20)
    body = [glyph for glyph in glyphs if head < glyph.top and glyph.bottom < totals - 1]
    lines = [span(layout, column.key)[1] for column in layout.columns[:-1]]
    crossing = [(glyph, x) for glyph in body for x in lines if glyph.left < x - 0.1 and glyph.right > x + 0.1]
    assert len(body) > 400
    assert not crossing
    assert max(glyph.right for glyph in glyphs) < 297 - LEFT_MARGIN + 0.1
    text = joined(pdf)
    for whole in (UYGHUR_NAME, "明月镇" * 20, "A" * 60, "W" * 20, "欧阳上官司马诸葛"):
        assert whole in text


def test_a_remark_longer_than_a_page_goes_on_over_the_next():
    remark = "况" * 800
    text = joined(print_collection_register(with_line(collection_register(2), remarks=remark)).pdf)
    assert text.count("况") == 800


def test_signatures_stay_in_their_cells(layout):
    pdf = print_collection_register(collection_register(10)).pdf
    glyphs = pages.glyphs(pdf)
    foot = next(glyph.top for glyph in reversed(glyphs) if glyph.character == "签") - 8
    ink = pages.ink(pdf)
    body = ink[ink[:, 1] < foot]
    left, right = span(layout, "signature")
    assert body[:, 0].min() > left
    assert body[:, 0].max() < right
    start = span(layout, "social_security_number")[0]
    middles = sorted(
        {round((g.top + g.bottom) / 2, 1) for g in glyphs if start < g.left < start + 3 and g.character == "2"}
    )
    assert len(middles) == 10
    half = (middles[1] - middles[0]) / 2
    for middle in middles:
        row = body[abs(body[:, 1] - middle) < half - 0.4]
        assert len(row) > 50, "a signature is missing"
    crossing = [y for y in body[:, 1] if min(abs(y - middle) for middle in middles) > half - 0.2]
    assert not crossing


def test_what_was_not_signed_or_written_is_flagged_and_left_open():
    register = with_line(collection_register(3), 1, signature=None, phone=" ", collected_on=None)
    printed = print_collection_register(register)
    assert {(flag.serial, flag.column, flag.kind) for flag in printed.flags} == {
        (2, "phone", FlagKind.NO_VALUE),
        (2, "signature", FlagKind.NO_VALUE),
        (2, "collected_on", FlagKind.NO_VALUE),
    }


def test_a_fingerprint_is_printed_with_its_witness():
    mark = Fingerprint(fingerprint_picture(), "王秀英", collection_register(1).lines[0].signature)
    printed = print_collection_register(with_line(collection_register(1), signature=mark))
    assert pages.pictures(printed.pdf) == 1
    assert "按指印" in joined(printed.pdf)
    assert "见证：王秀英" in joined(printed.pdf)
    assert not printed.flags


@pytest.mark.parametrize(
    "content", [b"", b"junk", fingerprint_picture()[:2000], b'<svg xmlns="http://www.w3.org/2000/svg"/>']
)
def test_a_picture_that_cannot_be_read_is_said_so_and_flagged(content):
    register = with_line(collection_register(1), signature=Fingerprint(content, "王秀英"))
    printed = print_collection_register(register)
    assert [flag.kind for flag in printed.flags] == [FlagKind.UNREADABLE_PICTURE]
    assert pages.pictures(printed.pdf) == 0
    assert "图片读不出" in joined(printed.pdf)


@pytest.mark.parametrize("name", ["孙𬱖", "䶮龑", "逄燚阎鄢", UYGHUR_NAME])
def test_rare_characters_show(name):
    plain = print_collection_register(with_line(collection_register(1), name=name))
    blank = print_collection_register(with_line(collection_register(1), name="　"))
    assert not plain.flags
    assert name in joined(plain.pdf)
    left, right = (round(edge * 4) for edge in span(form_layout("collection_register"), "name"))
    cell = np.s_[:, left + 2 : right - 2]
    dark = [(pages.picture(printed.pdf)[cell] < 128).sum() for printed in (plain, blank)]
    assert dark[0] > dark[1] + 60 * len(name)


def test_a_character_that_no_font_has_is_boxed_and_flagged():
    packaged_only = FontShelf(font_shelf().sans, font_shelf().serif, ())
    register = with_line(collection_register(2), 1, name="张𠮷")
    printed = print_collection_register(register, shelf=packaged_only)
    assert [(flag.serial, flag.column, flag.code_point) for flag in printed.flags] == [(2, "name", "U+20BB7")]
    assert "张U+20BB7" in joined(printed.pdf)
    assert "方框里是字库没有的字的统一码" in joined(printed.pdf)


def test_the_fallback_font_shows_what_the_packaged_ones_lack():
    printed = print_collection_register(with_line(collection_register(1), name="张𠮷"))
    installed = HANAZONO.is_dir()
    assert ("张𠮷" in joined(printed.pdf)) == installed
    assert bool(printed.flags) != installed


@pytest.mark.parametrize("character", ["\u202e", "\u200d", "\ue863", "\ufe00", "\x07", "\ud800"])
def test_characters_that_are_not_seen_are_boxed(character):
    printed = print_collection_register(with_line(collection_register(1), name=f"张{character}三"))
    assert [flag.kind for flag in printed.flags] == [FlagKind.NO_GLYPH]
    assert f"张U+{ord(character):04X}三" in joined(printed.pdf)


def test_its_fonts_are_all_embedded():
    fonts = pages.fonts_embedded(print_collection_register(collection_register(5)).pdf)
    assert len(fonts) == 2
    assert all(fonts.values())


def test_it_is_an_archive_file_without_personal_data_about_the_file():
    pdf = print_collection_register(collection_register(1)).pdf
    assert b"<pdfaid:part>2" in pdf
    assert b"<pdfaid:conformance>U" in pdf
    described = pdf[pdf.index(b"<x:xmpmeta") : pdf.index(b"</x:xmpmeta>")].decode()
    assert "安图县社会保障卡（个人）领取登记表" in described
    assert "李春燕" not in described


def test_an_empty_register_still_has_its_head_and_its_totals():
    text = joined(print_collection_register(collection_register(0)).pdf)
    assert "社会保障号码" in text
    assert "合计0人" in text


def test_the_same_register_gives_the_same_bytes_from_every_thread():
    register = collection_register(12)
    with ThreadPoolExecutor(4) as threads:
        prints = list(threads.map(lambda _: print_collection_register(register).pdf, range(4)))
    assert len(set(prints)) == 1


def test_large_registers_leave_no_layout_in_memory():
    resident = []
    for seed in range(5):
        print_collection_register(collection_register(160, seed=seed))
        resident.append(int(Path("/proc/self/statm").read_text().split()[1]) * 4096)
    assert resident[-1] - resident[0] < 60_000_000


def test_it_looks_as_it_did():
    register = with_line(collection_register(14), 2, name="孙𬱖")
    register = with_line(register, 4, name=UYGHUR_NAME)
    register = with_line(register, 6, signature=Fingerprint(fingerprint_picture(), "王秀英"))
    expect_golden(print_collection_register(register).pdf, "collection_register")


def test_a_signature_on_a_paper_roster_is_named_by_its_row():
    printed = print_collection_register(with_line(collection_register(1), signature=PaperSignature("R7K3M-0001-X")))
    assert "签在纸质名册R7K3M-0001-X" in joined(printed.pdf)
    assert not printed.flags
