"""T8: a third party checks a record with public keys alone, and hears in words what holds and what does not."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from joserfc.jwk import ECKey

from server.core.public_keys import public_half
from server.db import db
from server.sync.actions import receive_records
from server.sync.exports.actions import export_record
from server.sync.exports.rules import examine
from tests.support.field import Field, id_of
from tests.support.sealing import changed, posted


@pytest.fixture
def exported(out: Field) -> dict[str, Any]:
    """A hand-over with the manager's check, as it was exported."""
    record = out.pen.hand_over(out.people[0])
    receive_records(out.tablet.id, [posted(record)])
    return orjson.loads(orjson.dumps(export_record(id_of(record))))


def failing(exported: dict[str, Any], trusted: dict[str, Any] | None = None) -> list[str]:
    return [sentence.words for sentence in examine(exported, trusted) if not sentence.holds]


@pytest.mark.parametrize("broken", [{}, {"record": 7}, {"record": "[]"}, {"record": "{}", "keys": 7}])
def test_it_says_that_a_file_is_no_record(broken: dict[str, Any]) -> None:
    assert "cannot be read" in failing(broken)[0]


def test_it_names_a_changed_content(exported: dict[str, Any], out: Field) -> None:
    other = changed(out.pen.hand_over(out.people[1]), payload={})
    whole, forged = orjson.loads(exported["record"]), orjson.loads(bytes(other))
    text = orjson.dumps({**whole, "payload": forged["payload"]}).decode()

    words = " ".join(failing({**exported, "record": text}))

    assert "Its bytes have the hash" in words
    assert "a signature does not hold" in words
    assert "The server says" in words


def test_it_names_another_person_s_check(exported: dict[str, Any]) -> None:
    [manager] = [key for key in exported["keys"] if key["kid"] not in _signers(exported)]
    keys = [{**key, "officer_id": "another"} if key is manager else key for key in exported["keys"]]

    assert ["check" in one for one in failing({**exported, "keys": keys})] == [True]


def test_it_names_keys_that_were_not_given(exported: dict[str, Any]) -> None:
    trusted = {"keys": exported["keys"][:1], "server_key": exported["server_key"]}

    assert "not among those given" in " ".join(failing(exported, trusted))


def test_it_believes_no_other_server(exported: dict[str, Any]) -> None:
    other = {"keys": exported["keys"], "server_key": public_half(ECKey.generate_key("P-256"))}

    assert failing(exported, other)


def test_t8_everything_holds_of_an_honest_record(exported: dict[str, Any]) -> None:
    trusted = {"keys": exported["keys"], "server_key": exported["server_key"]}

    assert failing(exported) == failing(exported, trusted) == []
    words = " ".join(sentence.words for sentence in examine(exported))
    assert "signed it" in words
    assert "The check by bank_manager" in words
    assert "accepted" in words


def test_it_is_written_and_read_at_the_command_line(app: Flask, out: Field, tmp_path: Path) -> None:
    record = out.pen.not_served(out.people[0])
    receive_records(out.tablet.id, [posted(record)])
    db.session.rollback()
    file, run = tmp_path / "record.json", app.test_cli_runner().invoke

    assert run(args=["export-record", id_of(record), str(file)]).exit_code == 0
    honest = run(args=["verify-record", str(file)])
    assert (honest.exit_code, "FAILS" in honest.output) == (0, False)
    file.write_bytes(file.read_bytes().replace(b'"hash": "', b'"hash": "0'))
    assert run(args=["verify-record", str(file)]).exit_code == 1
    assert "No record" in run(args=["export-record", "nobody", str(file)]).output


def _signers(exported: dict[str, Any]) -> set[str]:
    from server.core.signed_records import read_signed

    signed = read_signed(exported["record"].encode())
    assert signed is not None
    return set(signed.kids)
