"""Build the made-up world, each part only when it is missing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from server.accounts.areas.actions import load_areas
from server.accounts.devices.actions import ShownCode, create_device, draw_enrolment_code
from server.accounts.officers.actions import NewOfficer, appoint_officer, install_officer
from server.accounts.organisations.actions import NewOrganisation, found_province, set_up_organisation
from server.audit import Actor, acting_as
from server.cards.actions import add_bank, load_banks
from server.cards.batches.queries import batch_in_scope
from server.cards.imports.actions import confirm_import, preview_file
from server.cards.portraits.actions import add_portraits
from server.cards.temporary.actions import store_temporary_cards
from server.cards.temporary.queries import temporary_cards_for
from server.config import current_config
from server.core.clock import local_date, utc_now
from server.custody.models import Vault
from server.custody.receipts.actions import Count, receive_batch
from server.custody.vaults.actions import NewVault, set_up_vault
from server.demo import queries
from server.demo.portraits.rules import packed_portraits
from server.demo.rules import (
    ACCOUNTS,
    BANKS,
    BLOCKED,
    CHECKED_OUT,
    CONSIGNMENT,
    CONSIGNMENT_TO_TRY,
    COUNTY,
    PASSWORD,
    PLACES,
    PROVINCE,
    RECEIPTS,
    ROUNDS,
    TABLET,
    TEMPORARY_CARD_ROWS,
    VAULT,
    Account,
    DemoRound,
    Place,
    TemporaryCardHolder,
)
from server.demo.sheets.rules import NUMBER_COLUMN, Consignment, rows, workbook
from server.issuance.proxies.actions import block_proxy
from server.issuance.proxies.queries import open_blocks
from server.issuance.receipt_books.actions import add_receipt_book
from server.issuance.receipt_books.queries import books_of_officer
from server.issuance.receipt_books.rules import Numbers
from server.rounds.actions import Plan, Signature, check_out_round, plan_round
from server.rounds.queries import candidates, cards_of
from server.rules import policy

_AT_THE_SERVER = Actor(system="demonstration")
# A pen stroke as the pad gives it: box in pixels, points as x, y and milliseconds.
_SIGNATURE = Signature(
    {"box": [600, 200], "strokes": [[[60, 120, 0], [180, 60, 140], [320, 140, 290], [470, 70, 450]]]}
)


def load_demo() -> None:
    """Build what is missing of the demonstration; a second call changes nothing on the same day."""
    _set_up_places_and_people()
    _set_up_vault_and_tablet()
    _import_and_receive(CONSIGNMENT)
    write_sheets()
    _list_temporary_cards()
    _give_receipts()
    _block_a_cadre()
    for number, wanted in enumerate(ROUNDS):
        _plan(wanted, leaves=number < CHECKED_OUT)


def draw_tablet_code() -> ShownCode | None:
    """Draw an enrolment code for the tablet of the demonstration, unless a browser is it already."""
    tablet = queries.tablet()
    if tablet is None or tablet.enrolled_at is not None:
        return None
    with _as("liuyang"):
        return draw_enrolment_code(tablet.id)


def write_sheets() -> list[Path]:
    """Write the sheets of the demonstration below the data folder, to be looked at and imported."""
    folder = current_config().data_dir / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for consignment in (CONSIGNMENT, CONSIGNMENT_TO_TRY):
        path = folder / f"cards-{consignment.number}.xlsx"
        path.write_bytes(workbook(consignment))
        written.append(path)
    return written


def _set_up_places_and_people() -> None:
    with acting_as(_AT_THE_SERVER):
        load_areas()
        load_banks()
        for code, name, short_name in BANKS:
            if queries.bank(code) is None:
                add_bank(code, name, short_name)
        if queries.organisation(PROVINCE.name) is None:
            found_province(_new(PROVINCE))
    ids = {PROVINCE.key: _id_of(PROVINCE)}
    _appoint([account for account in ACCOUNTS if account.appointed_by is None], ids)
    for place in PLACES:
        if queries.organisation(place.name) is None:
            with _as("hejing"):
                set_up_organisation(_new(place), ids[place.under])
        ids[place.key] = _id_of(place)
    _appoint([account for account in ACCOUNTS if account.appointed_by is not None], ids)


def _appoint(accounts: list[Account], ids: dict[str, str]) -> None:
    for account in accounts:
        if queries.officer(account.username) is not None:
            continue
        new = NewOfficer(account.username, account.name, (account.role,), PASSWORD)
        if account.appointed_by is not None:
            with _as(account.appointed_by):
                appoint_officer(new, ids[account.place])
            continue
        organisation = queries.organisation(PROVINCE.name)
        assert organisation is not None
        with acting_as(_AT_THE_SERVER):
            install_officer(new, organisation)


def _set_up_vault_and_tablet() -> None:
    with _as("liuyang"):
        if queries.vault() is None:
            county = _id_of(next(place for place in PLACES if place.key == "county"))
            set_up_vault(NewVault(VAULT, "office", county, _officer_id("sunli"), f"{COUNTY}000000"))
        if queries.tablet() is None:
            station = _id_of(next(place for place in PLACES if place.key == "mingyue"))
            create_device(TABLET, "tablet", station)


def _import_and_receive(consignment: Consignment) -> None:
    with _as("sunli"):
        preview = preview_file(workbook(consignment), f"cards-{consignment.number}.xlsx", COUNTY)
        settled = confirm_import(preview.batch_import.id)
        assert settled.batch_id is not None
        batch = batch_in_scope(settled.batch_id)
        if batch.state == "imported":
            add_portraits(batch.id, BytesIO(packed_portraits(_sitters(consignment))))
            receive_batch(batch.id, Count(_vault().id, batch.row_count))


def _sitters(consignment: Consignment) -> list[str]:
    """Return whose portrait came with the batch: every tenth is missing, as it happens."""
    numbers = [str(row[NUMBER_COLUMN]) for row in rows(consignment)]
    return [number for place, number in enumerate(numbers, start=1) if place % 10]


def _list_temporary_cards() -> None:
    """Have a fresh list, so that a round can be packed before the worker has fetched the first one (2.1)."""
    known = temporary_cards_for(COUNTY)
    if known is not None and utc_now() - known.as_of < timedelta(hours=policy("temporary_card.list_max_age_hours") / 2):
        return
    sheet = rows(CONSIGNMENT)
    holders = [
        TemporaryCardHolder(str(sheet[place][NUMBER_COLUMN]), f"L{place:07d}", None) for place in TEMPORARY_CARD_ROWS
    ]
    with acting_as(_AT_THE_SERVER):
        store_temporary_cards(COUNTY, utc_now(), "demonstration", holders)
    _tell_the_sandbox(holders)


def _give_receipts() -> None:
    """Put a book of receipts into each specialist's hands, so that fees can be taken in the village (2.4)."""
    for place, specialist in enumerate(sorted({one.specialist for one in ROUNDS})):
        if books_of_officer(_officer_id(specialist)):
            continue
        numbers = Numbers(place * RECEIPTS + 1, (place + 1) * RECEIPTS)
        with _as("liuyang"):
            add_receipt_book(_officer_id(specialist), "TS-", numbers, 6, added_by=_officer_id("liuyang"))


