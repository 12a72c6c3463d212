"""One of everything in three places: one's own, one's own county but another bank, and far away."""

from dataclasses import dataclass, field
from datetime import timedelta

from joserfc.jwk import ECKey

from server.accounts.devices.models import Device, DeviceOfficer
from server.accounts.models import Area
from server.accounts.organisations.models import Organisation
from server.accounts.sessions.rules import token_hash
from server.activation.models import Activation
from server.backups.history.models import LostHistory
from server.cards.imports.models import BatchImport, ImportRow
from server.cards.models import Bank, Batch, Card, Cardholder
from server.cards.temporary.models import TemporaryCardList
from server.core.box_positions import box_sort_key
from server.core.clock import local_date, utc_now
from server.core.ids import new_id
from server.custody.incidents.models import Incident
from server.custody.models import Discrepancy, Vault, VaultReceipt
from server.db import db, transaction
from server.evidence.blobs.actions import put_blob
from server.evidence.keys.rules import KeyGroup
from server.evidence.models import Evidence
from server.issuance.back_entry.models import BackEntryFile
from server.issuance.models import HandOver
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.rounds.models import Lease, Round, RoundCard
from server.sync.epochs.models import LostEpoch
from server.sync.models import Event, EventConflict
from tests.contracts.village import store_what_came_home
from tests.support import people

OWN, OTHER_BANK, FAR = "own", "other bank", "far"

# Where the officers of the matrix work: a county of 延边, its station, its bank's branch.
HOMES = {
    "card_specialist": "station",
    "bank_manager": "branch",
    "branch_clerk": "branch",
    "employer_agent": "employer",
    "city_admin": "city",
    "provincial_center": "province",
}
BANK_ROLES = frozenset({"bank_manager", "branch_clerk"})
# Whose organisation is the station: they see no organisation above it.
STATION_ROLES = frozenset({"card_specialist"})


@dataclass
class Place:
    """Ids by what they name; `kind` is own, other bank or far."""

    kind: str
    village: str
    bank_code: str
    ids: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.ids[name]


@dataclass
class Stage:
    """The three places and one officer of each role."""

    own: Place
    other_bank: Place
    far: Place
    officers: dict[str, str]

    @property
    def places(self) -> tuple[Place, Place, Place]:
        return self.own, self.other_bank, self.far


def set_the_stage(roles: list[str]) -> Stage:
    """Store everything once."""
    world = people.make_world()
    homes = _far_away(world)
    with transaction():
        db.session.add_all(
            [
                Bank(code="CBRCB", name="长白农商银行", short_name="长白"),
                Bank(code="TMJB", name="图们江银行", short_name="图们江"),
            ]
        )
        employer = people.make_organisation(
            "employer", "安图粮库", db.session.get(Organisation, world.county), (people.ANTU,)
        ).id
    where = {"employer": employer, "station": world.station, "branch": world.branch, "city": world.city}
    where["province"] = world.province
    officers = {
        role: people.make_officer(where.get(HOMES.get(role, ""), world.county), role, username=role.replace("_", "-"))
        for role in roles
    }
    numbers = people.identity_numbers()
    own = _furnish(Place(OWN, people.LONGQUAN, "CBRCB"), world.county, world.station, world.branch, officers, numbers)
    other = _furnish(
        Place(OTHER_BANK, people.LONGQUAN, "TMJB"), world.county, world.other_branch, world.other_branch,
        {"card_specialist": officers["card_specialist"], "custodian": officers["custodian"]}, numbers,
    )  # fmt: skip
    far = _furnish(Place(FAR, "220102001001", "TMJB"), homes["county"], homes["station"], homes["branch"], {}, numbers)
    own.ids["parent"], other.ids["parent"], far.ids["parent"] = world.county, world.other_bank, homes["county"]
    return Stage(own, other, far, officers)


