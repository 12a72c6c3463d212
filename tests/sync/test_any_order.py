"""Any order, duplication and interruption of uploads ends in the same state; racing uploads file each record once."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import select

from server.activation.models import Activation
from server.cards.models import Card
from server.config import current_config
from server.core import failpoints, signing
from server.custody.models import Movement
from server.db import db
from server.evidence.models import Evidence
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.rounds.models import RoundCard
from server.sync.actions import receive_records
from server.sync.models import Event, EventConflict
from tests.support.field import Field, Office, go_out, id_of
from tests.support.people import HEADERS
from tests.support.sealing import on_the_wire, posted
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines

PEOPLE = 5
_numbers = iter(range(1, 10_000_000, 50))


class CutError(BaseException):
    """The line is cut, or the server dies, at a named place."""


def cut() -> None:
    raise CutError


def day(out: Field) -> list[bytes]:
    """Write a day with everything in it: served, refused, twice, corrected, out of place."""
    one, two, three, four, five = out.people
    pen = out.pen
    served = pen.hand_over(one)
    again = pen.hand_over(three)
    return [
        served,
        pen.finance(one),
        pen.hand_over(two, approvals=[]),
        pen.not_served(three),
        again,
        pen.correct(id_of(again)),
        pen.wrong_face(four),
        pen.hand_over(one),
        pen.finance(five),
        pen.write("card.of_tomorrow", {}),
        pen.hand_over(five),
    ]


def new_round(app: Flask, office: Office) -> Field:
    return go_out(app, PEOPLE, office, first_number=next(_numbers))


def state_of(out: Field) -> dict[str, Any]:
    """Return everything an upload can change, without ids and times of its own."""
    db.session.rollback()
    seq = {event.id: event.seq for event in _rows(Event, Event.device_id == out.tablet.id)}
    place = {row.card_id: row.ordinal for row in _rows(RoundCard, RoundCard.round_id == out.round_id)}
    cards, activations = _rows(Card, Card.id.in_(place)), _rows(Activation, Activation.card_id.in_(place))
    cases = _rows(EventConflict, EventConflict.device_id == out.tablet.id)
    return {
        "events": sorted((e.seq, e.verdict, e.reason, e.hash) for e in _rows(Event, Event.device_id == out.tablet.id)),
        "order": [e.seq for e in _rows(Event, Event.device_id == out.tablet.id, order=Event.idx)],
        "cards": sorted(
            (
                place[c.id],
                c.custody_state,
                c.holder_kind,
                c.social_state,
                c.finance_state,
                c.face_check,
                c.password_changed,
            )
            for c in cards
        ),
        "movements": [
            (place[m.card_id], m.verb, m.to_kind, seq.get(m.event_id))
            for m in _rows(Movement, Movement.event_id.in_(seq), order=Movement.id)
        ],
        "outcomes": sorted(
            (model.__name__, seq[row.id], seq.get(row.corrected_by))
            for model in (HandOver, NotServed, WrongFace, FinanceReport)
            for row in _rows(model, model.round_id == out.round_id)
        ),
        "activations": sorted((seq[a.event_id], a.kind, a.state) for a in activations),
        "evidence": sorted((seq[e.event_id], e.kind) for e in _rows(Evidence, Evidence.event_id.in_(seq))),
        "cases": sorted((c.kind, seq.get(c.event_id)) for c in cases),
    }


def _rows(model: Any, *where: Any, order: Any = None) -> list[Any]:
    statement = select(model).where(*where)
    return list(db.session.scalars(statement.order_by(order) if order is not None else statement))


def send(out: Field, contents: list[bytes], place: str | None = None) -> list[str]:
    """Upload once; a cut anywhere means that no answer came."""
    if place:
        failpoints.arm(f"{place}:1", cut)
    try:
        return [answer.verdict for answer in receive_records(out.tablet.id, [posted(content) for content in contents])]
    except CutError:
        return []
    finally:
        failpoints.disarm()
        db.session.rollback()


def drain(out: Field, records: list[bytes]) -> int:
    """Upload like the app: in order, in batches, until nothing waits; return the number of requests."""
    out.tablet.put(STROKES)
    requests = 0
    while any(verdict == "wait" for batch in (records[:6], records[6:]) for verdict in send(out, batch)):
        requests += 1
        assert requests < 5, "an upload that only waits"
    return requests


steps = st.lists(
    st.tuples(
        st.lists(st.integers(0, 10), min_size=1, max_size=8),  # which records, in this order, perhaps repeated
        st.sampled_from([None, None, "before_commit", "after_commit"]),
        st.booleans(),  # whether the signature is there by then
    ),
    max_size=6,
)


def test_it_ends_in_the_same_state_however_the_upload_went(app: Flask, office: Office) -> None:
    orderly = new_round(app, office)
    drain(orderly, day(orderly))
    expected = state_of(orderly)
    assert {verdict for _, verdict, _, _ in expected["events"]} == {"accepted", "parked"}

    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(script=steps)
    def uploads(script: list[tuple[list[int], str | None, bool]]) -> None:
        out = new_round(app, office)
        records = day(out)
        for picked, place, signed in script:
            if signed:
                out.tablet.put(STROKES)
            send(out, [records[number] for number in picked], place)
        drain(out, records)
        assert _without_hashes(state_of(out)) == _without_hashes(expected)

    uploads()


def test_s6_it_files_each_record_once_when_five_uploads_race(app: Flask, office: Office) -> None:
    out = new_round(app, office)
    out.tablet.put(STROKES)
    records = day(out)
    body = orjson.dumps({"records": [on_the_wire(content) for content in records]})
    cookie = out.tablet.client.get_cookie("songka-device").value

    def post(_number: int) -> list[str]:
        from tests.support.tablets import tablet_client

        answer = tablet_client(app, cookie).post(
            "/api/v1/events", data=body, headers=HEADERS, content_type="application/json"
        )
        assert answer.status_code == 200, answer.json
        key = ECKey.import_key(signing.public_key(current_config().key_dir))
        claims = orjson.loads(jws.deserialize_compact(answer.json["receipt"], key, algorithms=["ES256"]).payload)
        assert [one["hash"] for one in claims["verdicts"]] == [hashlib.sha256(one).hexdigest() for one in records]
        return [one["verdict"] for one in claims["verdicts"]]

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda number: _in_context(app, post, number), range(5)))

    winners = [verdicts for verdicts in answers if "accepted" in verdicts]
    assert len(winners) == 1
    assert all(set(verdicts) == {"duplicate"} for verdicts in answers if verdicts not in winners)
    found = state_of(out)
    assert found["order"] == list(range(1, len(records) + 1))
    lone = new_round(app, office)
    drain(lone, day(lone))
    assert _without_hashes(found) == _without_hashes(state_of(lone))


def test_h3_it_gives_a_card_to_one_of_two_tablets_and_makes_a_case_of_the_other(app: Flask, office: Office) -> None:
    out = new_round(app, office)
    out.tablet.put(STROKES)
    person = out.people[0]
    first, second = out.pen.hand_over(person), out.pen.hand_over(person)

    assert send(out, [first, second]) == ["accepted", "conflict"]
    assert state_of(out)["cases"] == [("second_hand_over", 2)]


def _in_context(app: Flask, function: Any, *arguments: Any) -> Any:
    with app.app_context():
        return function(*arguments)


def _without_hashes(state: dict[str, Any]) -> dict[str, Any]:
    return {**state, "events": [(seq, verdict, reason) for seq, verdict, reason, _ in state["events"]]}