def _block_a_cadre() -> None:
    """Have somebody on the block list who may not collect for others (1.1.3.b)."""
    with _as("liuyang"):
        if BLOCKED.number not in open_blocks(f"{COUNTY}000000"):
            block_proxy(f"{COUNTY}000000", BLOCKED, _officer_id("liuyang"))


def _tell_the_sandbox(holders: list[TemporaryCardHolder]) -> None:
    # The worker will ask the card-management system for the list: its stand-in must know the same people.
    items = [{"social_security_number": one.social_security_number, "number": one.number} for one in holders]
    folder = current_config().data_dir / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "temporary-cards.json").write_text(json.dumps({COUNTY: items}), encoding="utf-8")


def _plan(wanted: DemoRound, *, leaves: bool) -> None:
    today = local_date(utc_now())
    if queries.coming_round(wanted, today) is not None:
        return
    with _as("liuyang"):
        cards = candidates(wanted.village_code, wanted.bank_code, _vault().id)[: wanted.cards]
        if not cards:
            return
        plan = Plan(
            area_code=wanted.village_code,
            bank_code=wanted.bank_code,
            place=wanted.place,
            planned_on=today,
            specialist_id=_officer_id(wanted.specialist),
            bank_manager_id=_officer_id(wanted.bank_manager),
            vault_id=_vault().id,
            card_ids=[card.id for card in cards],
        )
        planned = plan_round(plan, _officer_id("liuyang")).id
    if leaves:
        with _as("sunli"):
            counted = [card.id for card in cards_of(planned)]
            hands = (_officer_id("sunli"), _officer_id(wanted.specialist))
            check_out_round(planned, *hands, counted, (_SIGNATURE, _SIGNATURE))


@contextmanager
def _as(username: str) -> Iterator[None]:
    with acting_as(Actor(officer_id=_officer_id(username))):
        yield


def _officer_id(username: str) -> str:
    officer = queries.officer(username)
    assert officer is not None
    return officer.id


def _id_of(place: Place) -> str:
    organisation = queries.organisation(place.name)
    assert organisation is not None
    return organisation.id


def _vault() -> Vault:
    vault = queries.vault()
    assert vault is not None
    return vault


def _new(place: Place) -> NewOrganisation:
    return NewOrganisation(place.kind, place.name, place.form_body, place.areas, place.bank_code)
