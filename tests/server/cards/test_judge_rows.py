"""What is said of single cells; no database, no file."""

import pytest

from server.cards.addresses.rules import Division, Gazetteer
from server.cards.imports.rules import Banks, judge_rows, recognise_columns
from server.core.identity_numbers import check_character
from tests.support import people, sheets

GAZETTEER = Gazetteer(
    people.ANTU,
    [
        Division("220000000000", "吉林省", "province"),
        Division("222400000000", "延边朝鲜族自治州", "city"),
        Division("222403000000", "敦化市", "county"),
        Division("222426000000", "安图县", "county"),
        Division("222426100000", "明月镇", "township"),
        Division("222426100201", "龙泉村委会", "village"),
        Division("222426100202", "九龙村委会", "village"),
    ],
    {},
)
BANKS = Banks({"CBRCB": "CBRCB", "长白农商银行": "CBRCB", "图们江银行": "TMJB"})


def judge(body):
    rows = [list(sheets.HEADER), *body]
    return judge_rows(rows, recognise_columns(rows), BANKS, GAZETTEER)


def problems_of(body):
    return {row.row_no: [p["code"] for p in row.problems] for row in judge(body) if row.problems}


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"number": "22242619900307"}, ["number_shape"]),
        ({"number": "222426199013014521"}, ["number_shape"]),
        ({"number": "222426900307452"}, ["number_fifteen_digits"]),
        ({"number": ""}, ["required_missing"]),
        ({"name": "　"}, ["required_missing"]),
        ({"bank": ""}, ["required_missing"]),
        ({"bank": "没有这家银行"}, ["bank_unknown"]),
        ({"bank": "长白农商银行安图支行"}, []),
        ({"bank": "CBRCB"}, []),
        ({"name": "古丽娜尔・买买提"}, ["name_separator"]),
        ({"name": "古丽娜尔·买买提"}, []),
        ({"name": "刘𬱖"}, ["name_rare_character"]),
        ({"name": "王䶮"}, ["name_rare_character"]),
        ({"name": "王\ue863"}, ["name_private_character"]),
        ({"name": "王□"}, ["name_unlikely"]),
        ({"name": "长" * 51}, ["name_too_long"]),
        ({"card_number": "卡12"}, ["card_number_shape"]),
        ({"card_number": 548426015.0}, ["card_number_as_number"]),
        ({"name": "王" + " " * 100 + "芳"}, ["name_too_long"]),
        ({"box_position": "一号箱"}, ["box_position_shape"]),
        ({"box_position": "1-2-3-" + "9" * 40}, ["box_position_shape"]),
        ({"box_position": "1－2－3－04"}, []),
        ({"phone": 13812345678.0}, ["phone_from_number"]),
        ({"phone": "13812345678.0"}, ["phone_from_number"]),
        ({"phone": "0433-5822222"}, []),
        ({"phone": "12345"}, ["phone_shape"]),
        ({"address": "明月镇没有这个村3组"}, ["village_not_found"]),
        ({"address": "敦化市大石头镇民胜村"}, ["address_outside"]),
        ({"address": "大石头镇民胜村"}, ["address_outside"]),
        ({"address": ""}, ["village_not_found"]),
    ],
)
def test_every_cell_is_judged(cells, codes):
    assert problems_of(sheets.changed(sheets.rows(2), 1, **cells)) == ({3: codes} if codes else {})


@pytest.mark.parametrize(
    ("first17", "code"),
    [
        ("91315619900307452", "number_permanent_resident"),
        ("81000019900307452", "number_residence_permit"),
        ("82000019900307452", "number_residence_permit"),
        ("83000019900307452", "number_residence_permit"),
    ],
)
def test_other_kinds_of_number_are_imported_with_a_word(first17, code):
    number = first17 + check_character(first17)
    assert problems_of(sheets.changed(sheets.rows(1), 0, number=number)) == {2: [code]}


def test_old_area_codes_are_numbers_like_any_other():
    first17 = "22038119900307452"
    number = first17 + check_character(first17)
    assert problems_of(sheets.changed(sheets.rows(1), 0, number=number)) == {}
