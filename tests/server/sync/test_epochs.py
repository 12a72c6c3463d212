"""A tablet that lost its storage tells of a new epoch; what nobody has of the old one is a case with a number."""

import orjson
import pytest
from flask import Flask
from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import func, select

from server.db import db
from server.sync.actions import receive_records
from server.sync.epochs.models import LostEpoch
from server.sync.epochs.rules import EpochGap, highest_of_both, lost_epochs
from tests.support.field import Field, Pen
from tests.support.people import HEADERS, PASSWORD, logged_in, make_officer
from tests.support.sealing import posted
from tests.support.statements import counted_statements


def greet(out: Field, epoch: int, last_seq: int, **more: object):
    report = {"unsent": 0, "parked": 1, "open_rounds": 1}
    body = {"report": report, "epoch": epoch, "last_seq": last_seq, **more}
    return out.tablet.client.post("/api/v1/sync/hello", json=body, headers=HEADERS)


def send(out: Field, *contents: bytes) -> None:
    receive_records(out.tablet.id, [posted(content) for content in contents])
    db.session.rollback()


def the_cases(app: Flask, out: Field) -> list[dict[str, object]]:
    return logged_in(app, out.office.supervisor).get("/api/v1/lost-epochs").json["items"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"epoch": -1},
        {"last_seq": 2**31},
        {"last_seq": "1"},
        {"head_hash": "no hash"},
        {"ended": [{"epoch": 1}]},
        {"ended": [{"epoch": 1, "last_seq": 1}] * 1001},
    ],
)
def test_it_refuses_a_greeting_that_tells_nonsense(out: Field, wrong: dict[str, object]) -> None:
    assert greet(out, **({"epoch": 1, "last_seq": 0} | wrong)).status_code == 422
    assert greet(out, 1, 0).json["have"] == [{"epoch": 1, "last_seq": 0}]


def test_an_epoch_is_lost_only_when_an_older_one_told_of_more_than_came() -> None:
    assert lost_epochs({1: 5, 2: 3}, {1: 5, 2: 0}, current=2) == []
    assert lost_epochs({1: 5, 2: 3}, {1: 2}, current=2) == [EpochGap(1, 5, 2)]
    assert lost_epochs({1: 5, 2: 3}, {}, current=3) == [EpochGap(1, 5, 0), EpochGap(2, 3, 0)]
    assert lost_epochs({1: 0}, {}, current=2) == []
    assert highest_of_both({1: 5, 2: 1}, {1: 3, 2: 4, 3: 1}) == [(1, 5), (2, 4), (3, 1)]


def test_c5_no_number_is_used_twice_though_its_record_never_came(out: Field) -> None:
    send(out, out.pen.not_served(out.people[0]))
    greet(out, 1, 4)

    # Emptied, it begins again at nothing: what it once told of is still heeded.
    assert greet(out, 1, 0).json["have"] == [{"epoch": 1, "last_seq": 4}]


def test_a_greeting_reads_what_is_known_of_its_numbers_once(out: Field) -> None:
    greet(out, 1, 0)

    with counted_statements() as sent:
        assert greet(out, 1, 1).json["have"] == [{"epoch": 1, "last_seq": 1}]

    assert len([one for one in sent if "max(event.seq)" in one]) == 1


def test_c16_a_new_epoch_opens_a_case_with_the_number_of_records_nobody_has(app: Flask, out: Field) -> None:
    send(out, out.pen.not_served(out.people[0]))
    greet(out, 1, 4)
    assert the_cases(app, out) == []

    greet(out, 2, 0)
    greet(out, 2, 1)

    (case,) = the_cases(app, out)
    assert (case["epoch"], case["told"], case["held"], case["missing"]) == (1, 4, 1, 3)
    assert case["settlement"] is None