def _far_away(world: people.World) -> dict[str, str]:
    """Store a district of another city; only the province reaches it."""
    with transaction():
        for code, name, level, parent in (
            ("220100000000", "长春市", "city", "220000000000"),
            ("220102000000", "南关区", "county", "220100000000"),
            ("220102001000", "南岭街道", "township", "220102000000"),
            ("220102001001", "净月村", "village", "220102001000"),
        ):
            db.session.add(Area(code=code, name=name, level=level, parent_code=parent))
            db.session.flush()
        province, bank = (db.session.get(Organisation, one) for one in (world.province, world.other_bank))
        city = people.make_organisation("city_hr", "长春市人社局", province, ("2201",))
        county = people.make_organisation("county_hr", "南关区人社局", city, ("220102",))
        station = people.make_organisation("grassroots_station", "南岭街道人社站", county, ("220102001",))
        branch = people.make_organisation("bank_branch", "图们江银行长春支行", bank, ("220102",), "TMJB")
        return {"county": county.id, "station": station.id, "branch": branch.id}


def _furnish(place: Place, county: str, station: str, branch: str, officers: dict[str, str], numbers) -> Place:
    team = {
        role: officers.get(role) or people.make_officer(home, role)
        for role, home in (("card_specialist", station), ("bank_manager", branch), ("custodian", county))
        if not (role == "card_specialist" and station == branch and role not in officers)
    }
    clerk = "branch_clerk" if station == branch else "cashier"
    place.ids |= {
        "organisation": station,
        "county": county,
        "officer": people.make_officer(station, clerk),
        "specialist": team["card_specialist"],
        "bank_manager": team["bank_manager"],
        "custodian": team["custodian"],
        "branch_custodian": people.make_officer(branch, "custodian"),
        "branch": branch,
    }
    with transaction():
        _store_devices(place)
        _store_what_was_lost(place)
        _store_cards(place, numbers)
        _store_rounds(place)
        _store_what_happened(place)
        db.session.flush()
        store_what_came_home(place)
    return place


def _store_devices(place: Place) -> None:
    for name in ("device", "new_device", "lost_device"):
        place.ids[name] = new_id()
        token = f"token-{name}-{place.kind}"
        enrolled = {"enrolled_at": utc_now(), "token_hash": token_hash(token)} if name != "new_device" else {}
        if name == "lost_device":
            enrolled["revoked_at"] = utc_now()
        db.session.add(
            Device(
                id=place.ids[name],
                name=name,
                kind="tablet",
                organisation_id=place["organisation"],
                created_at=utc_now(),
                **enrolled,
            )
        )
        place.ids[f"{name}_token"] = token
    db.session.flush()
    for officer in ("specialist", "bank_manager"):
        db.session.add(
            DeviceOfficer(
                device_id=place["device"], officer_id=place[officer], seal_public_key=_seal_key(), added_at=utc_now()
            )
        )


def _store_what_was_lost(place: Place) -> None:
    place.ids["lost_epoch"], place.ids["lost_history"] = new_id(), new_id()
    organisation_id = db.session.get_one(Device, place["device"]).organisation_id
    db.session.add_all(
        [
            LostEpoch(
                id=place["lost_epoch"], device_id=place["device"], organisation_id=organisation_id, epoch=1, told=3,
                held=0, opened_at=utc_now(),
            ),
            LostHistory(id=place["lost_history"], how="start", found_at=utc_now(), lineage=new_id()),
        ]
    )  # fmt: skip


def _seal_key() -> dict[str, str]:
    key = ECKey.generate_key("P-256").as_dict(private=False)
    return {name: str(key[name]) for name in ("kty", "crv", "x", "y")}


