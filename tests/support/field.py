"""A round in the field: cards in a vault, counted out, packed; and a tablet that writes records as the app does."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import orjson
from flask import Flask

from server.accounts.devices.models import DeviceOfficer
from server.audit import Actor, acting_as
from server.cards.models import Bank, Batch, Card, Cardholder
from server.cards.temporary.models import TemporaryCardList
from server.core.clock import local_date, to_wire, utc_now
from server.core.ids import new_id
from server.custody.actions import move
from server.custody.models import Vault
from server.custody.rules import Holder, Occasion
from server.db import db, transaction
from server.evidence.blobs.queries import read_blob
from server.rounds.actions import Plan, Signature, check_out_round, plan_round
from server.rounds.bundle.actions import pack_round
from server.rounds.bundle.rules import unpack
from server.rounds.models import Lease
from server.rounds.rules import Share
from tests.support import people
from tests.support.people import LONGQUAN, World, identity_numbers, make_officer
from tests.support.sealing import Written, enter_keys, write
from tests.support.tablets import STROKES, STROKES_TYPE, Tablet, enrol_tablet

BANK = "CBRCB"
FORMATS = (1, 2)  # of the bundle, as the app's newest build reads them
NAMES = ("李玉珍", "朴哲洙", "王桂兰", "金英花", "张德贵", "崔明淑", "单福来", "仇长海", "解玉芬", "崔𬱖")
SECOND_INK = b'{"box":[600,200],"strokes":[[[30,30,0],[60,90,90],[140,40,180]]]}'
SIGNATURE = Signature(orjson.loads(STROKES))


@dataclass
class Office:
    """Who takes part, by id."""

    world: World
    vault_id: str
    custodian: str
    specialist: str
    bank_manager: str
    supervisor: str


@dataclass
class Field:
    """A packed round and its tablet."""

    office: Office
    round_id: str
    tablet: Tablet
    lease: Lease
    header: dict[str, Any]
    pen: "Pen" = field(init=False)

    def __post_init__(self) -> None:
        self.pen = Pen(self)

    @property
    def people(self) -> list[dict[str, Any]]:
        """Return the round's people as the bundle lists them."""
        return self.header["people"]


def make_office() -> Office:
    """Store organisations, a bank, a vault and the people of one county."""
    world = people.make_world()
    custodian = make_officer(world.county, "custodian", name="周仓")
    with transaction():
        db.session.add(Bank(code=BANK, name="长白农商银行", short_name="长白农商"))
        db.session.add(Bank(code="TMJB", name="图们江银行", short_name="图们江银行"))
        vault = Vault(
            id=new_id(),
            name="安图县库",
            kind="office",
            organisation_id=world.county,
            custodian_id=custodian,
            area_code="222426000000",
        )
        vault_id = vault.id
        db.session.add(vault)
        db.session.add(TemporaryCardList(area_code="222426000000", as_of=utc_now(), source="卡管系统", count=0))
    return Office(
        world=world,
        vault_id=vault_id,
        custodian=custodian,
        specialist=make_officer(world.station, "card_specialist", name="周敏"),
        bank_manager=make_officer(world.branch, "bank_manager", name="韩磊"),
        supervisor=make_officer(world.county, "supervisor", name="高峰"),
    )


def stock(office: Office, count: int, village: str = LONGQUAN, bank: str = BANK, first_number: int = 1) -> list[str]:
    """Put cards for made-up people of a village into the vault; return their ids in box order."""
    numbers = identity_numbers(first=date(1930, 1, 1) + timedelta(days=first_number))
    with acting_as(Actor(officer_id=office.custodian)), transaction():
        batch_id = _batch(office, count, bank)
        ids = [
            _card(office, batch_id, number, next(numbers), village, bank)
            for number in range(first_number, first_number + count)
        ]
        db.session.flush()
        move(ids, "vault_in", Holder("vault", office.vault_id), Occasion(officer_id=office.custodian))
    return ids


def plan(office: Office, **changed: Any) -> str:
    """Plan a round of every card for the village today; return its id."""
    given = {
        "area_code": LONGQUAN,
        "bank_code": BANK,
        "place": "龙泉村委会",
        "planned_on": local_date(utc_now()),
        "specialist_id": office.specialist,
        "bank_manager_id": office.bank_manager,
        "vault_id": office.vault_id,
        **changed,
    }
    with acting_as(Actor(officer_id=office.specialist)):
        return plan_round(Plan(**given), office.specialist).id


def check_out(office: Office, round_id: str, counted: list[str] | None = None) -> None:
    """Count a round's cards out under both signatures."""
    from server.rounds.queries import cards_of

    ids = counted if counted is not None else [card.id for card in cards_of(round_id)]
    with acting_as(Actor(officer_id=office.custodian)):
        check_out_round(round_id, office.custodian, office.specialist, ids, (SIGNATURE, SIGNATURE))


