"""Each blob has its own key under its group's; destroying that key destroys the copies, and no others (4.2)."""

import os
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.config import current_config
from server.core.clock import local_date, utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.core.sealed_bytes import new_byte_key
from server.db import db, transaction
from server.evidence.blobs.actions import put_blob
from server.evidence.blobs.models import Blob
from server.evidence.blobs.queries import BlobReader, blob_filesystem, blob_path, read_blob, read_stored
from server.evidence.keys.actions import back_up_keystore, destroy_group, hold_blobs, share_with, wrap_for
from server.evidence.keys.models import BlobKey
from server.evidence.keys.queries import find_group_key, group_key_path
from server.evidence.keys.rules import KeyGroup, held_group, unwrap, wrap
from server.rules import policy

ONE, TWO = new_id(), new_id()
PICTURE, OTHER = b"a picture of somebody", b"another picture"


def put(content: bytes, round_id: str | None = ONE, retention_class: str = "dispute") -> str:
    return put_blob(content, "application/octet-stream", KeyGroup(round_id, retention_class))


@pytest.mark.parametrize("group", [("no id", "dispute"), (ONE, "../keys"), (ONE, ""), ("office", "A")])
def test_it_refuses_groups_that_could_name_another_file(group: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="no group"):
        _ = KeyGroup(*group).name
    with pytest.raises(ValueError, match="no hold"):
        held_group("../x")


def test_a_key_opens_only_for_its_own_blob_and_group() -> None:
    key, group_key = new_byte_key(is_deflated=True), bytes(32)
    wrapped = wrap(key, group_key, "a" * 64, "g")

    assert unwrap(wrapped, group_key, "a" * 64, "g") == key
    for changed in (
        (wrapped, group_key, "b" * 64, "g"),
        (wrapped, group_key, "a" * 64, "h"),
        (wrapped, b"x" * 32, "a" * 64, "g"),
        (wrapped[:-1], group_key, "a" * 64, "g"),
        (b"", group_key, "a" * 64, "g"),
    ):
        with pytest.raises(ValueError, match="not wrapped"):
            unwrap(*changed)


def test_it_refuses_to_destroy_what_is_not_there(app: Flask) -> None:
    with pytest.raises(Refusal, match="not_found"):
        destroy_group(KeyGroup(ONE, "dispute").name)


@pytest.mark.both_engines
def test_destroying_a_group_leaves_its_blobs_unreadable_and_others_as_they_are(app: Flask) -> None:
    gone, kept, of_another_class = put(PICTURE), put(OTHER, TWO), put(b"ink", retention_class="register")

    destroy_group(KeyGroup(ONE, "dispute").name)

    with pytest.raises(Refusal, match="blob_destroyed"):
        read_blob(gone)
    assert not BlobReader([gone]).can_read(gone)
    assert (read_blob(kept), read_blob(of_another_class)) == (OTHER, b"ink")
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "destroy_key_group"))
    assert (entry.subject_id, entry.clause) == (f"{ONE}.dispute", "4.2")


def test_what_comes_after_the_destruction_is_kept_and_the_old_stays_unreadable(app: Flask) -> None:
    gone = put(PICTURE)
    destroy_group(KeyGroup(ONE, "dispute").name)

    late = put(OTHER)

    assert read_blob(late) == OTHER
    with pytest.raises(Refusal, match="blob_destroyed"):
        read_blob(gone)


def test_bytes_that_prove_something_in_two_rounds_outlast_the_first(app: Flask) -> None:
    sha256 = put(PICTURE)
    assert put(PICTURE, TWO) == sha256

    destroy_group(KeyGroup(ONE, "dispute").name)

    assert read_blob(sha256) == PICTURE


def test_a_hold_keeps_a_wrap_of_its_own(app: Flask) -> None:
    held, gone, hold_id = put(PICTURE), put(OTHER), new_id()
    hold_blobs(hold_id, [held])

    destroy_group(KeyGroup(ONE, "dispute").name)

    assert read_blob(held) == PICTURE
    with pytest.raises(Refusal, match="blob_destroyed"):
        read_blob(gone)
    destroy_group(held_group(hold_id))
    with pytest.raises(Refusal, match="blob_destroyed"):
        read_blob(held)


def test_sharing_nothing_makes_no_key_and_asks_no_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.evidence.keys.actions.groups_of", None)

    share_with(KeyGroup(ONE, "dispute").name, [])
    wrap_for(KeyGroup(ONE, "dispute").name, [])

    assert find_group_key(KeyGroup(ONE, "dispute").name) is None


def test_what_is_read_again_is_opened_once_and_not_after_its_key_is_destroyed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = put(os.urandom(16))
    first = BlobReader([sha256]).read_again(sha256)
    monkeypatch.setattr("server.evidence.blobs.queries.read_stored", None)

    assert BlobReader([sha256]).read_again(sha256) == first
    destroy_group(KeyGroup(ONE, "dispute").name)
    with pytest.raises(Refusal, match="blob_destroyed"):
        BlobReader([sha256]).read_again(sha256)


def test_the_bytes_rest_sealed_and_their_key_is_not_in_the_database(app: Flask) -> None:
    sha256 = put(PICTURE)
    blob, key = db.session.get_one(Blob, sha256), db.session.scalar(select(BlobKey))

    assert PICTURE not in read_stored(blob.sealed_sha256)
    assert key.key_group == f"{ONE}.dispute"
    assert group_key_path(key.key_group).stat().st_mode & 0o077 == 0
    assert current_config().keystore_dir in group_key_path(key.key_group).parents


def test_it_reads_blobs_of_before_that_rest_in_clear(app: Flask) -> None:
    filesystem, folder = blob_filesystem()
    sha256 = "c" * 64
    filesystem.makedirs(f"{folder}/cc/cc")
    filesystem.pipe(blob_path(folder, sha256), PICTURE)
    with transaction():
        db.session.add(Blob(sha256=sha256, length=len(PICTURE), media_type="image/jpeg", created_at=utc_now()))

    assert read_blob(sha256) == PICTURE


def test_it_takes_changed_bytes_for_missing_ones(app: Flask) -> None:
    blob = db.session.get_one(Blob, put(PICTURE))
    filesystem, folder = blob_filesystem()
    filesystem.pipe(blob_path(folder, blob.sealed_sha256), b"x" * 60)

    with pytest.raises(Refusal, match="blob_missing"):
        read_blob(blob.sha256)


def test_a_destroyed_key_is_in_no_backup_after_the_days_of_the_policy(app: Flask) -> None:
    put(PICTURE)
    group, backups = f"{ONE}.dispute", current_config().keystore_backup_dir
    back_up_keystore()
    assert [path.read_bytes() for path in backups.glob(f"*/{group}.key")] == [find_group_key(group)]
    destroy_group(group)

    with time_machine.travel(utc_now() + timedelta(days=policy("backup.keep_days") + 1)):
        back_up_keystore()

    assert list(backups.glob(f"*/{group}.key")) == []


def test_a_copy_of_the_key_store_that_was_cut_off_does_not_count(app: Flask) -> None:
    put(PICTURE)
    day = local_date(utc_now()).isoformat()
    (current_config().keystore_backup_dir / f".{day}").mkdir(parents=True)

    back_up_keystore()
    back_up_keystore()

    backups = current_config().keystore_backup_dir
    assert [path.relative_to(backups).as_posix() for path in backups.rglob("*.key")] == [f"{day}/{ONE}.dispute.key"]
