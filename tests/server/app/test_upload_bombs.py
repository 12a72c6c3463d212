"""T17, S14: files that unpack to far more than they weigh are refused by their header, through every door.

The server's own memory is watched: its peak over each request, from the kernel (Linux).
"""

import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from server.accounts.rules import roles
from server.core.clock import utc_now
from server.db import db
from server.evidence.blobs.models import Blob
from server.rules import policy
from server.sync.models import Event
from tests.contracts.places import Place, Stage, set_the_stage
from tests.support import people
from tests.support.field import go_out
from tests.support.pictures import jpeg_with_false_size, plain_label, png_bomb
from tests.support.sealing import on_the_wire

MEGABYTE = 1 << 20
# What a request may need on top, whatever it brings.
MOST_GROWTH = 50 * MEGABYTE
SIDE = 20_000
ROWS = 120_000


@pytest.fixture(scope="module")
def picture() -> bytes:
    """A PNG of some 50 KB that unpacks to 400 million pixels (reliability, finding 9)."""
    bomb = png_bomb(SIDE, SIDE)
    assert len(bomb) < 100_000
    return bomb


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """An .xlsx of a megabyte that unpacks to more than a hundred."""
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>' + "王" * 300 + "</t></is></c></row>"
    rows = "".join(row.format(number) for number in range(1, ROWS + 1))
    page = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", f"{page}</worksheet>")
        assert sum(entry.file_size for entry in archive.infolist()) > 100 * MEGABYTE
    assert len(kept.getvalue()) < 1.5 * MEGABYTE
    return kept.getvalue()


@pytest.fixture
def stage(app: Flask) -> Stage:
    return set_the_stage(roles())


@pytest.fixture
def desk(app: Flask, stage: Stage) -> Callable[[str], FlaskClient]:
    return lambda role: people.logged_in(app, stage.officers[role])


def peak_growth(request: Callable[[], Any]) -> tuple[Any, int]:
    """Do something and return its result and by how many bytes this process grew at most meanwhile."""
    Path("/proc/self/clear_refs").write_text("5")
    before = resident("VmRSS")
    answer = request()
    return answer, resident("VmHWM") - before


def resident(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024


def send(client: FlaskClient, path: str, content: bytes, name: str, **fields: str) -> tuple[Any, int]:
    # Encoded here: the test client would leave its own temporary file of a large form open.
    boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(content), name)})
    kind = f"multipart/form-data; boundary={boundary}"
    return peak_growth(lambda: client.post(f"/api/v1{path}", data=body, content_type=kind, headers=people.HEADERS))


def sheet_doors(place: Place) -> dict[str, tuple[str, dict[str, str]]]:
    area = place.village[:6]
    return {
        "import": ("/imports", {"area_code": area}),
        "block list": ("/blocked-proxies/import", {"area_code": place.village}),
        "results": (f"/back-entry-files/{place['back_entry_file']}/results", {}),
        "temporary cards": ("/temporary-card-lists", {"area_code": area, "as_of": utc_now().isoformat()}),
    }


@pytest.mark.parametrize("door", ["import", "block list", "results", "temporary cards"])
def test_t17_s14_a_sheet_that_unpacks_to_a_hundred_times_its_size_is_refused_at_every_door(
    desk: Callable[[str], FlaskClient], stage: Stage, sheet: bytes, door: str
) -> None:
    client = desk("county_admin")
    path, fields = sheet_doors(stage.own)[door]
    answer, growth = send(client, path, sheet, "sheet.xlsx", **fields)
    assert (answer.status_code, answer.json["code"]) == (413, "sheet_too_large")
    assert "MB" in answer.json["facts"]["limit"]
    assert growth < MOST_GROWTH
    assert client.get("/api/v1/session").status_code == 200


@pytest.mark.parametrize("door", ["import", "block list", "results", "temporary cards"])
def test_t17_s14_a_picture_in_place_of_a_sheet_is_refused_undecoded(
    desk: Callable[[str], FlaskClient], stage: Stage, picture: bytes, door: str
) -> None:
    path, fields = sheet_doors(stage.own)[door]
    answer, growth = send(desk("county_admin"), path, picture, "sheet.xlsx", **fields)
    assert answer.status_code == 422
    assert growth < MOST_GROWTH


def test_t17_s14_a_paper_sheet_of_too_many_pixels_is_refused_by_its_header(
    desk: Callable[[str], FlaskClient], stage: Stage, picture: bytes
) -> None:
    client, path = desk("card_specialist"), f"/rounds/{stage.own['out_round']}/paper-sheets"
    for content in (picture, jpeg_with_false_size(plain_label(), SIDE, SIDE)):
        answer, growth = send(client, path, content, "sheet.jpg")
        assert (answer.status_code, answer.json["code"]) == (422, "paper_sheet_unfit")
        assert growth < MOST_GROWTH


def test_t17_s14_portraits_that_are_bombs_are_counted_and_not_kept(
    desk: Callable[[str], FlaskClient], stage: Stage, picture: bytes, sheet: bytes
) -> None:
    number = "222426194803050011"
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{number}.png", picture)
        archive.writestr("inner.zip", sheet)
        archive.writestr(zipfile.ZipInfo("zeros.jpg"), bytes(20 * MEGABYTE), zipfile.ZIP_DEFLATED)
    path = f"/batches/{stage.own['batch']}/portraits"
    answer, growth = send(desk("county_admin"), path, kept.getvalue(), "portraits.zip")
    assert answer.status_code == 200
    assert answer.json["matched"] == 0
    assert growth < MOST_GROWTH


def test_t17_s14_evidence_that_is_a_bomb_is_kept_with_its_problem_and_never_decoded(app: Flask, picture: bytes) -> None:
    # What a device saw is kept, whatever it is: the record that names it is parked by the problem of its picture.
    out = go_out(app, 2)
    for person, content in zip(out.people, (picture, jpeg_with_false_size(plain_label(), SIDE, SIDE)), strict=True):
        frame = {"sha256": out.tablet.put(content), "length": len(content), "media_type": "image/jpeg"}
        record = out.pen.not_served(person, attachments=[{**frame, "kind": "barcode_frame"}])
        body = orjson.dumps({"records": [on_the_wire(record)]})
        post = partial(
            out.tablet.client.post,
            "/api/v1/events",
            data=body,
            headers=people.HEADERS,
            content_type="application/json",
        )
        answer, growth = peak_growth(post)
        assert answer.status_code == 200
        assert db.session.scalars(select(Event.reason).order_by(Event.idx.desc())).first() == "attachment_unfit"
        assert db.session.get_one(Blob, frame["sha256"]).problem is not None
        assert growth < MOST_GROWTH


def test_t17_s14_a_body_longer_than_its_door_allows_is_refused_before_it_is_read(
    desk: Callable[[str], FlaskClient], stage: Stage
) -> None:
    client, limit = desk("card_specialist"), policy("blob.max_bytes")
    path = f"/rounds/{stage.own['out_round']}/paper-sheets"
    answer, _ = send(client, path, bytes(limit + MEGABYTE), "sheet.jpg")
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