def join(tablet: Tablet, *officers: str) -> None:
    """Let officers work on a tablet."""
    with transaction():
        for officer_id in officers:
            db.session.add(
                DeviceOfficer(device_id=tablet.id, officer_id=officer_id, seal_public_key={}, added_at=utc_now())
            )
        enter_keys(tablet.id, *officers)


def pack(office: Office, round_id: str, tablet: Tablet, share: Share | None = None) -> Lease:
    """Pack a round, or a share of it, onto a tablet."""
    with acting_as(Actor(officer_id=office.specialist, device_id=tablet.id)):
        return pack_round(round_id, tablet.id, office.specialist, lambda: "lineage-1", share, FORMATS)


def new_tablet(app: Flask, office: Office) -> Tablet:
    """Enrol a tablet that both officers have joined."""
    tablet = enrol_tablet(app, office.world.station)
    join(tablet, office.specialist, office.bank_manager)
    return tablet


def go_out_together(app: Flask, count: int, *shares: Share) -> "list[Field]":
    """Stock, plan and count out, then pack one tablet for each share."""
    office = make_office()
    stock(office, count)
    round_id = plan(office)
    check_out(office, round_id)
    found = []
    for share in shares:
        tablet = new_tablet(app, office)
        lease = pack(office, round_id, tablet, share)
        found.append(Field(office, round_id, tablet, lease, unpack(read_blob(lease.bundle_sha256))[0]))
    return found


def go_out(app: Flask, count: int = 5, office: Office | None = None, first_number: int = 1) -> Field:
    """Stock, plan, count out and pack: everything up to the village."""
    office = office or make_office()
    stock(office, count, first_number=first_number)
    round_id = plan(office)
    check_out(office, round_id)
    tablet = enrol_tablet(app, office.world.station)
    join(tablet, office.specialist, office.bank_manager)
    lease = pack(office, round_id, tablet)
    return Field(office, round_id, tablet, lease, unpack(read_blob(lease.bundle_sha256))[0])


class Pen:
    """Writes a tablet's records: one chain, numbers without gap, signed and sealed."""

    def __init__(self, out: Field, epoch: int = 1) -> None:
        self.out, self.epoch, self.seq, self.head = out, epoch, 0, None
        self.minute = 0

    def write(self, event_type: str, payload: Any, /, **changed: Any) -> Written:
        """Write the next record of the chain."""
        self.seq += 1
        self.minute += 1
        body = {
            "v": 2,
            "suite": "intl-1",
            "id": new_id(),
            "device": self.out.tablet.id,
            "epoch": self.epoch,
            "seq": self.seq,
            "prev": self.head,
            "type": event_type,
            "schema": 1,
            "rules_edition": "2017-1",
            "build": "0.1.0+test",
            "officer": self.out.office.specialist,
            "round": self.out.round_id,
            "lease": self.out.header["lease"]["id"],
            "device_time": to_wire(self.now()),
            "clock_offset_ms": 0,
            "approvals": [],
            "attachments": [],
            "payload": payload,
            **changed,
        }
        written = write(body)
        self.head = hashlib.sha256(written).hexdigest()
        return written

    def now(self) -> Any:
        """Return the tablet's clock."""
        return utc_now()

    def hand_over(self, person: dict[str, Any], **changed: Any) -> Written:
        """Write a self hand-over as the rules want it; `changed` reaches into the payload."""
        signature = hashlib.sha256(STROKES).hexdigest()
        payload = {
            "card_id": person["card"]["id"],
            "area_code": person["card"]["area_code"],
            "card_number": person["card"]["number"],
            "cardholder_id": person["cardholder_id"],
            "path": "self",
            "found": {"method": "wedge"},
            "identity": {"document": "id_card", "method": "wedge", "number": person["number"], "name": person["name"]},
            "match": {"card": "match", "number": "match", "name": "match", "reason": None},
            "checks": {
                "id_card": {"method": "wedge"},
                "photo": {"method": "eye", "portrait": False},
                "address": {"method": "eye"},
            },
            "face_check": "correct",
            "temporary_card": {"list_as_of": to_wire(utc_now()), "on_list": False, "answer": "none"},
            "signature": {"sha256": signature, "words": ["本人领卡"], "words_sha256": "0" * 64},
            "social_activation": "requested",
            "told_wechat": True,
            "started_at": to_wire(utc_now()),
            **changed.pop("payload", {}),
        }
        return self.write(
            "card.handed_over",
            payload,
            **{
                "approvals": [self.approval()],
                "attachments": [
                    {
                        "sha256": signature,
                        "length": len(STROKES),
                        "media_type": "application/x-songka-strokes+json",
                        "kind": "signature",
                    }
                ],
                **changed,
            },
        )

    def approval(self, **changed: Any) -> dict[str, Any]:
        """Return the bank manager's check."""
        return {
            "officer": self.out.office.bank_manager,
            "role": "bank_manager",
            "items": ["id_card", "photo", "address"],
            "at": to_wire(utc_now() - timedelta(seconds=5)),
            "way": "same_device",
            **changed,
        }

    def not_served(self, person: dict[str, Any], reason: str = "absent", **changed: Any) -> Written:
        """Write that a person was not served."""
        payload = {
            "cardholder_id": person["cardholder_id"],
            "card_id": person["card"]["id"],
            "reason": reason,
            "note": None,
        }
        return self.write("person.not_served", payload, **changed)

    def wrong_face(self, person: dict[str, Any], items: tuple[str, ...] = ("name",), **changed: Any) -> Written:
        """Write that a card's face is wrong."""
        payload = {
            "card_id": person["card"]["id"],
            "cardholder_id": person["cardholder_id"],
            "items": list(items),
            "correct": None,
            "card_kept": True,
        }
        return self.write("card.wrong_face", payload, **changed)

    def finance(self, person: dict[str, Any], result: str = "activated", **changed: Any) -> Written:
        """Write what the bank's terminal answered."""
        payload = {
            "card_id": person["card"]["id"],
            "cardholder_id": person["cardholder_id"],
            "result": result,
            "reason": None if result == "activated" else "unwilling",
            "terminal_reference": "T-0001",
            "password_changed": True,
        }
        return self.write("finance.activated", payload, **{"officer": self.out.office.bank_manager, **changed})

    def count(self, **lists: Any) -> Written:
        """Write the joint count; `lists` hold card ids, `signed` the strokes of both (the manager's may be None)."""
        inks = lists.pop("signed", (STROKES, SECOND_INK))
        ink = [hashlib.sha256(one).hexdigest() if one else None for one in inks]
        changed = lists.pop("changed", {})
        payload = {
            "handed": 0, "returned": [], "wrong": [], "missing": [], "elsewhere": [], "cash_fen": 0, "receipts": [],
            "check_code": "7K2M9Q", "signatures": {"specialist": ink[0], "bank_manager": ink[1]}, **lists,
        }  # fmt: skip
        signed = [
            {"sha256": sha256, "length": len(content), "media_type": STROKES_TYPE, "kind": "officer_signature"}
            for sha256, content in zip(ink, inks, strict=True)
            if content
        ]
        approvals = [self.approval(items=["count"])] if ink[1] else []
        return self.write("round.counted", payload, **{"approvals": approvals, "attachments": signed, **changed})

    def cosign(self, check_code: str = "7K2M9Q") -> Written:
        """Write the bank manager's half of a count, as the companion does."""
        sha256 = hashlib.sha256(SECOND_INK).hexdigest()
        attached = {
            "sha256": sha256,
            "length": len(SECOND_INK),
            "media_type": STROKES_TYPE,
            "kind": "officer_signature",
        }
        return self.write(
            "count.cosigned",
            {"check_code": check_code, "signature": sha256},
            officer=self.out.office.bank_manager,
            attachments=[attached],
        )

    def correct(self, event_id: str, reason: str = "wrong_person", **changed: Any) -> Written:
        """Take a record back."""
        return self.write("event.corrected", {"corrects": event_id, "reason": reason, "note": None}, **changed)


