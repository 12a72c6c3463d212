"""A tablet gets a round by lease, as one file with a strong name, resumable (1.2.2.a, 2.1)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from server.accounts.devices.actions import revoke_device
from server.accounts.officers.models import Officer
from server.audit import Actor, acting_as
from server.audit.models import AuditEntry
from server.cards.models import Cardholder
from server.cards.temporary.models import TemporaryCard, TemporaryCardList
from server.config import current_config
from server.core import signing
from server.core.clock import end_of_day, to_wire, utc_now
from server.core.errors import Refusal
from server.db import db, transaction
from server.evidence.blobs.actions import put_blob
from server.evidence.blobs.queries import read_blob
from server.evidence.rules import key_group
from server.rounds.bundle.rules import pack as pack_bundle
from server.rounds.bundle.rules import unpack
from server.rounds.models import Lease, Round
from tests.support.field import Field, Office, check_out, go_out, join, make_office, pack, plan, stock
from tests.support.people import HEADERS, PASSWORD, make_officer
from tests.support.tablets import Tablet, enrol_tablet

PORTRAIT = b"\xff\xd8made-up portrait\xff\xd9"


@pytest.fixture
def ready(office: Office) -> str:
    stock(office, 3)
    round_id = plan(office)
    check_out(office, round_id)
    return round_id


@pytest.fixture
def tablet(app: Flask, office: Office) -> Tablet:
    found = enrol_tablet(app, office.world.station)
    join(found, office.specialist, office.bank_manager)
    return found


def test_it_refuses_a_round_that_was_not_counted_out(office: Office, tablet: Tablet) -> None:
    stock(office, 1)

    with pytest.raises(Refusal, match="illegal_transition"):
        pack(office, plan(office), tablet)


def test_it_refuses_a_second_tablet(app: Flask, office: Office, ready: str, tablet: Tablet) -> None:
    pack(office, ready, tablet)
    other = enrol_tablet(app, office.world.station)
    join(other, office.specialist, office.bank_manager)

    with pytest.raises(Refusal, match="round_packed_elsewhere"):
        pack(office, ready, other)


def test_another_tablet_takes_over_when_the_first_was_shut_out(
    app: Flask, office: Office, ready: str, tablet: Tablet
) -> None:
    lost = pack(office, ready, tablet)
    other = enrol_tablet(app, office.world.station)
    join(other, office.specialist, office.bank_manager)
    with acting_as(Actor(officer_id=office.supervisor)):
        revoke_device(tablet.id)

    lease = pack(office, ready, other)

    assert lease.device_id == other.id
    assert db.session.get_one(Lease, lost.id).revoked_at is not None
    assert db.session.get_one(Round, ready).state == "packed"


def test_it_refuses_a_tablet_that_the_team_has_not_joined(app: Flask, office: Office, ready: str) -> None:
    lonely = enrol_tablet(app, office.world.station)
    join(lonely, office.specialist)

    with pytest.raises(Refusal, match="officer_not_on_device"):
        pack(office, ready, lonely)


def test_it_refuses_an_old_or_missing_list_of_temporary_cards(office: Office, ready: str, tablet: Tablet) -> None:
    with transaction():
        db.session.scalar(select(TemporaryCardList)).as_of = utc_now() - timedelta(hours=73)
    with pytest.raises(Refusal, match="temporary_card_list_too_old"):
        pack(office, ready, tablet)
    with transaction():
        db.session.execute(delete(TemporaryCardList))
    with pytest.raises(Refusal, match="temporary_card_list_missing"):
        pack(office, ready, tablet)


def test_it_refuses_a_round_whose_time_is_over(office: Office, ready: str, tablet: Tablet) -> None:
    with transaction():
        db.session.get(Round, ready).planned_on -= timedelta(days=3)

    with pytest.raises(Refusal, match="lease_over"):
        pack(office, ready, tablet)


def test_it_refuses_officers_of_other_rounds_and_browsers_that_are_no_tablet(
    app: Flask, office: Office, ready: str, tablet: Tablet, client
) -> None:
    stranger = make_officer(office.world.station, "card_specialist", username="other")
    account = {"account": {"username": "other", "password": PASSWORD}}

    assert stranger
    assert client.post(f"/api/v1/rounds/{ready}/lease", json=account, headers=HEADERS).status_code == 401
    refused = tablet.client.post(f"/api/v1/rounds/{ready}/lease", json=account, headers=HEADERS)
    assert (refused.status_code, refused.json["code"]) == (403, "officer_not_of_round")
    nobody = tablet.client.post(f"/api/v1/rounds/{ready}/lease", json={}, headers=HEADERS)
    assert (nobody.status_code, nobody.json["code"]) == (401, "not_logged_in")


@pytest.mark.both_engines
def test_it_packs_everything_the_village_needs_once(app: Flask, office: Office, tablet: Tablet, ready: str) -> None:
    with transaction():
        holders = db.session.scalars(select(Cardholder).order_by(Cardholder.social_security_number)).all()
        sha256 = put_blob(PORTRAIT, "image/jpeg", key_group("portrait", None))
        holders[0].portrait_sha256 = holders[2].portrait_sha256 = sha256
        number = holders[1].social_security_number
        newest = db.session.scalar(select(TemporaryCardList))
        db.session.add(
            TemporaryCard(
                list_id=newest.id, social_security_number=number, temporary_card_number="L001", issued_on=None
            )
        )
        as_of = newest.as_of
    username = db.session.get(Officer, office.specialist).username
    account = {"account": {"username": username, "password": PASSWORD}}
    waiting = tablet.client.get("/api/v1/device/rounds").json["items"]
    assert [(one["id"], one["packed_here"], one["cards"]) for one in waiting] == [(ready, False, 3)]

    packed = tablet.client.post(f"/api/v1/rounds/{ready}/lease", json=account, headers=HEADERS)
    again = tablet.client.post(f"/api/v1/rounds/{ready}/lease", json=account, headers=HEADERS)

    assert packed.status_code == 201, packed.json
    assert packed.json == again.json
    assert tablet.client.get("/api/v1/device/rounds").json["items"][0]["packed_here"] is True
    assert db.session.scalar(select(func.count()).select_from(Lease)) == 1
    header, portraits = unpack(read_blob(packed.json["bundle"]["sha256"]))
    assert header["round"]["village"] == {"code": "222426100201", "name": "龙泉村"}
    assert (header["round"]["township"], header["round"]["county"]) == ("明月镇", "安图县")
    assert header["temporary_cards"] == {"as_of": to_wire(as_of), "source": "卡管系统"}
    assert [officer["role"] for officer in header["officers"]] == ["card_specialist", "bank_manager"]
    assert [person["card"]["ordinal"] for person in header["people"]] == [1, 2, 3]
    assert [person["temporary_card"] and person["temporary_card"]["number"] for person in header["people"]].count(
        "L001"
    ) == 1
    shown = [person["portrait"] for person in header["people"] if person["portrait"]]
    assert len(shown) == 2
    assert portraits[shown[0]["offset"] :][: shown[0]["length"]] == PORTRAIT
    assert portraits == PORTRAIT
    claims = signing.verify(current_config().key_dir, signing.LEASE, packed.json["lease"]["token"])
    assert (claims["round"], claims["device"]) == (ready, tablet.id)
    day = db.session.get(Round, ready).planned_on
    assert claims["expires_at"] == to_wire(end_of_day(day) + timedelta(hours=24))
    assert db.session.get(Round, ready).state == "packed"


@pytest.mark.parametrize(
    ("said", "magic"), [({}, b"SKB1"), ({"formats": [1]}, b"SKB1"), ({"formats": [1, 2]}, b"SKB2")]
)
def test_an_older_build_gets_the_bundle_that_it_reads(
    office: Office, tablet: Tablet, ready: str, said: dict[str, list[int]], magic: bytes
) -> None:
    username = db.session.get(Officer, office.specialist).username
    asked = {"account": {"username": username, "password": PASSWORD}, **said}

    packed = tablet.client.post(f"/api/v1/rounds/{ready}/lease", json=asked, headers=HEADERS)

    content = read_blob(packed.json["bundle"]["sha256"])
    assert (content[:4], len(unpack(content)[0]["people"])) == (magic, 3)


def test_it_gives_equal_bytes_for_equal_contents() -> None:
    header = {"b": 1, "people": [{"z": None, "y": "𬱖", "card": {}}]}
    again = {"people": [{"y": "𬱖", "card": {}, "z": None}], "b": 1}

    for form in (1, 2):
        assert pack_bundle(header, [b"one", b"two"], form) == pack_bundle(again, [b"one", b"two"], form)


def test_it_refuses_the_bundle_to_another_tablet(app: Flask, office: Office) -> None:
    out = go_out(app, 2, office)
    other = enrol_tablet(app, office.world.station)

    assert other.client.get(f"/api/v1/rounds/{out.round_id}/bundle").status_code == 404


def test_it_sends_the_bundle_with_a_strong_name_and_in_parts(app: Flask) -> None:
    out: Field = go_out(app, 4, make_office())
    whole = out.tablet.client.get(f"/api/v1/rounds/{out.round_id}/bundle")
    etag, content = whole.headers["ETag"], whole.data

    def get(**headers: str):
        return out.tablet.client.get(f"/api/v1/rounds/{out.round_id}/bundle", headers=headers)

    assert (whole.status_code, whole.mimetype) == (200, "application/x-songka-bundle")
    assert etag == f'"{out.lease.bundle_sha256}"'
    assert (whole.headers["Accept-Ranges"], whole.content_length) == ("bytes", len(content))
    assert get(**{"If-None-Match": etag}).status_code == 304
    part = get(Range="bytes=100-199", **{"If-Range": etag})
    assert (part.status_code, part.data) == (206, content[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(content)}"
    assert get(Range="bytes=100-", **{"If-Range": etag}).data == content[100:]
    assert get(Range="bytes=100-", **{"If-Range": '"older"'}).data == content
    assert get(Range=f"bytes={len(content)}-").status_code == 416
    looked = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == out.round_id))
    assert "download_bundle" in list(looked)
