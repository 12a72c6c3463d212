import io
import struct
import zipfile

import cv2
import numpy as np
import pytest
from sqlalchemy import func, select

from server.cards.imports.actions import confirm_import, preview_file
from server.cards.models import Card, Cardholder
from server.cards.portraits.actions import add_portraits
from server.cards.portraits.rules import strip_metadata
from server.core.errors import Refusal
from server.db import db
from server.evidence.blobs.queries import read_blob
from server.evidence.models import Evidence
from tests.support import people, sheets
from tests.support.pictures import jpeg_with_place, png_bomb, png_with_text


@pytest.fixture
def batch_id(acting):
    found = preview_file(sheets.xlsx(sheets.rows(4)), "a.xlsx", people.ANTU).batch_import
    return confirm_import(found.id).batch_id


@pytest.fixture
def numbers(batch_id):
    return db.session.scalars(select(Cardholder.social_security_number).order_by(Cardholder.id)).all()


def picture(kind=".jpg", shade=120):
    image = np.full((441, 358, 3), shade, np.uint8)
    cv2.circle(image, (179, 200), 90, (200, 180, 160), -1)
    return cv2.imencode(kind, image)[1].tobytes()


def archive(*files, compression=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as packed:
        for name, content in files:
            packed.writestr(name, content)
    target.seek(0)
    return target


def portrait_of(number):
    return db.session.scalar(select(Cardholder.portrait_sha256).where(Cardholder.social_security_number == number))


def test_it_refuses_an_archive_with_too_many_files(batch_id, monkeypatch):
    files = archive(*((f"{n}.jpg", b"") for n in range(20001)), compression=zipfile.ZIP_STORED)
    with pytest.raises(Refusal) as refused:
        add_portraits(batch_id, files)
    assert refused.value.code == "archive_too_many_files"


def test_it_refuses_what_is_no_archive(batch_id):
    with pytest.raises(Refusal) as refused:
        add_portraits(batch_id, io.BytesIO(b"PK\x03\x04 not really"))
    assert refused.value.code == "archive_unreadable"


def test_it_refuses_an_archive_that_unpacks_to_too_much(batch_id):
    half_a_gigabyte = struct.pack("<I", 2**29)
    packed = archive(("a.jpg", b"x"), ("b.jpg", b"y"), ("c.jpg", b"z")).getvalue()
    directory = packed.index(b"PK\x01\x02")
    content = bytearray(packed)
    for _ in range(3):
        content[directory + 24 : directory + 28] = half_a_gigabyte
        directory = packed.find(b"PK\x01\x02", directory + 4)
    with pytest.raises(Refusal) as refused:
        add_portraits(batch_id, io.BytesIO(bytes(content)))
    assert refused.value.code == "archive_too_large"


def test_a_bomb_is_refused_and_the_portraits_beside_it_stay(batch_id, numbers):
    bomb = b"\xff\xd8\xff" + bytes(400_000)
    result = add_portraits(batch_id, archive((f"{numbers[0]}.jpg", bomb), (f"{numbers[1]}.jpg", picture())))
    assert (result.matched, result.refused) == (1, {"bomb": 1})


def test_it_refuses_a_picture_that_decodes_to_too_much(batch_id, numbers):
    """A few kilobytes of PNG that would need more than a gigabyte once decoded."""
    stored = archive((f"{numbers[0]}.png", png_bomb(20000, 20000)), compression=zipfile.ZIP_STORED)
    result = add_portraits(batch_id, stored)
    assert result.refused == {"too_many_pixels": 1}


def test_it_refuses_folders_links_and_what_is_no_picture(batch_id, numbers):
    link = zipfile.ZipInfo(f"{numbers[1]}.jpg")
    link.external_attr = 0o120777 << 16
    result = add_portraits(
        batch_id,
        archive(
            (f"照片/{numbers[0]}.jpg", picture()),
            (f"../{numbers[0]}.jpg", picture()),
            (link, "/etc/passwd"),
            (f"{numbers[2]}.jpg", b"<svg onload=alert(1)>"),
            (f"{numbers[2]}-2.jpg", picture()[:900]),
            (f"{numbers[3]}.gif", b"GIF89a" + bytes(50)),
        ),
    )
    assert result.matched == 0
    assert result.refused == {"nested_path": 2, "symlink": 1, "not_a_picture": 3}


def test_it_refuses_a_damaged_file_and_a_name_with_two_numbers(batch_id, numbers):
    packed = archive((f"{numbers[0]}.jpg", picture()), compression=zipfile.ZIP_STORED).getvalue()
    damaged = bytearray(packed)
    damaged[200] ^= 0xFF
    assert add_portraits(batch_id, io.BytesIO(bytes(damaged))).refused == {"unreadable": 1}
    both = archive((f"{numbers[0]}_{numbers[1]}.jpg", picture()))
    assert add_portraits(batch_id, both).refused == {"two_numbers": 1}


def test_portraits_find_their_people_by_number_or_card_number(batch_id, numbers):
    card_number = db.session.scalar(
        select(Card.number).join(Cardholder).where(Cardholder.social_security_number == numbers[1])
    )
    result = add_portraits(
        batch_id,
        archive(
            (f"{numbers[0].lower()}.JPG", picture(shade=100)),
            (f"照片_{card_number}_正面.png", picture(".png")),
            (f"{numbers[2]}.jpg", picture(shade=110)),
            (f"{numbers[2]}(1).jpg", picture(shade=111)),
            ("someone-else.jpg", picture()),
        ),
    )
    assert result == (3, 1, {"second_picture": 1}, 1)
    assert portrait_of(numbers[3]) is None
    kept = db.session.scalars(select(Evidence)).all()
    assert sorted(e.sha256 for e in kept) == sorted(portrait_of(n) for n in numbers[:3])
    assert {(e.kind, e.bank_code) for e in kept} == {("portrait", None)}


def test_a_chinese_name_packed_on_windows_still_shows_its_number(batch_id, numbers):
    name = f"金英{numbers[0]}.jpg".encode("gb18030").decode("cp437")
    packed = bytearray(archive((name, picture())).getvalue())
    # Windows sets no UTF-8 flag and writes the bytes of its own code page.
    wrong, right = name.encode(), f"金英{numbers[0]}.jpg".encode("gb18030")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as plain:
        plain.writestr("x" * len(right), picture())
    packed = target.getvalue().replace(b"x" * len(right), right)
    assert wrong != right
    assert add_portraits(batch_id, io.BytesIO(packed)).matched == 1


def test_the_same_archive_again_changes_nothing(batch_id, numbers):
    files = (f"{numbers[0]}.jpg", picture())
    add_portraits(batch_id, archive(files))
    assert add_portraits(batch_id, archive(files)).matched == 1
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1


@pytest.mark.parametrize(
    ("kind", "dirty"), [(".jpg", jpeg_with_place), (".png", lambda png: png_with_text(png, b"someone"))]
)
def test_metadata_is_taken_off_and_the_picture_stays_the_same(batch_id, numbers, kind, dirty):
    clean = picture(kind)
    content = dirty(clean) + b"and something after the end"
    add_portraits(batch_id, archive((f"{numbers[0]}{kind}", content)))
    kept = read_blob(portrait_of(numbers[0]))
    assert b"Exif" not in kept
    assert b"Author" not in kept
    assert b"after the end" not in kept
    before, after = (cv2.imdecode(np.frombuffer(c, np.uint8), cv2.IMREAD_COLOR) for c in (clean, kept))
    assert np.array_equal(before, after)


def test_a_progressive_picture_keeps_all_its_scans():
    image = np.random.default_rng(7).integers(0, 255, (120, 90, 3), np.uint8)
    content = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()
    kept = strip_metadata(jpeg_with_place(content))
    decoded = cv2.imdecode(np.frombuffer(kept, np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(decoded, cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR))


def test_the_desk_is_told_numbers_of_files_and_no_names(batch_id, numbers, desk):
    files = archive((f"{numbers[0]}.jpg", picture()), (f"{numbers[1]}.jpg", b"no picture"))
    answer = desk.post(
        f"/api/v1/batches/{batch_id}/portraits", data={"file": (files, "照片.zip")}, headers=people.HEADERS
    )
    assert answer.status_code == 200
    assert answer.json == {
        "matched": 1,
        "unmatched": 0,
        "refused": [
            {"reason": "not_a_picture", "title": {"zh": "不是 JPEG 或 PNG", "en": "Not a JPEG or PNG"}, "files": 1}
        ],
        "without_portrait": 3,
    }
    assert desk.get(f"/api/v1/batches/{batch_id}").json["portraits"] == 1
