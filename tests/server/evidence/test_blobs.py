"""Blobs: bytes by hash, in parts, resumed, never half, never twice."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.core import failpoints
from server.core.errors import Refusal
from server.core.sealed_bytes import new_byte_key
from server.db import db, transaction
from server.evidence.arrivals import actions
from server.evidence.arrivals.actions import keep_claimed, open_claim
from server.evidence.arrivals.models import Arrival
from server.evidence.arrivals.queries import arrived_length, partial_path
from server.evidence.arrivals.rules import Claim
from server.evidence.blobs.actions import put_blob
from server.evidence.blobs.models import Blob
from server.evidence.blobs.queries import find_blob, open_blob, read_blob, read_stored
from server.evidence.blobs.rules import part_of
from server.evidence.keys.rules import KeyGroup
from tests.support import people
from tests.support.codes import as_jpeg, draw_code128, on_white
from tests.support.people import HEADERS
from tests.support.sealing import sealed_attachment, sealed_name
from tests.support.tablets import STROKES, STROKES_TYPE, Tablet, enrol_tablet

BYTES = bytes(range(256)) * 40
SHA = hashlib.sha256(BYTES).hexdigest()
OCTETS = "application/octet-stream"


@pytest.fixture
def tablet(app: Flask) -> Tablet:
    return enrol_tablet(app, people.make_world().station)


def put(tablet: Tablet, start: int, end: int, total: int = len(BYTES), content: bytes = BYTES, sha: str = SHA):
    headers = {**HEADERS, "Content-Range": f"bytes {start}-{end - 1}/{total}"}
    return tablet.client.put(f"/api/v1/blobs/{sha}", data=content[start:end], headers=headers, content_type=OCTETS)


def claim(tablet: Tablet, content: bytes, media_type: str) -> Blob:
    """Upload bytes and bring their key, as a record does."""
    sha256, sealed = tablet.put(content), sealed_attachment(content)
    one = Claim(sha256, sealed.sha256, sealed.key, media_type, "office.register")
    stored = open_claim(one)
    assert stored is not None
    with transaction():
        keep_claimed([(one, stored)])
    return find_blob(sha256)


def head(tablet: Tablet, sha: str = SHA) -> tuple[int, int]:
    answer = tablet.client.head(f"/api/v1/blobs/{sha}")
    return answer.status_code, int(answer.headers["Upload-Offset"])


def test_it_refuses_a_browser_that_is_no_tablet(client) -> None:
    assert client.head(f"/api/v1/blobs/{SHA}").status_code == 401
    assert client.put(f"/api/v1/blobs/{SHA}", data=b"x", headers=HEADERS).status_code == 401


def test_it_refuses_bytes_that_do_not_match_their_name_and_starts_anew(tablet: Tablet) -> None:
    answer = put(tablet, 0, len(BYTES), content=BYTES[::-1])

    assert (answer.status_code, answer.json["code"]) == (422, "hash_mismatch")
    assert head(tablet) == (202, 0)
    assert put(tablet, 0, len(BYTES)).status_code == 201


def test_it_refuses_too_many_bytes_by_the_header_before_reading_them(tablet: Tablet) -> None:
    headers = {**HEADERS, "Content-Range": "bytes 0-9/99999999"}
    answer = tablet.client.put(f"/api/v1/blobs/{SHA}", data=b"0123456789", headers=headers, content_type=OCTETS)

    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert head(tablet) == (202, 0)


def test_it_refuses_a_part_after_a_hole_and_says_where_to_go_on(tablet: Tablet) -> None:
    put(tablet, 0, 100)
    answer = put(tablet, 300, 400)

    assert (answer.status_code, answer.json["code"], answer.json["facts"]) == (409, "range_mismatch", {"offset": 100})


@pytest.mark.parametrize("content_range", ["bytes 5-3/10", "bytes 0-10/10", "items 0-1/2", "bytes 0-4/10"])
def test_it_refuses_headers_that_contradict_each_other(tablet: Tablet, content_range: str) -> None:
    headers = {**HEADERS, "Content-Range": content_range}
    answer = tablet.client.put(f"/api/v1/blobs/{SHA}", data=b"ab", headers=headers, content_type=OCTETS)

    assert answer.status_code == 422


def test_it_refuses_a_name_that_is_no_hash(tablet: Tablet) -> None:
    assert tablet.client.put(f"/api/v1/blobs/{SHA.upper()}", data=b"x", headers=HEADERS).status_code == 404
    assert tablet.client.put("/api/v1/blobs/abc", data=b"x", headers=HEADERS).status_code == 404


def test_s3_it_says_the_disk_is_full_and_keeps_no_half_blob(tablet: Tablet, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions, "_write", full)
    answer = put(tablet, 0, len(BYTES))

    assert (answer.status_code, answer.json["code"]) == (507, "storage_full")
    assert arrived_length(SHA) is None


@pytest.mark.both_engines
def test_it_takes_a_blob_in_parts_and_answers_where_it_stands(tablet: Tablet) -> None:
    assert head(tablet) == (202, 0)
    first = put(tablet, 0, 4000)
    assert (first.status_code, first.headers["Upload-Offset"]) == (202, "4000")
    assert head(tablet) == (202, 4000)
    assert put(tablet, 4000, 9000).status_code == 202
    last = put(tablet, 9000, len(BYTES))
    assert (last.status_code, last.headers["Upload-Offset"]) == (201, str(len(BYTES)))
    assert head(tablet) == (200, len(BYTES))
    assert put(tablet, 0, len(BYTES)).status_code == 200
    assert read_stored(SHA) == BYTES
    assert not partial_path(tablet.id, SHA).exists()


def test_it_takes_a_part_that_overlaps_what_is_here(tablet: Tablet) -> None:
    put(tablet, 0, 5000)
    assert put(tablet, 2000, 6000).headers["Upload-Offset"] == "6000"
    assert put(tablet, 0, 100).headers["Upload-Offset"] == "6000"
    assert put(tablet, 6000, len(BYTES)).status_code == 201
    assert read_stored(SHA) == BYTES


def test_it_keeps_what_came_before_the_connection_broke(tablet: Tablet) -> None:
    class Breaking:
        def __init__(self) -> None:
            self.left = 3

        def read(self, size: int) -> bytes:
            self.left -= 1
            if not self.left:
                raise actions.ClientDisconnected
            return b"y" * min(size, 500)

    with pytest.raises(actions.ClientDisconnected):
        actions.receive_part(tablet.id, SHA, part_of(None, 4096), Breaking())  # type: ignore[arg-type]

    assert head(tablet) == (202, 1000)


@pytest.mark.both_engines
def test_it_takes_the_same_blob_from_many_requests_at_once(app: Flask, tablet: Tablet) -> None:
    other = enrol_tablet(app, db.session.scalar(select(people.Organisation.id).limit(1)))

    def bring(number: int) -> int:
        with app.app_context():
            whose = tablet if number % 2 else other
            part = part_of(None, len(BYTES))
            from io import BytesIO

            return actions.receive_part(whose.id, SHA, part, BytesIO(BYTES)).offset

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(bring, range(6))) == {len(BYTES)}

    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Arrival)) == 1
    assert read_stored(SHA) == BYTES


def test_s4_it_has_no_row_for_bytes_that_were_stored_just_before_the_server_died(tablet: Tablet) -> None:
    class DiedError(BaseException):
        pass

    def die() -> None:
        raise DiedError

    failpoints.arm("blob_stored:1", die)
    with pytest.raises(DiedError):
        put(tablet, 0, len(BYTES))
    failpoints.disarm()

    assert arrived_length(SHA) is None
    assert put(tablet, 0, len(BYTES)).status_code == 201
    assert read_stored(SHA) == BYTES


def test_it_makes_a_blob_of_what_arrived_when_a_record_brings_the_key(tablet: Tablet) -> None:
    sha256 = tablet.put(STROKES)
    assert find_blob(sha256) is None

    claim(tablet, STROKES, STROKES_TYPE)

    blob = find_blob(sha256)
    assert (blob.sealed_sha256, blob.length, blob.problem) == (sealed_name(sha256), len(STROKES), None)
    assert read_blob(sha256) == STROKES
    assert head(tablet, sealed_name(sha256))[0] == 200
    assert db.session.scalar(select(func.count()).select_from(Arrival)) == 0


def test_it_marks_pictures_that_carry_metadata(tablet: Tablet) -> None:
    plain = as_jpeg(on_white(draw_code128("220000000001", 2, 40), 400, 300))
    exif = plain[:2] + b"\xff\xe1\x00\x0aExif\x00\x00AB" + plain[2:]

    assert claim(tablet, plain, "image/jpeg").problem is None
    assert claim(tablet, exif, "image/jpeg").problem == "carries_metadata"
    assert claim(tablet, b"no picture", "image/jpeg").problem == "not_its_type"
    assert claim(tablet, STROKES, STROKES_TYPE).problem is None


@pytest.mark.parametrize(
    ("drawn", "problem"),
    [
        (b'{"box":[6,2],"strokes":[]}', "empty"),
        (b'{"box":[6,2],"strokes":[[]]}', "empty"),
        (b"{", "not_its_type"),
    ],
)
def test_it_marks_a_pad_that_nobody_wrote_on(tablet: Tablet, drawn: bytes, problem: str) -> None:
    assert claim(tablet, drawn, STROKES_TYPE).problem == problem


def test_it_opens_nothing_with_another_key_or_under_another_name(tablet: Tablet) -> None:
    sealed = sealed_attachment(STROKES)
    tablet.put(STROKES)
    right = hashlib.sha256(STROKES).hexdigest()

    for name, key in ((right, new_byte_key()), (right, None), ("0" * 64, sealed.key)):
        assert open_claim(Claim(name, sealed.sha256, key, STROKES_TYPE, "office.register")) is None


def test_it_seals_what_an_app_of_version_1_brought_in_clear(tablet: Tablet) -> None:
    assert put(tablet, 0, len(BYTES)).status_code == 201
    one = Claim(SHA, SHA, None, OCTETS, "office.register")
    with transaction():
        keep_claimed([(one, open_claim(one))])

    assert read_blob(SHA) == BYTES
    assert BYTES not in read_stored(find_blob(SHA).sealed_sha256)


def test_it_keeps_blobs_in_any_store_by_url(app: Flask, tmp_path: Path) -> None:
    app.extensions["songka.config"] = replace(app.extensions["songka.config"], blob_url="memory://songka-test")

    sha256 = put_blob(b"made by the server", "application/pdf", KeyGroup(None, "working"))

    with open_blob(sha256) as file:
        assert file.read() == b"made by the server"
    assert not list(tmp_path.glob("blobs/**/*"))


def test_it_refuses_to_invent_bytes_that_are_gone(app: Flask) -> None:
    with pytest.raises(Refusal, match="blob_missing"):
        open_blob("0" * 64)


def test_it_writes_the_audit_log(tablet: Tablet) -> None:
    from server.audit.models import AuditEntry

    tablet.put(STROKES)

    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "receive_blob"))
    assert (entry.device_id, entry.subject_kind) == (tablet.id, "blob")
