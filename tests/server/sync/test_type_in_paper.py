"""A paper roster comes back: sheets are kept, rows are judged and filed like a tablet's (1.2.2.c)."""

import re
from datetime import datetime, time, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from server.accounts.devices.models import Device
from server.accounts.officers.models import Officer
from server.activation.models import Activation
from server.cards.models import Card, Cardholder
from server.core.clock import CHINA, local_date, to_wire, utc_now
from server.db import db
from server.evidence.models import Evidence
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.rounds.close.actions import BroughtBack, check_in_round, close_round
from server.rounds.close.queries import standing_of
from server.rounds.models import Round, RoundCard
from server.rounds.paper.rules import row_code
from server.sync.models import Event, EventConflict
from server.verify import verify
from tests.server.forms import pages
from tests.support.field import SIGNATURE, check_out, go_out, make_office, plan, stock
from tests.support.people import HEADERS, PASSWORD, as_officer, logged_in, make_officer
from tests.support.sealing import on_the_wire
from tests.support.tablets import STROKES

HANDED = {
    "outcome": "handed_over",
    "checked": ["id_card", "photo", "address"],
    "face_correct": True,
    "temporary_card": {"answer": "none"},
}


def violations():
    return [finding.line() for finding in verify() if not finding.holds]


def photo(colour: str = "white") -> bytes:
    out = BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "JPEG")
    return out.getvalue()


class Desk:
    """The desk of a round that was counted out; a tablet may have been packed or not."""

    def __init__(self, app, office, round_id):
        self.office, self.round_id = office, round_id
        self.client = logged_in(app, office.specialist)
        self.sheet = self.keep(photo()).json["sha256"]

    def keep(self, content):
        return self.client.post(
            f"/api/v1/rounds/{self.round_id}/paper-sheets",
            data={"file": (BytesIO(content), "sheet.jpg")},
            headers=HEADERS,
        )

    def row(self, ordinal, **said):
        at = to_wire(utc_now() - timedelta(seconds=1))
        return {"row_code": row_code(self.round_id, ordinal), "sheet": self.sheet, "at": at, **said}

    def type_in(self, *rows, manager=None, **changed):
        who = db.session.get_one(Officer, manager or self.office.bank_manager).username
        body = {"bank_manager": {"username": who, "password": PASSWORD}, "rows": list(rows), **changed}
        return self.client.post(f"/api/v1/rounds/{self.round_id}/paper-records", json=body, headers=HEADERS)


@pytest.fixture
def desk(app):
    office = make_office()
    stock(office, 5)
    round_id = plan(office)
    check_out(office, round_id)
    return Desk(app, office, round_id)


def card_at(desk, ordinal) -> Card:
    named = select(RoundCard.card_id).where(RoundCard.round_id == desk.round_id, RoundCard.ordinal == ordinal)
    return db.session.get_one(Card, db.session.scalar(named))


def test_it_refuses_a_sheet_that_is_no_picture(desk):
    assert desk.keep(STROKES).json["code"] == "paper_sheet_unfit"


def test_a_sheet_tells_which_rows_of_the_round_it_holds(desk):
    printed = desk.client.get(f"/api/v1/rounds/{desk.round_id}/paper-roster.pdf").data
    out = BytesIO()
    Image.fromarray(pages.picture(printed, per_mm=8).astype("uint8")).save(out, "JPEG", quality=70)
    kept = desk.keep(out.getvalue()).json
    assert kept["row_codes"] == [row_code(desk.round_id, ordinal) for ordinal in range(1, 6)]
    assert desk.keep(photo()).json["row_codes"] == []


def test_it_refuses_another_bank_manager(desk):
    other = make_officer(desk.office.world.branch, "bank_manager")
    assert desk.type_in(desk.row(1, **HANDED), manager=other).json["code"] == "not_the_bank_manager"


def test_it_refuses_a_wrong_password(desk):
    wrong = {"username": db.session.get_one(Officer, desk.office.bank_manager).username, "password": "guessed"}
    assert desk.type_in(desk.row(1, **HANDED), bank_manager=wrong).json["code"] == "wrong_credentials"


