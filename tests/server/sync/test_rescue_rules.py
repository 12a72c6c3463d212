"""A rescue file is read as the app writes it: the vector is byte for byte what pwa/src/sync/rescue.spec.ts proves."""

import base64
import hashlib
import io

from hypothesis import given
from hypothesis import strategies as st

from server.sync.rescue.rules import Bounds, Frame, ranges_of, read_manifest, slice_of, whole_frames
from tests.support.vectors import read_vectors

VECTOR = read_vectors("rescue_file")
FILE = base64.b64decode(VECTOR["file"])
BOUNDS = Bounds({"manifest": 1 << 20, "attachment": 1 << 20, "record": 1 << 20}, 100, 20)


def read(content: bytes, bounds: Bounds = BOUNDS) -> list[tuple[Frame, bytes]]:
    file = io.BytesIO(content)
    return [(frame, slice_of(file, frame)) for frame in list(whole_frames(file, bounds))]


def test_its_frames_are_those_the_app_wrote() -> None:
    found = read(FILE)

    attachments = [a["bytes"] for record in VECTOR["records"] for a in record["attachments"] if a["bytes"]]
    assert [frame.kind for frame, _ in found] == [
        "manifest", "attachment", "attachment", "record", "record", "record", "manifest",
    ]  # fmt: skip
    assert [content for frame, content in found if frame.kind == "attachment"] == [
        base64.b64decode(one) for one in attachments
    ]
    assert [content.decode() for frame, content in found if frame.kind == "record"] == [
        record["sealed"] for record in VECTOR["records"]
    ]
    assert all(hashlib.sha256(content).hexdigest() == frame.sha256 for frame, content in found)


def test_its_manifest_says_what_the_app_said() -> None:
    manifest = read_manifest(VECTOR["token"].encode())

    said = VECTOR["manifest"]
    assert (manifest.device_id, manifest.head, manifest.ended) == (said["device"], (2, 9), {1: 9})
    assert [list(one.place) for one in manifest.records] == [one["place"] for one in said["records"]]
    assert [[list(pair) for pair in one.attachments] for one in manifest.records] == [
        one["attachments"] for one in said["records"]
    ]
    assert [list(one.lost) for one in manifest.records] == [one["lost"] for one in said["records"]]


def test_a_photo_that_looks_like_a_frame_is_none() -> None:
    assert sum(frame.kind == "record" for frame, _ in read(FILE)) == len(VECTOR["records"])


@given(st.integers(0, len(FILE)))
def test_t5_a_file_cut_anywhere_gives_what_is_whole_before_the_cut(cut: int) -> None:
    whole = [(frame, content) for frame, content in read(FILE) if frame.start + frame.length <= cut]

    assert read(FILE[:cut]) == whole


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_t5_one_byte_changed_anywhere_costs_one_frame_at_most(place: int, change: int) -> None:
    spoilt = bytearray(FILE)
    spoilt[place] ^= change

    before, after = ([content for _, content in read(content)] for content in (FILE, bytes(spoilt)))
    assert [one for one in after if one not in before] == []
    assert len(after) >= len(before) - 1


@given(st.binary(max_size=400))
def test_any_bytes_are_read_to_their_end(content: bytes) -> None:
    read(content)
    read(content + FILE)
    read(b'\n{"frame":"' + content)


def test_a_file_of_many_frames_is_not_read_on() -> None:
    assert len(read(FILE, BOUNDS._replace(frames=3))) == 3


def test_places_are_named_as_ranges() -> None:
    assert ranges_of([(2, 1), (1, 3), (1, 2), (1, 5)]) == [
        {"epoch": 1, "first": 2, "last": 3},
        {"epoch": 1, "first": 5, "last": 5},
        {"epoch": 2, "first": 1, "last": 1},
    ]
