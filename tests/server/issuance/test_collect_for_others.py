"""Who collects for another: reserved, or a direct relative with the register; capped, blocked, excepted (1.1.3)."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.cards.models import ReservedProxy
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db, transaction
from server.evidence.blobs.queries import read_blob
from server.evidence.models import Evidence
from server.issuance.models import HandOver
from server.issuance.proxies.actions import block_proxies, block_proxy, unblock_proxy
from server.issuance.proxies.models import BlockedProxy, ProxyUse
from server.issuance.proxies.queries import proxy_facts
from server.issuance.proxies.rules import Blocked, proxy_hash, read_block_list
from server.rounds.bundle.rules import unpack
from server.sync.actions import receive_records
from server.sync.rules import masked_record
from tests.support.collecting import by_fingerprint, exception, go_out_with_receipts, somebody, to_proxy
from tests.support.field import Field, check_out, id_of, new_tablet, pack, plan, stock
from tests.support.people import HEADERS, LONGQUAN, as_officer, logged_in, make_officer
from tests.support.sealing import posted
from tests.support.sheets import cells_of

pytestmark = pytest.mark.both_engines


@pytest.fixture
def out(app: Flask) -> Field:
    return go_out_with_receipts(app, 7)


def send(out: Field, *contents: bytes) -> list[str]:
    answers = receive_records(out.tablet.id, [posted(content) for content in contents])
    db.session.rollback()
    return [answer.reason or answer.verdict for answer in answers]


def reserve(person: dict, number: str) -> None:
    with transaction():
        db.session.add(
            ReservedProxy(
                cardholder_id=person["cardholder_id"], name="王建国", number=number, phone="13900000001", relation=None
            )
        )


# Refused.


def test_it_parks_a_neighbour_and_a_relative_without_the_register_and_a_wrong_reserved_proxy(out: Field) -> None:
    one, two, three, *_ = out.people
    reserve(three, somebody()["number"])
    papers = ["proxy_id_card", "applicant_id_card"]

    assert send(
        out,
        to_proxy(out.pen, one, somebody(relation="neighbour")),
        to_proxy(out.pen, two, somebody(documents=papers)),
        to_proxy(out.pen, three, somebody(documents=papers, relation=None), path="reserved_proxy"),
    ) == ["relation_not_direct", "household_register_missing", "proxy_not_reserved"]
    assert db.session.scalars(select(ProxyUse)).all() == []


def test_a_cadre_with_many_id_cards_is_blocked_from_the_moment_the_list_names_them(out: Field) -> None:
    cadre = somebody()
    before = to_proxy(out.pen, out.people[0], cadre)
    assert send(out, before) == ["accepted"]
    with as_officer(out.office.supervisor):
        entry = block_proxy("222426100201", Blocked("village_cadre", "王建国", cadre["number"]), out.office.supervisor)
    entry_id = entry.id
    assert send(out, to_proxy(out.pen, out.people[1], cadre)) == ["proxy_blocked"]
    assert send(out, to_proxy(out.pen, out.people[2], cadre | {"exception": exception(out.office)})) == [
        "proxy_blocked"
    ]

    with as_officer(out.office.supervisor):
        unblock_proxy(entry_id, out.office.supervisor)
    assert send(out, to_proxy(out.pen, out.people[3], cadre)) == ["accepted"]


def test_who_is_named_within_the_millisecond_of_a_hand_over_is_blocked(out: Field) -> None:
    cadre, at = somebody(), utc_now().replace(microsecond=0)
    with as_officer(out.office.supervisor):
        entry = block_proxy("222426100201", Blocked("village_cadre", "王建国", cadre["number"]), out.office.supervisor)
    entry.added_at = at + timedelta(microseconds=500)
    db.session.commit()

    facts = [proxy_facts(cadre, "222426100201", "holder", moment) for moment in (at - timedelta(milliseconds=1), at)]

    assert [one["blocked"] for one in facts] == [None, "village_cadre"]


def test_a_sixth_person_needs_a_supervisor_and_one_household_counts_once(out: Field) -> None:
    carer = somebody()
    for number in range(5):
        assert send(out, to_proxy(out.pen, out.people[number], carer)) == ["accepted"]
    assert send(out, to_proxy(out.pen, out.people[5], carer)) == ["proxy_needs_supervisor"]
    allowed = carer | {"exception": exception(out.office, "many_checked")}
    assert send(out, to_proxy(out.pen, out.people[5], allowed)) == ["accepted"]


def test_a_family_on_one_register_counts_once(out: Field) -> None:
    mother = somebody(relation="parent", household="220300 0417")
    assert {send(out, to_proxy(out.pen, person, mother))[0] for person in out.people} == {"accepted"}
    households = set(db.session.scalars(select(ProxyUse.household)))
    assert households == {"2203000417"}


def test_collections_before_the_window_count_no_longer(out: Field) -> None:
    carer = somebody()
    for number in range(5):
        send(out, to_proxy(out.pen, out.people[number], carer))
    with transaction():
        for used in db.session.scalars(select(ProxyUse)):
            used.at = utc_now() - timedelta(days=31)
    assert send(out, to_proxy(out.pen, out.people[5], carer)) == ["accepted"]


def test_only_a_supervisor_of_the_area_can_make_an_exception(out: Field) -> None:
    nobody = exception(out.office) | {"supervisor": out.office.bank_manager}
    own = exception(out.office) | {"supervisor": out.office.specialist}
    assert send(
        out,
        to_proxy(out.pen, out.people[0], somebody(relation="neighbour", exception=nobody)),
        to_proxy(out.pen, out.people[1], somebody(relation="neighbour", exception=own)),
    ) == ["proxy_exception_incomplete", "proxy_exception_incomplete"]


def test_finance_is_never_activated_for_a_proxy(out: Field) -> None:
    person = out.people[0]
    assert send(out, to_proxy(out.pen, person, somebody()), out.pen.finance(person)) == [
        "accepted",
        "finance_needs_the_person",
    ]


# Accepted.


def test_it_keeps_who_collected_and_no_more_than_the_form_prints(out: Field) -> None:
    person, proxy = out.people[0], somebody()
    reserve(person, proxy["number"])
    papers = {"relation": None, "documents": ["proxy_id_card", "applicant_id_card"]}
    record = to_proxy(out.pen, person, proxy | papers, path="reserved_proxy")
    assert send(out, record) == ["accepted"]

    handed = db.session.get(HandOver, id_of(record))
    assert (handed.path, handed.signature_kind) == ("reserved_proxy", "ink")
    assert handed.proxy == {"name": "王建国", "number": proxy["number"], "phone": "13900000001", "relation": None}
    assert db.session.get(ProxyUse, handed.id).cardholder_id == person["cardholder_id"]
    papers_kept = db.session.scalar(select(Evidence).where(Evidence.kind == "proxy_id_card"))
    assert papers_kept.bank_code is None, "a proxy's papers are no bank's business"
    assert proxy["number"] not in str(masked_record(bytes(record)))
    assert "13900000001" not in str(masked_record(bytes(record)))


def test_whoever_cannot_write_gives_a_fingerprint_before_a_witness(out: Field) -> None:
    good = by_fingerprint(out.pen, out.people[0])
    own = by_fingerprint(out.pen, out.people[1], witness=out.people[1]["name"])
    assert send(out, good, own) == ["accepted", "witness_is_the_collector"]
    handed = db.session.get(HandOver, id_of(good))
    assert (handed.signature_kind, handed.witness_name) == ("fingerprint", "李桂芳")


def test_a_collection_taken_back_counts_no_longer(out: Field) -> None:
    carer = somebody()
    for number in range(5):
        served = to_proxy(out.pen, out.people[number], carer)
        send(out, served)
    assert send(out, out.pen.correct(id_of(served)), to_proxy(out.pen, out.people[5], carer)) == [
        "accepted",
        "accepted",
    ]


def test_the_bundle_knows_proxies_by_salted_hashes_only(app: Flask, out: Field) -> None:
    carer, cadre = somebody(), somebody()
    send(out, to_proxy(out.pen, out.people[0], carer))
    with as_officer(out.office.supervisor):
        block_proxy(LONGQUAN, Blocked("village_cadre", "王建国", cadre["number"]), out.office.supervisor)
    again = go_out_with_receipts_again(app, out)

    known = again["proxies"]
    assert known["blocked"] == [{"hash": proxy_hash(known["salt"], cadre["number"]), "kind": "village_cadre"}]
    assert known["served"] == [{"hash": proxy_hash(known["salt"], carer["number"]), "count": 1}]
    assert again["supervisors"] == [{"id": out.office.supervisor, "name": "高峰"}]
    assert carer["number"] not in str(again)
    assert cadre["number"] not in str(again)


def go_out_with_receipts_again(app: Flask, out: Field) -> dict:
    stock(out.office, 1, first_number=500)
    round_id = plan(out.office)
    check_out(out.office, round_id)
    lease = pack(out.office, round_id, new_tablet(app, out.office))
    return unpack(read_blob(lease.bundle_sha256))[0]


# At the desk.


def test_a_specialist_and_another_county_take_no_exceptions_away(app: Flask, out: Field) -> None:
    send(out, to_proxy(out.pen, out.people[0], somebody(relation="neighbour", exception=exception(out.office))))
    sheet = "/api/v1/proxy-exceptions.xlsx"
    assert logged_in(app, out.office.specialist).get(sheet, headers=HEADERS).status_code == 403
    stranger = make_officer(out.office.world.other_county, "supervisor")
    taken = logged_in(app, stranger).get(sheet, headers=HEADERS)
    assert out.people[0]["name"] not in str(cells_of(taken.data))


def test_a_reason_that_no_table_knows_is_refused(app: Flask, out: Field) -> None:
    client = logged_in(app, out.office.supervisor)
    answer = client.get("/api/v1/proxy-exceptions?reason=friendship", headers=HEADERS)
    assert answer.json["code"] == "invalid_request"


def test_exceptions_are_listed_by_day_and_reason(app: Flask, out: Field) -> None:
    send(out, to_proxy(out.pen, out.people[0], somebody(relation="neighbour", exception=exception(out.office))))
    client = logged_in(app, out.office.supervisor)
    [shown] = client.get("/api/v1/proxy-exceptions?reason=only_carer", headers=HEADERS).json["items"]
    assert (shown["reason"], shown["supervisor"], shown["served"]) == ("only_carer", "高峰", 1)
    assert (shown["area_name"], shown["document"]) == ("龙泉村", "村委会证明")
    past = "first_day=2020-01-01&last_day=2020-01-31"
    for other in (past, "reason=guardian"):
        assert client.get(f"/api/v1/proxy-exceptions?{other}", headers=HEADERS).json["items"] == []


def test_the_sheet_of_exceptions_holds_text_alone_and_is_audited(app: Flask, out: Field) -> None:
    told = exception(out.office) | {"document": "=1+1"}
    carer = somebody(relation="neighbour", exception=told)
    send(out, to_proxy(out.pen, out.people[0], carer))
    answer = logged_in(app, out.office.supervisor).get("/api/v1/proxy-exceptions.xlsx", headers=HEADERS)
    cells = cells_of(answer.data)
    assert "=1+1" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}
    assert carer["number"] not in str([cell.value for cell in cells])
    assert db.session.scalar(select(AuditEntry.action).order_by(AuditEntry.id.desc())) == "export_proxy_exceptions"


def test_a_sheet_of_cadres_goes_onto_the_block_list_once(app: Flask, out: Field) -> None:
    rows = [
        ["姓名", "证件号", "类别"],
        ["李某", somebody()["number"], "村干部"],
        ["张某", "123", "银行人员"],
        ["", "", ""],
    ]
    people = read_block_list(rows)
    with as_officer(out.office.supervisor):
        first = block_proxies(LONGQUAN, people, out.office.supervisor)
        second = block_proxies(LONGQUAN, people, out.office.supervisor)
    assert (first.added, first.left_out) == (1, [3])
    assert (second.added, second.known) == (0, 1)

    text = "\n".join(",".join(row) for row in [*rows[:1], ["周某", somebody()["number"], "银行人员"]])
    answer = logged_in(app, out.office.supervisor).post(
        "/api/v1/blocked-proxies/import",
        data={"area_code": "222426000000", "file": (io.BytesIO(text.encode()), "list.csv")},
        headers=HEADERS,
    )
    assert (answer.status_code, answer.json) == (201, {"added": 1, "known": 0, "left_out": []})
    listed = logged_in(app, out.office.supervisor).get("/api/v1/blocked-proxies", headers=HEADERS).json["items"]
    assert {(one["name"], one["area_name"]) for one in listed} == {("周某", "安图县"), ("李某", "龙泉村")}


def test_the_block_list_refuses_twice_the_same_a_wrong_number_and_a_foreign_area(out: Field) -> None:
    cadre = Blocked("village_cadre", "王建国", somebody()["number"])
    office = out.office.supervisor
    with as_officer(office):
        block_proxy(LONGQUAN, cadre, office)
        for area, person, code in (
            (LONGQUAN, cadre, "proxy_already_blocked"),
            (LONGQUAN, cadre._replace(number="222426190001010000"), "number_check_failed"),
            ("222403100201", cadre, "area_outside"),
        ):
            with pytest.raises(Refusal, match=code):
                block_proxy(area, person, office)
    with pytest.raises(Refusal, match="block_list_unreadable"):
        read_block_list([["姓名", "电话"]])
    assert len(db.session.scalars(select(BlockedProxy)).all()) == 1