def yesterday_noon():
    noon = datetime.combine(local_date(utc_now()) - timedelta(days=1), time(12), CHINA)
    return to_wire(noon)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"row_code": "00000-0001-0"}, "row_code_unknown"),
        ({"sheet": "0" * 64}, "paper_sheet_missing"),
        ({"at": to_wire(utc_now() + timedelta(hours=30))}, "paper_time_unfit"),
        ({"at": yesterday_noon()}, "paper_time_unfit"),
        ({"temporary_card": None}, "paper_row_incomplete"),
        ({"path": "reserved_proxy"}, "paper_row_incomplete"),
        ({"outcome": "not_served"}, "paper_row_incomplete"),
        ({"outcome": "wrong_face"}, "paper_row_incomplete"),
    ],
)
def test_it_names_the_line_that_cannot_be_judged(desk, changed, code):
    answer = desk.type_in(desk.row(1, **HANDED), desk.row(2, **HANDED) | changed)
    assert (answer.json["code"], answer.json["facts"]["lines"]) == (code, "2")
    assert db.session.scalar(select(Event.id)) is None


def test_it_refuses_a_row_that_stands_there_twice(desk):
    answer = desk.type_in(desk.row(1, **HANDED), desk.row(1, **HANDED))
    assert answer.json["code"] == "row_code_twice"


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"checked": ["photo", "address"]}, "number_not_read"),
        ({"checked": ["id_card", "photo"]}, "check_items_missing"),
        ({"face_correct": False}, "face_not_checked"),
        ({"temporary_card": {"answer": "lost"}}, "receipt_missing"),
    ],
)
def test_a_row_that_breaks_a_rule_keeps_all_from_being_recorded(desk, changed, reason):
    answer = desk.type_in(desk.row(1, **HANDED), desk.row(2, **HANDED) | changed)
    assert (answer.status_code, answer.json["recorded"]) == (200, False)
    assert [row["reason"] for row in answer.json["items"]] == [None, reason]
    assert db.session.scalar(select(HandOver.id)) is None
    assert card_at(desk, 1).custody_state == "checked_out"


def test_whoever_insists_has_it_parked_for_people(desk):
    row = desk.row(1, **HANDED) | {"face_correct": False}
    answer = desk.type_in(row, insist=True)
    assert answer.status_code == 201
    assert answer.json["items"][0]["verdict"] == "parked"
    parked = logged_in(desk.client.application, desk.office.supervisor).get("/api/v1/parked").json["items"]
    assert [one["reason"] for one in parked] == ["face_not_checked"]
    assert desk.type_in(row, insist=True).json["code"] == "paper_row_recorded"


@pytest.mark.both_engines
def test_rows_move_cards_ask_for_activation_and_keep_their_sheet(desk):
    answer = desk.type_in(
        desk.row(1, **HANDED, finance={"result": "activated", "password_changed": True}),
        desk.row(2, outcome="not_served", reason="absent"),
        desk.row(3, outcome="wrong_face", items=["name"], correct="应为崔"),
    )
    assert answer.status_code == 201, answer.json
    assert [row["verdict"] for row in answer.json["items"]] == ["accepted"] * 3
    states = [card_at(desk, ordinal).custody_state for ordinal in (1, 2, 3)]
    assert states == ["handed_over", "checked_out", "recalled"]
    handed = db.session.scalar(select(HandOver))
    assert (handed.path, handed.bank_check_way, handed.identity_method) == ("self", "paper", "paper")
    assert handed.bank_manager_id == desk.office.bank_manager
    assert {one.kind for one in db.session.scalars(select(Activation))} == {"social", "finance"}
    assert db.session.scalar(select(NotServed.reason)) == "absent"
    assert db.session.scalar(select(WrongFace.correct)) == "应为崔"
    assert db.session.scalar(select(FinanceReport.password_changed))
    kept = db.session.scalars(select(Evidence).where(Evidence.kind == "paper_roster")).all()
    assert {one.sha256 for one in kept} == {desk.sheet}
    assert {one.event_id for one in kept} >= {handed.id, None}
    # Proxies' numbers stand on the sheet: no bank looks at it.
    assert {(one.retention_class, one.bank_code) for one in kept} == {("register", None)}
    assert violations() == []


def test_a_proxy_is_judged_by_the_papers_of_the_path(desk):
    holder = db.session.get_one(Cardholder, card_at(desk, 1).cardholder_id)
    proxy = {"name": "王建国", "number": "222426197205100014", "phone": "13900000001", "relation": "neighbour"}
    row = desk.row(1, **HANDED) | {"path": "direct_relative", "proxy": proxy}
    assert desk.type_in(row).json["items"][0]["reason"] == "relation_not_direct"
    row["proxy"] |= {"relation": "child", "number": holder.social_security_number}
    assert desk.type_in(row).json["items"][0]["reason"] == "proxy_is_the_applicant"
    row["proxy"] |= {"number": "222426197205100014"}
    assert desk.type_in(row).json["recorded"]
    assert db.session.scalar(select(HandOver.path)) == "direct_relative"


