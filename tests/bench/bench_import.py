"""How fast sheets come in: reading, judging, storing, confirming; the usual readers beside ours.

Each figure is the median of several runs of the same sheet of made-up people.
"""

import csv
import gc
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import openpyxl

from server.app import create_app
from server.cards.actions import add_bank
from server.cards.imports.actions import confirm_import, preview_file
from server.cards.sheets.actions import read_sheet_apart
from server.custody.receipts.actions import Count, receive_batch
from server.custody.vaults.actions import NewVault, set_up_vault
from server.db import db
from tests.support import databases, people, sheets

TITLE = "Import of a provincial sheet of 13 columns, SQLite"
HEADERS = ("step", "rows", "s", "rows/s")

Rows = list[tuple[str, ...]]


def run(quick: bool) -> Rows:
    """Measure reading by itself, then the whole way from an upload to cards in a vault."""
    count, repeats = (1_000, 1) if quick else (10_000, 3)
    body = sheets.rows(count)
    files = {"xlsx": sheets.xlsx(body), "xls": sheets.xls(body), "csv gb18030": sheets.text(body)}
    table = [
        _row(f"read .{kind}", count, lambda c=content: read_sheet_apart(c), repeats) for kind, content in files.items()
    ]
    table.append(_row("read .xlsx with openpyxl", count, lambda: _read_with_openpyxl(files["xlsx"]), repeats))
    table.append(_row("read .csv with csv alone", count, lambda: _read_with_csv(files["csv gb18030"]), repeats))
    for kind, content in files.items():
        table += _whole_way(kind, content, count, repeats)
    return table


def _whole_way(kind: str, content: bytes, count: int, repeats: int) -> Rows:
    runs = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(_import_once(Path(folder), content, count))
    steps = ("preview stored", "confirmed, cards there", "received, a ledger line each")
    return [
        _shown(f".{kind}: {step}", count, median(seconds))
        for step, seconds in zip(steps, zip(*runs, strict=True), strict=True)
    ]


def _import_once(folder: Path, content: bytes, count: int) -> tuple[float, float, float]:
    url = databases.sqlite_copy(databases.sqlite_template(folder), folder)
    app = create_app(databases.config_for(url, folder))
    with app.app_context():
        world = people.make_world()
        add_bank("CBRCB", "长白农商银行", "长白农商")
        add_bank("TMJB", "图们江银行", "图们江")
        custodian = people.make_officer(world.county, "custodian")
        with people.as_officer(people.make_officer(world.county, "county_admin")):
            vault_id = set_up_vault(NewVault("县局库房", "office", world.county, custodian, "222426000000")).id
        with people.as_officer(custodian):
            began = perf_counter()
            found = preview_file(content, "sheet", people.ANTU).batch_import
            looked = perf_counter()
            batch_id = str(confirm_import(found.id).batch_id)
            confirmed = perf_counter()
            receipt = receive_batch(batch_id, Count(vault_id, count))
            received = perf_counter()
        if receipt.expected != count:
            raise AssertionError(f"only {receipt.expected} of {count} rows came in")
        db.session.remove()
    databases.close(app)
    return looked - began, confirmed - looked, received - confirmed


def _read_with_openpyxl(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    list(book.worksheets[0].iter_rows(values_only=True))


def _read_with_csv(content: bytes) -> None:
    list(csv.reader(io.StringIO(content.decode("gb18030"))))


def _row(step: str, count: int, work: Callable[[], object], repeats: int) -> tuple[str, ...]:
    seconds = []
    for _ in range(repeats):
        gc.collect()
        began = perf_counter()
        work()
        seconds.append(perf_counter() - began)
    return _shown(step, count, median(seconds))


def _shown(step: str, count: int, seconds: float) -> tuple[str, ...]:
    return (step, f"{count:,}", f"{seconds:.2f}", f"{count / seconds:,.0f}")