def _store_cards(place: Place, numbers) -> None:
    county_code = place.village[:6]
    for name, organisation, custodian in (
        ("vault", place["county"], place["custodian"]),
        ("bank_vault", place["branch"], place["branch_custodian"]),
    ):
        place.ids[name] = new_id()
        db.session.add(
            Vault(
                id=place.ids[name],
                name=name,
                kind="bank" if name == "bank_vault" else "office",
                organisation_id=organisation,
                custodian_id=custodian,
                area_code=f"{county_code}000000",
            )
        )
    for name, state in (("batch", "imported"), ("received_batch", "received")):
        place.ids[name] = new_id()
        db.session.add(
            Batch(
                id=place.ids[name],
                number=name,
                area_code=county_code,
                organisation_id=place["county"],
                bank_code=place.bank_code,
                maker="卡厂",
                file_sha256=token_hash(place.ids[name]),
                row_count=1,
                state=state,
                imported_at=utc_now(),
                imported_by=place["custodian"],
            )
        )
    db.session.flush()
    place.ids["receipt"] = new_id()
    db.session.add(
        VaultReceipt(
            id=place.ids["receipt"],
            batch_id=place["received_batch"],
            vault_id=place["vault"],
            expected=1,
            counted=1,
            counted_by=place["custodian"],
            at=utc_now(),
            note="",
        )
    )
    db.session.flush()
    place.ids["discrepancy"] = new_id()
    db.session.add(
        Discrepancy(
            id=place["discrepancy"], receipt_id=place["receipt"], kind="extra", detail="", opened_at=utc_now(),
            state="open",
        )
    )  # fmt: skip
    for name, batch, custody in (
        ("announced_card", "batch", "announced"),
        ("card", "received_batch", "in_vault"),
        ("planned_card", "received_batch", "in_vault"),
        ("frozen_card", "received_batch", "in_vault"),
        ("out_card", "received_batch", "handed_over"),
    ):
        _store_card(place, name, place[batch], custody, next(numbers))
    _store_import(place, county_code)
    db.session.add(TemporaryCardList(area_code=f"{county_code}000000", as_of=utc_now(), source="sandbox", count=0))
    db.session.flush()


def _store_card(place: Place, name: str, batch_id: str, custody: str, number: str) -> None:
    holder_id = new_id()
    unmatched = name == "announced_card"
    area = f"{place.village[:6]}000000" if unmatched else place.village
    db.session.add(
        Cardholder(
            id=holder_id,
            social_security_number=number,
            number_kind="citizen",
            number_tail=number[-4:],
            name="王玉兰",
            name_raw="王玉兰",
            sex="female",
            address="老砖厂",
            address_key="老砖厂" if unmatched else None,
            village_code=None if unmatched else place.village,
            area_code=area,
            pinyin="wang yu lan",
            pinyin_initials="wyl",
            created_at=utc_now(),
        )
    )
    db.session.flush()
    place.ids[name] = new_id()
    holder = {"in_vault": ("vault", place["vault"]), "announced": ("supplier", None)}.get(
        custody, ("cardholder", holder_id)
    )
    db.session.add(
        Card(
            id=place.ids[name],
            freeze_state="frozen" if name == "frozen_card" else "free",
            area_code=place.village[:6],
            number=f"B{number[-8:-1]}0",
            batch_id=batch_id,
            cardholder_id=holder_id,
            bank_code=place.bank_code,
            box_position="1-1-1-01",
            box_sort=box_sort_key("1-1-1-01"),
            scope_area_code=area,
            organisation_id=place["county"],
            custody_state=custody,
            holder_kind=holder[0],
            holder_id=holder[1],
            live=True,
            social_state="sealed",
            finance_state="inactive",
            face_check="not_checked",
            password_changed="unknown",
        )
    )
    place.ids[f"{name}_holder"] = holder_id


def _store_import(place: Place, county_code: str) -> None:
    place.ids["import"] = new_id()
    db.session.add(
        BatchImport(
            id=place["import"],
            file_sha256=token_hash(place["import"]),
            file_name="cards.xlsx",
            file_kind="xlsx",
            organisation_id=place["county"],
            area_code=county_code,
            uploaded_by=place["custodian"],
            created_at=utc_now(),
            state="preview",
            counts={
                "rows": 1,
                "fine": 0,
                "warn": 0,
                "stop": 1,
                "problems": [],
                "villages": 0,
                "unmatched": 0,
                "proxies": 0,
                "banks": {},
                "batch_number": "1",
            },
            columns={"header_row": 1, "header": [], "recognised": [], "unknown": []},
        )
    )
    db.session.flush()
    db.session.add(
        ImportRow(
            import_id=place["import"], row_no=2, severity="stop", codes=",number_as_float,", cells=[], problems=[],
            normalised={},
        )
    )  # fmt: skip


