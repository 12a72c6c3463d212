"""The desk sees what happened, within its scope, people masked; 附件5 holds the right lines and signatures."""

import time
from dataclasses import replace

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.db import db
from server.evidence.actions import read_pending
from server.evidence.models import Evidence
from server.issuance.register.queries import register_of
from server.rounds.models import Round
from server.sync.actions import receive_records
from tests.support.codes import as_jpeg, draw_code128, on_white
from tests.support.field import Field, go_out, id_of, make_office
from tests.support.people import HEADERS, logged_in, make_officer
from tests.support.sealing import posted
from tests.support.tablets import STROKES, STROKES_TYPE


def frame(out: Field, text: str | None) -> dict:
    sheet = on_white(draw_code128(text or "unused", 3, 90), 800, 400)
    if text is None:
        sheet[:] = 255
    content = as_jpeg(sheet)
    sha256 = out.tablet.put(content)
    return {"sha256": sha256, "length": len(content), "media_type": "image/jpeg", "kind": "barcode_frame"}


def by_camera(out: Field, person: dict, text: str | None) -> bytes:
    import hashlib

    signature = {
        "sha256": hashlib.sha256(STROKES).hexdigest(), "length": len(STROKES), "media_type": STROKES_TYPE,
        "kind": "signature",
    }  # fmt: skip
    return out.pen.hand_over(person, payload={"found": {"method": "camera"}}, attachments=[signature, frame(out, text)])


@pytest.fixture
def day(out: Field) -> list[bytes]:
    one, two, three, four, _five = out.people
    contents = [
        by_camera(out, one, one["card"]["number"]),
        by_camera(out, two, "B99999999"),
        out.pen.not_served(three, "moved"),
        out.pen.wrong_face(four, ("name", "photo")),
        out.pen.finance(one),
    ]
    assert {answer.verdict for answer in receive_records(out.tablet.id, [posted(one) for one in contents])} == {
        "accepted"
    }
    db.session.rollback()
    return contents


def test_it_refuses_those_out_of_scope(app: Flask, out: Field, day: list[bytes]) -> None:
    for who in (
        make_officer(out.office.world.other_county, "supervisor"),
        make_officer(out.office.world.other_branch, "bank_manager"),
    ):
        client = logged_in(app, who)
        assert client.get(f"/api/v1/hand-overs/{id_of(day[0])}").status_code == 404
        assert client.get(f"/api/v1/rounds/{out.round_id}/outcomes").status_code == 404
        assert client.post("/api/v1/hand-overs/search", json={}, headers=HEADERS).json["total"] == 0
    bank = logged_in(app, out.office.bank_manager)
    assert bank.get(f"/api/v1/rounds/{out.round_id}/collection-register.pdf").status_code == 403


def test_it_reads_the_frames_again_and_shows_match_and_mismatch(app: Flask, out: Field, day: list[bytes]) -> None:
    assert read_pending(10) == 2
    assert read_pending(10) == 0

    client = logged_in(app, out.office.supervisor)
    found = client.post("/api/v1/hand-overs/search", json={}, headers=HEADERS).json
    assert {one["id"]: one["reading_state"] for one in found["items"]} == {
        id_of(day[0]): "match",
        id_of(day[1]): "mismatch",
    }
    only = client.post("/api/v1/hand-overs/search", json={"reading_state": "mismatch"}, headers=HEADERS).json
    assert [one["id"] for one in only["items"]] == [id_of(day[1])]
    shown = client.get(f"/api/v1/hand-overs/{id_of(day[1])}").json
    assert "••••" in shown["cardholder"]["social_security_number_masked"]
    picture = next(one for one in shown["evidence"] if one["kind"] == "barcode_frame")
    assert picture["reading"]["codes"][0]["text"] == "B99999999"
    answer = client.get(f"/api/v1/evidence/{picture['id']}/content")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "image/jpeg", "no-store")
    assert out.people[1]["name"] not in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xff\xd8")
    assert "look_at_evidence" in list(db.session.scalars(select(AuditEntry.action)))
    stranger = logged_in(app, make_officer(out.office.world.other_county, "supervisor"))
    assert stranger.get(f"/api/v1/evidence/{picture['id']}/content").status_code == 404


def test_it_says_unreadable_of_a_frame_without_a_code(out: Field) -> None:
    receive_records(out.tablet.id, [posted(by_camera(out, out.people[0], None))])

    assert read_pending(5) == 1
    states = db.session.scalars(select(Evidence.reading_state).where(Evidence.kind == "barcode_frame"))
    assert list(states) == ["unreadable"]


def test_it_shows_the_outcome_of_every_card_in_box_order(app: Flask, out: Field, day: list[bytes]) -> None:
    shown = logged_in(app, out.office.supervisor).get(f"/api/v1/rounds/{out.round_id}/outcomes").json

    assert shown["counts"] == {"handed_over": 2, "not_served": 1, "wrong_face": 1, "none": 1}
    assert [item["outcome"] for item in shown["items"]] == [
        "handed_over", "handed_over", "not_served", "wrong_face", "none",
    ]  # fmt: skip
    assert shown["items"][0]["activations"] == {"social": "pending", "finance": "pending"}
    assert shown["items"][2]["reason"]["zh"] == "搬走了"
    assert shown["items"][3]["reason"]["zh"] == "姓名、照片"


def test_it_finds_by_name_tail_and_card_number(app: Flask, out: Field, day: list[bytes]) -> None:
    client = logged_in(app, out.office.supervisor)
    person = out.people[0]
    for q in (person["name"], person["number"][-4:], person["number"], person["card"]["number"].lower()):
        found = client.post("/api/v1/hand-overs/search", json={"q": q}, headers=HEADERS).json
        assert id_of(day[0]) in [one["id"] for one in found["items"]], q
    assert client.post("/api/v1/hand-overs/search", json={"q": "没有这人"}, headers=HEADERS).json["total"] == 0


def test_it_prints_the_register_with_the_lines_of_the_round(app: Flask, out: Field, day: list[bytes]) -> None:
    client = logged_in(app, out.office.specialist)

    answer = client.get(f"/api/v1/rounds/{out.round_id}/collection-register.pdf")

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith('inline; filename="collection_register-')
    pdf = pypdfium2.PdfDocument(answer.data)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    for person in out.people[:2]:
        assert person["number"] in text.replace("\r\n", "")
    assert out.people[2]["number"] not in text.replace("\r\n", "")
    assert "周敏" in text
    assert "韩磊" in text
    register = register_of(db.session.get(Round, out.round_id))
    assert [line.signature is not None for line in register.lines] == [True, True]
    assert register.hr_officer.ink is not None


def test_it_prints_280_lines_in_seconds(app: Flask) -> None:
    out = go_out(app, 3, make_office())
    out.tablet.put(STROKES)
    receive_records(out.tablet.id, [posted(out.pen.hand_over(person)) for person in out.people])
    from server.forms.collection_register.actions import print_collection_register

    register = register_of(db.session.get(Round, out.round_id))
    many = replace(register, lines=tuple(replace(register.lines[n % 3], serial=n + 1) for n in range(280)))
    print_collection_register(register)
    started = time.perf_counter()
    printed = print_collection_register(many)

    assert time.perf_counter() - started < 10
    assert len(pypdfium2.PdfDocument(printed.pdf)) > 10
