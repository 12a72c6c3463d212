from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from server.audit.models import AuditEntry
from server.cards.addresses.actions import assign_addresses
from server.cards.imports.actions import confirm_import, discard_import, preview_file
from server.cards.imports.models import ImportRow
from server.cards.models import Batch, Card, Cardholder
from server.core.errors import Refusal
from server.custody.actions import move
from server.custody.rules import Holder, Occasion
from server.db import db, transaction
from tests.support import people, sheets

pytestmark = pytest.mark.both_engines


def look_at(content):
    return preview_file(content, "成品卡.xlsx", people.ANTU).batch_import


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_it_refuses_a_file_in_which_no_row_is_good(acting):
    body = sheets.changed(sheets.rows(1), 0, bank="没有这家银行")
    found = look_at(sheets.xlsx(body))
    with pytest.raises(Refusal) as refused:
        confirm_import(found.id)
    assert refused.value.code == "import_has_no_good_row"
    assert count(Batch) == 0


def test_it_refuses_what_was_discarded(acting):
    found = discard_import(look_at(sheets.xlsx(sheets.rows(2))).id)
    assert count(ImportRow) == 0
    with pytest.raises(Refusal) as refused:
        confirm_import(found.id)
    assert refused.value.code == "import_settled"


def test_an_import_of_another_county_is_not_there(acting, world):
    found = look_at(sheets.xlsx(sheets.rows(2)))
    with people.as_officer(people.make_officer(world.other_county, "custodian")), pytest.raises(Refusal) as refused:
        confirm_import(found.id)
    assert refused.value.code == "not_found"


def test_it_imports_the_good_rows_and_keeps_the_others_as_differences(acting):
    body = sheets.changed(sheets.rows(10), 3, bank="没有这家银行")
    confirmed = confirm_import(look_at(sheets.xlsx(body)).id)
    assert (confirmed.counts["imported"], confirmed.counts["skipped"]) == (9, 1)
    assert count(Card) == count(Cardholder) == 9
    left = db.session.scalars(select(ImportRow)).all()
    assert [row.row_no for row in left] == [5]
    batch = db.session.get(Batch, confirmed.batch_id)
    assert (batch.number, batch.row_count, batch.state, batch.maker) == ("2026-1107", 9, "imported", "德生")


def test_a_card_starts_with_its_supplier_and_every_function_asleep(acting):
    confirm_import(look_at(sheets.xlsx(sheets.rows(1))).id)
    card = db.session.scalar(select(Card))
    assert (card.custody_state, card.holder_kind, card.live) == ("announced", "supplier", True)
    assert (card.social_state, card.finance_state) == ("sealed", "inactive")
    assert (card.area_code, card.scope_area_code) == ("222400", people.LONGQUAN)
    assert card.box_sort == "000001-000001-000001-000001"
    person = db.session.get(Cardholder, card.cardholder_id)
    assert person.number_tail == person.social_security_number[-4:]
    assert (person.village_code, person.group_name) == (people.LONGQUAN, "1组")
    assert person.pinyin_initials == "jyy"


def test_rare_characters_and_a_name_of_thirteen_with_a_foreign_dot_come_in_whole(acting):
    long = "阿卜杜热合曼\u30fb麦麦提吐尔逊"
    assert len(long) == 13
    body = sheets.rows(4)
    for place, name in enumerate(("刘𬱖", "王䶮", long)):
        body = sheets.changed(body, place, name=name)
    confirmed = confirm_import(look_at(sheets.xlsx(body)).id)
    assert (confirmed.counts["imported"], confirmed.counts["skipped"]) == (4, 0)
    kept = set(db.session.execute(select(Cardholder.name, Cardholder.name_raw)).all())
    assert {("刘𬱖", "刘𬱖"), ("王䶮", "王䶮"), (long.replace("\u30fb", "·"), long)} <= kept


def test_confirming_twice_changes_nothing(acting):
    found = look_at(sheets.xlsx(sheets.rows(5)))
    first = confirm_import(found.id).batch_id
    entries = count(AuditEntry)
    assert confirm_import(found.id).batch_id == first
    assert (count(Card), count(Batch), count(AuditEntry)) == (5, 1, entries)


def test_the_same_file_again_leads_to_its_import_and_changes_nothing(acting):
    content = sheets.xlsx(sheets.rows(5))
    batch_id = confirm_import(look_at(content).id).batch_id
    entries = count(AuditEntry)
    again = preview_file(content, "另一个名字.xlsx", people.ANTU)
    assert (again.is_new, again.batch_import.state, again.batch_import.batch_id) == (False, "confirmed", batch_id)
    assert (count(Card), count(Batch), count(AuditEntry)) == (5, 1, entries)


def test_another_office_is_told_only_that_the_file_was_imported(acting, world):
    content = sheets.xlsx(sheets.rows(2))
    look_at(content)
    with people.as_officer(people.make_officer(world.other_county, "custodian")), pytest.raises(Refusal) as refused:
        preview_file(content, "x.xlsx", "222403")
    assert refused.value.code == "import_in_another_office"


def test_what_was_imported_between_preview_and_confirmation_stops_its_rows(acting):
    body = sheets.rows(6)
    late = look_at(sheets.xlsx(body))
    confirm_import(look_at(sheets.xlsx(body[:2])).id)
    confirmed = confirm_import(late.id)
    assert (confirmed.counts["imported"], confirmed.counts["skipped"]) == (4, 2)
    codes = db.session.scalars(select(ImportRow.codes).where(ImportRow.import_id == late.id)).all()
    assert codes == [",card_in_another_batch,"] * 2
    assert count(Card) == 6