def test_c5_a_restored_server_learns_of_the_lost_epoch_again(app: Flask, out: Field) -> None:
    greet(out, 3, 0, ended=[{"epoch": 1, "last_seq": 6}, {"epoch": 1, "last_seq": 2}, {"epoch": 2, "last_seq": 0}])

    (case,) = the_cases(app, out)
    assert (case["epoch"], case["missing"]) == (1, 6)


def test_what_a_rescued_queue_brings_later_is_no_longer_missing(app: Flask, out: Field) -> None:
    lost = [out.pen.not_served(person) for person in out.people[:3]]
    greet(out, 1, 3)
    greet(out, 2, 0)
    assert the_cases(app, out)[0]["missing"] == 3

    send(out, *lost)

    assert the_cases(app, out)[0]["missing"] == 0


def settle(client, case_id: str, username: str):
    body = {"reason": "entered_from_paper", "note": None, "second": {"username": username, "password": PASSWORD}}
    return client.post(f"/api/v1/lost-epochs/{case_id}/settle", json=body, headers=HEADERS)


def test_h10_two_people_close_it_after_the_paper_was_entered(app: Flask, out: Field) -> None:
    greet(out, 1, 4)
    greet(out, 2, 0)
    world = out.office.world
    case_id = str(the_cases(app, out)[0]["id"])
    supervisor = logged_in(app, make_officer(world.county, "supervisor", username="first"))
    make_officer(world.station, "card_specialist", username="second")
    make_officer(world.other_station, "card_specialist", username="elsewhere")
    make_officer(world.county, "auditor", username="unfit")

    assert settle(supervisor, case_id, "first").json["code"] == "same_person_twice"
    assert settle(supervisor, case_id, "elsewhere").json["code"] == "second_person_unfit"
    assert settle(supervisor, case_id, "unfit").json["code"] == "second_person_unfit"
    done = settle(supervisor, case_id, "second")
    assert (done.status_code, done.json["settlement"]["second_officer"]) == (200, "甲")
    assert settle(supervisor, case_id, "second").json["code"] == "case_settled"
    stranger = logged_in(app, make_officer(world.other_county, "supervisor"))
    assert stranger.get("/api/v1/lost-epochs").json["total"] == 0
    assert settle(stranger, case_id, "second").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(LostEpoch)) == 1


def test_it_says_signed_up_to_where_everything_is_safe(out: Field) -> None:
    send(out, out.pen.not_served(out.people[0]))

    answer = greet(out, 1, 1).json

    # No backup was made yet.
    assert answer["safe"] == {"lineage": answer["lineage"], "index": None}
    signed = jws.deserialize_compact(answer["history"], ECKey.import_key(answer["receipt_key"]), algorithms=["ES256"])
    assert signed.headers()["typ"] == "songka-history"
    assert orjson.loads(signed.payload) == {
        "device": out.tablet.id,
        "lineage": answer["lineage"],
        "safe": None,
        "at": answer["server_time"],
    }


def test_i6_what_is_in_a_verified_backup_is_safe_and_no_more(out: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.backups.models import Backup
    from server.core.clock import utc_now
    from server.sync.actions import lineage, start_lineage

    lines = [out.pen.not_served(person) for person in out.people[:3]]
    send(out, *lines)
    now = utc_now()
    with_all = {"at": now, "verified_at": now, "audit_id": 1, "path": "", "seconds": 1, "bytes": 1}
    db.session.add(Backup(lineage=lineage(), event_idx=2, **with_all))
    db.session.commit()

    assert greet(out, 1, 3).json["safe"]["index"] == 2
    start_lineage()
    # Of a new history nothing is safe yet.
    assert greet(out, 1, 3).json["safe"]["index"] is None


def test_the_next_chain_of_the_tablet_goes_on_as_ever(out: Field) -> None:
    greet(out, 1, 4)
    greet(out, 2, 0)
    pen = Pen(out, epoch=2)

    send(out, pen.not_served(out.people[0]))

    assert greet(out, 2, 1).json["have"] == [{"epoch": 1, "last_seq": 4}, {"epoch": 2, "last_seq": 1}]