def test_the_register_says_where_the_signature_stands(desk):
    desk.type_in(desk.row(1, **HANDED))
    printed = desk.client.get(f"/api/v1/rounds/{desk.round_id}/collection-register.pdf").data
    text = re.sub(r"\s", "", "".join(pages.texts(printed)))
    assert f"签在纸质名册{row_code(desk.round_id, 1)}" in text


def test_the_same_row_is_not_recorded_again(desk):
    assert desk.type_in(desk.row(1, **HANDED)).status_code == 201
    again = desk.type_in(desk.row(1, **HANDED))
    assert (again.json["code"], again.json["facts"]["lines"]) == ("paper_row_recorded", "1")


def test_the_desk_is_no_device_that_anybody_sees_or_could_be(desk, app):
    desk.type_in(desk.row(1, **HANDED))
    made = db.session.scalars(select(Device).where(Device.kind == "desk")).all()
    assert [(one.token_hash, one.public_key) for one in made] == [(None, None)]
    admin = make_officer(desk.office.world.county, "county_admin")
    assert logged_in(app, admin).get("/api/v1/devices").json["items"] == []


def test_its_records_are_one_chain(desk):
    desk.type_in(desk.row(1, **HANDED))
    desk.type_in(desk.row(2, **HANDED), desk.row(3, outcome="not_served", reason="absent"))
    filed = db.session.scalars(select(Event).order_by(Event.seq)).all()
    assert [one.seq for one in filed] == [1, 2, 3]
    assert [one.prev_hash for one in filed] == [None, filed[0].hash, filed[1].hash]


def test_a_round_served_on_paper_alone_is_counted_back_and_closed(desk):
    desk.type_in(
        *(desk.row(ordinal, **HANDED) for ordinal in (1, 2, 3)), desk.row(4, outcome="wrong_face", items=["name"])
    )
    with as_officer(desk.office.custodian):
        rest = standing_of(db.session.get_one(Round, desk.round_id))
        back = BroughtBack([*rest.rest, *rest.wrong], ())
        check_in_round(desk.round_id, desk.office.custodian, desk.office.specialist, back, (SIGNATURE, SIGNATURE))
    with as_officer(desk.office.supervisor):
        assert close_round(desk.round_id).state == "closed"
    printed = desk.client.get(f"/api/v1/rounds/{desk.round_id}/report.pdf").data
    text = re.sub(r"\s", "", "".join(pages.texts(printed)))
    assert "带出5＝发放3＋带回1＋卡面有误1＋丢失0，账卡相符" in text
    assert "窗口补录03" in text
    assert "纸质名册补录3" in text
    assert violations() == []


@pytest.mark.both_engines
def test_a_card_that_a_tablet_handed_over_becomes_a_case_whoever_comes_first(app):
    field = go_out(app, count=5)
    field.tablet.put(STROKES)
    desk = Desk(app, field.office, field.round_id)
    by_tablet, later = field.pen.hand_over(field.people[0]), field.pen.hand_over(field.people[1])
    field.tablet.client.post("/api/v1/events", json={"records": [on_the_wire(by_tablet)]}, headers=HEADERS)
    answer = desk.type_in(desk.row(1, **HANDED), desk.row(2, **HANDED))
    assert [row["verdict"] for row in answer.json["items"]] == ["conflict", "accepted"]
    field.tablet.client.post("/api/v1/events", json={"records": [on_the_wire(later)]}, headers=HEADERS)
    cases = db.session.scalars(select(EventConflict)).all()
    assert [case.kind for case in cases] == ["second_hand_over"] * 2
    assert len(db.session.scalars(select(HandOver.id)).all()) == 2
    assert violations() == []


def test_a_tablet_cannot_pass_for_the_desk(app):
    field = go_out(app, count=2)
    sheet = field.tablet.put(photo())
    attached = {"sha256": sheet, "length": len(photo()), "media_type": "image/jpeg", "kind": "paper_roster"}
    signature = {"sha256": sheet, "words": [], "words_sha256": "0" * 64, "kind": "paper"}
    record = field.pen.hand_over(
        field.people[0], payload={"signature": signature}, attachments=[attached], source="paper", lease=None
    )
    field.tablet.client.post("/api/v1/events", json={"records": [on_the_wire(record)]}, headers=HEADERS)
    assert db.session.scalar(select(Event.reason)) == "lease_not_valid"
