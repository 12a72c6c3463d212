"""The same bytes in two records, each sealed under its own key: every group keeps them, and what is doubled goes."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.core.sealed_bytes import SealedBytes, new_byte_key, seal_bytes
from server.db import db, transaction
from server.evidence.arrivals.actions import keep_claimed, sweep_doubles
from server.evidence.arrivals.models import Arrival
from server.evidence.arrivals.rules import Claim
from server.evidence.blobs.models import Blob
from server.evidence.blobs.queries import read_blob, read_stored
from server.evidence.keys.actions import destroy_group
from server.evidence.keys.rules import KeyGroup
from server.rules import policy
from server.sync.letters.actions import _open_attachments
from server.sync.letters.rules import Letter
from server.verify import attachments
from tests.support import people
from tests.support.people import HEADERS
from tests.support.tablets import Tablet, enrol_tablet

pytestmark = pytest.mark.both_engines

ONE, TWO = (KeyGroup(new_id(), "dispute").name for _ in range(2))
INK = b'{"box":[6,2],"strokes":[[[1,1,0]]]}'
NAME = hashlib.sha256(INK).hexdigest()


@pytest.fixture
def tablet(app: Flask) -> Tablet:
    return enrol_tablet(app, people.make_world().station)


def upload(tablet: Tablet, content: bytes) -> str:
    name = hashlib.sha256(content).hexdigest()
    assert tablet.client.put(f"/api/v1/blobs/{name}", data=content, headers=HEADERS).status_code in (200, 201)
    return name


def seal() -> SealedBytes:
    return seal_bytes(INK, NAME, new_byte_key())


def claim(sealed: SealedBytes, group: str) -> Claim:
    return Claim(NAME, sealed.sha256, sealed.key, "application/octet-stream", group)


def bring(monkeypatch: pytest.MonkeyPatch, *claims: Claim) -> None:
    """File an upload whose records say this of their attachments."""
    monkeypatch.setattr("server.sync.letters.actions.claims_of", lambda _letter: list(claims))
    arrived = _open_attachments([Letter("", b"", None)])
    with transaction():
        keep_claimed(arrived.opened, arrived.known, arrived.doubled)


def arrivals() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Arrival)) or 0


def sweep_later() -> int:
    with time_machine.travel(utc_now() + timedelta(hours=policy("evidence.doubled_hours") + 1)):
        return sweep_doubles()


@pytest.mark.parametrize("is_one_upload", [True, False])
def test_bytes_under_two_keys_outlast_the_group_of_the_first(
    app: Flask, tablet: Tablet, monkeypatch: pytest.MonkeyPatch, is_one_upload: bool
) -> None:
    first, second = seal(), seal()
    for sealed in (first, second):
        upload(tablet, sealed.content)
    both = [claim(first, ONE), claim(second, TWO)]
    for claims in [both] if is_one_upload else [[one] for one in both]:
        bring(monkeypatch, *claims)

    destroy_group(ONE)

    assert read_blob(NAME) == INK


def test_what_is_doubled_goes_after_a_day_and_nothing_before(
    app: Flask, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = seal(), seal()
    for sealed in (first, second):
        upload(tablet, sealed.content)
    bring(monkeypatch, claim(first, ONE), claim(second, TWO))

    assert (sweep_doubles(), arrivals()) == (0, 1)
    assert (sweep_later(), arrivals()) == (1, 0)

    with pytest.raises(Refusal, match="blob_missing"):
        read_stored(second.sha256)
    assert read_blob(NAME) == INK
    assert attachments.check().holds
    assert sweep_later() == 0


def test_it_keeps_what_no_record_has_claimed_or_no_claim_opens(
    app: Flask, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, of_another, unclaimed = seal(), seal(), seal()
    for sealed in (first, of_another, unclaimed):
        upload(tablet, sealed.content)
    # It says of bytes that they are known ones, and its key does not open them.
    bring(monkeypatch, claim(first, ONE), claim(of_another._replace(key=new_byte_key()), ONE))

    assert sweep_later() == 0

    assert read_stored(of_another.sha256) == of_another.content
    assert read_stored(unclaimed.sha256) == unclaimed.content


def test_it_keeps_the_only_copy_that_can_still_be_opened(
    app: Flask, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = seal(), seal()
    upload(tablet, first.content)
    bring(monkeypatch, claim(first, ONE))
    destroy_group(ONE)
    upload(tablet, second.content)
    bring(monkeypatch, claim(second, TWO))

    assert sweep_later() == 0
    assert read_stored(second.sha256) == second.content


def test_it_keeps_a_double_whose_first_copy_is_not_in_the_store(
    app: Flask, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = seal(), seal()
    for sealed in (first, second):
        upload(tablet, sealed.content)
    bring(monkeypatch, claim(first, ONE), claim(second, TWO))
    monkeypatch.setattr("server.evidence.arrivals.queries.blob_path", lambda _folder, name: f"/nowhere/{name}")

    assert sweep_later() == 0
    assert read_stored(second.sha256) == second.content


def test_clear_bytes_of_version_1_go_with_the_next_sweep(
    app: Flask, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(tablet, INK)
    bring(monkeypatch, Claim(NAME, NAME, None, "application/octet-stream", ONE))
    assert read_stored(NAME) == INK

    assert sweep_doubles() == 1

    with pytest.raises(Refusal, match="blob_missing"):
        read_stored(NAME)
    assert read_blob(NAME) == INK
    assert db.session.get_one(Blob, NAME).sealed_sha256 != NAME
    assert attachments.check().holds