def id_of(record: Written) -> str:
    """Return the id of a record."""
    return record.body["id"]


def _batch(office: Office, count: int, bank: str) -> str:
    batch = Batch(
        id=new_id(),
        number=f"B{new_id()[-6:]}",
        area_code="222426",
        organisation_id=office.world.county,
        bank_code=bank,
        maker="德生",
        file_sha256=hashlib.sha256(new_id().encode()).hexdigest(),
        row_count=count,
        state="received",
        imported_at=utc_now(),
        imported_by=office.custodian,
    )
    batch_id = batch.id
    db.session.add(batch)
    db.session.flush()
    return batch_id


def _card(office: Office, batch_id: str, number: int, identity: str, village: str, bank: str) -> str:
    name = NAMES[number % len(NAMES)]
    holder = Cardholder(
        id=new_id(),
        social_security_number=identity,
        number_kind="citizen",
        number_tail=identity[-4:],
        name=name,
        name_raw=name,
        sex="female",
        birth_date=date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14])),
        phone="13900000000",
        address=f"龙泉村{number % 7 + 1}组",
        village_code=village,
        area_code=village,
        group_name=f"{number % 7 + 1}组",
        pinyin="li yu zhen",
        pinyin_initials="lyz",
        created_at=utc_now(),
    )
    holder_id = holder.id
    card_id = new_id()
    position = f"1-2-{number // 50 + 1}-{number % 50 + 1:02d}"
    db.session.add(holder)
    db.session.flush()
    db.session.add(
        Card(
            id=card_id,
            area_code="222400",
            number=f"B{number:08d}",
            batch_id=batch_id,
            cardholder_id=holder_id,
            bank_code=bank,
            box_position=position,
            box_sort="-".join(part.zfill(6) for part in position.split("-")),
            scope_area_code=village,
            organisation_id=office.world.county,
            custody_state="announced",
            holder_kind="supplier",
            holder_id=None,
            live=True,
            social_state="sealed",
            finance_state="inactive",
            face_check="not_checked",
            password_changed="unknown",
        )
    )
    return card_id