def test_a_person_with_a_live_card_gets_no_second_one(acting):
    body = sheets.rows(2)
    confirm_import(look_at(sheets.xlsx(body)).id)
    second = sheets.changed(body, 0, card_number="B90000001")
    found = look_at(sheets.xlsx(second))
    codes = db.session.scalars(
        select(ImportRow.codes).where(ImportRow.import_id == found.id).order_by(ImportRow.row_no)
    )
    assert codes.all() == [",second_live_card,", ",card_in_another_batch,"]


def test_a_new_card_after_a_recalled_one_finds_the_person_and_brings_them_up_to_date(acting):
    body = sheets.rows(1)
    confirm_import(look_at(sheets.xlsx(body)).id)
    old = db.session.scalar(select(Card))
    with transaction():
        for verb, hand in (("vault_in", "vault"), ("check_out", "round"), ("recall", "round")):
            move([old.id], verb, Holder(hand, "x"), Occasion())
    moved = sheets.changed(body, 0, card_number="B90000001", address="明月镇九龙村4组", phone="13900000001")
    confirm_import(look_at(sheets.xlsx(moved)).id)
    (person,) = db.session.scalars(select(Cardholder))
    assert (person.village_code, person.group_name, person.phone) == ("222426100202", "4组", "13900000001")
    live = dict(db.session.execute(select(Card.number, Card.live)).all())
    assert live == {"B00000001": False, "B90000001": True}


def test_corrected_rows_come_in_later_as_a_batch_of_the_same_number(acting):
    body = sheets.rows(4)
    confirm_import(look_at(sheets.xlsx(sheets.changed(body, 2, bank="没有"))).id)
    confirmed = confirm_import(look_at(sheets.xlsx(body)).id)
    assert (confirmed.counts["imported"], confirmed.counts["skipped"]) == (1, 3)
    assert db.session.scalars(select(Batch.number)).all() == ["2026-1107", "2026-1107"]


def test_addresses_assigned_since_the_preview_count(acting):
    body = sheets.changed(sheets.rows(2), 0, address="明月镇新发屯2组")
    found = look_at(sheets.xlsx(body))
    assert found.counts["unmatched"] == 1
    assign_addresses(["明月镇新发屯"], people.LONGQUAN)
    confirm_import(found.id)
    assert count(Cardholder) == 2
    assert db.session.scalars(select(Cardholder.village_code).order_by(Cardholder.number_tail)).all().count(None) == 0


def test_it_writes_the_audit_log_without_names_or_numbers(acting, custodian):
    body = sheets.rows(3)
    confirm_import(look_at(sheets.xlsx(body)).id)
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "confirm_import"))
    assert (entry.officer_id, entry.clause, entry.facts["imported"]) == (custodian, "1.0.b", 3)
    assert not any(value in str(entry.facts) for row in body for value in row[:3])


def test_impatient_clicks_import_a_batch_once(app, acting, custodian):
    import_id = look_at(sheets.xlsx(sheets.rows(30))).id

    def confirm():
        with app.app_context(), people.as_officer(custodian):
            try:
                return confirm_import(import_id).batch_id
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        batches = {done.result() for done in [pool.submit(confirm) for _ in range(4)]}
    db.session.rollback()
    assert len(batches) == count(Batch) == 1
    assert count(Card) == 30


def test_two_sheets_with_the_same_people_give_nobody_two_cards(app, acting, custodian):
    """I7, whoever comes first."""
    body = sheets.rows(20)
    other = [[*row[:2], f"B9{number:07d}", *row[3:]] for number, row in enumerate(body)]
    ids = [look_at(sheets.xlsx(body)).id, look_at(sheets.xlsx(other)).id]

    def confirm(import_id):
        with app.app_context(), people.as_officer(custodian):
            try:
                return confirm_import(import_id).counts["imported"]
            except Refusal as refused:
                return refused.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(confirm, ids))) == ["20", "import_has_no_good_row"]
    db.session.rollback()
    assert count(Card) == count(Cardholder) == 20


def test_the_same_new_file_uploaded_by_two_at_once_is_one_import(app, acting, custodian):
    content = sheets.xlsx(sheets.rows(3))

    def upload(_):
        with app.app_context(), people.as_officer(custodian):
            try:
                return preview_file(content, "a.xlsx", people.ANTU).batch_import.id
            finally:
                db.session.remove()

    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(upload, range(3)))) == 1


def test_whatever_a_sheet_holds_is_imported_or_refused_and_never_breaks(acting):
    """The longest and oddest cells that pass the rules fit into the database."""
    body = sheets.rows(3, batch="批" * 60)
    body = sheets.changed(body, 0, name="庄" * 50, address="明月镇龙泉村" + "长" * 3000, phone="1" * 60)
    body = sheets.changed(
        body, 1, name="\x01王\x02芳", address="\x03", box_position="99999-99999-99999-99999-99999-99999"
    )
    for row in body:
        row[4], row[5], row[9] = "码" * 300, "名" * 300, "商" * 300
    confirmed = confirm_import(look_at(sheets.xls(body)).id)
    assert confirmed.counts["imported"] == 3
    assert "王芳" in db.session.scalars(select(Cardholder.name)).all()