def _store_rounds(place: Place) -> None:
    for number, (name, state, card) in enumerate(
        (("round", "planned", "planned_card"), ("out_round", "checked_out", "out_card")), start=1
    ):
        place.ids[name] = new_id()
        db.session.add(
            Round(
                id=place.ids[name],
                kind="village",
                area_code=place.village,
                organisation_id=place["county"],
                bank_code=place.bank_code,
                place="村委会",
                planned_on=local_date(utc_now()),
                number=number + (10 if place.kind == OTHER_BANK else 0),
                specialist_id=place["specialist"],
                bank_manager_id=place["bank_manager"],
                vault_id=place["vault"],
                state=state,
                created_at=utc_now(),
                created_by=place["custodian"],
            )
        )
        db.session.flush()
        db.session.add(RoundCard(round_id=place.ids[name], card_id=place[card], ordinal=1))
    db.session.flush()


def _store_what_happened(place: Place) -> None:
    now, where = utc_now(), {"area_code": place.village, "bank_code": place.bank_code}
    strokes = b'{"box":[600,200],"strokes":[[[10,10,0],[90,60,80]]]}'
    sha256 = put_blob(strokes, "application/x-songka-strokes+json", KeyGroup(None, "register"))
    for name in ("hand_over", "evidence", "activation", "parked", "conflict", "incident", "lease", "back_entry_file"):
        place.ids[name] = new_id()
    db.session.add(
        HandOver(
            id=place["hand_over"], card_id=place["out_card"], cardholder_id=place["out_card_holder"],
            round_id=place["out_round"], device_id=place["device"], path="self", handed_at=now,
            specialist_id=place["specialist"], bank_manager_id=place["bank_manager"], bank_check_way="same_device",
            identity_method="wedge", match={"card": "match", "number": "match", "name": "match"}, temporary_card={},
            signature_sha256=sha256, social_activation="requested", told_wechat=True, **where,
        )
    )  # fmt: skip
    place.ids["settlement"] = new_id()
    db.session.add(
        TemporaryCardSettlement(
            id=place["settlement"], card_id=place["out_card"], cardholder_id=place["out_card_holder"],
            round_id=place["out_round"], how="lost", state="paid", fee_fen=2000, receipt_number="TS-1",
            officer_id=place["specialist"], at=now, **where,
        )
    )  # fmt: skip
    db.session.add(
        Evidence(
            id=place["evidence"], sha256=sha256, kind="signature", event_id=place["hand_over"],
            card_id=place["out_card"], round_id=place["out_round"], retention_class="register",
            reading_state="none", reading={}, created_at=now, **where,
        )
    )  # fmt: skip
    db.session.add(
        Activation(
            id=place["activation"], business_key=place["activation"], kind="social", card_id=place["out_card"],
            event_id=place["hand_over"], state="refused", attempts=1, next_try_at=now + timedelta(days=1),
            created_at=now, settled_at=now, **where,
        )
    )  # fmt: skip
    db.session.add(
        BackEntryFile(
            id=place["back_entry_file"], kind="social", area_code=place.village, rows=0, control=0, made_at=now,
            made_by=place["specialist"],
        )
    )  # fmt: skip
    db.session.add(
        Event(
            id=place["parked"], device_id=place["device"], epoch=1, seq=1, prev_hash=None,
            hash=token_hash(place["parked"]), content=b'{"v":1,"payload":{}}', type="card.handed_over",
            schema_version=1, rules_edition="2017-1", build="0", officer_id=place["specialist"],
            round_id=place["out_round"], device_time=now, received_at=now, verdict="parked",
            reason="number_differs", clause="1.2.2.c", **where,
        )
    )  # fmt: skip
    db.session.add(
        EventConflict(
            id=place["conflict"], event_id=place["parked"], card_id=place["out_card"], device_id=place["device"],
            kind="second_hand_over", detail="", hash=token_hash(place["conflict"]), content=None, state="open",
            created_at=now, **where,
        )
    )  # fmt: skip
    db.session.add(
        Incident(
            id=place["incident"], kind="second_hand_over", card_id=place["out_card"], round_id=place["out_round"],
            device_id=place["device"], event_id=place["parked"], other_event_id=place["hand_over"], state="open",
            opened_at=now, **where,
        )
    )  # fmt: skip
    db.session.add(
        Lease(
            id=place["lease"], round_id=place["out_round"], device_id=place["lost_device"], issued_at=now,
            expires_at=now, rules_edition="2017-1", bundle_sha256=sha256, bundle_length=1, token="",
        )
    )  # fmt: skip
