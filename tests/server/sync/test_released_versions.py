"""C13: the records of every released version are read for ever; files here are only joined by newer ones."""

import json
from typing import Any

import pytest

from server.accounts.signing_keys.rules import KnownKey
from server.core.clock import utc_now
from server.sync.intake.rules import misshapen
from server.sync.rules import read_record
from server.sync.signatures.rules import check_approvals, signature_fault
from server.sync.versions import rules as versions
from tests.support.vectors import FOLDER

RELEASED = sorted((FOLDER / "records" / "released").glob("*.json"))


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def released(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return found


def test_c13_every_released_version_has_its_records() -> None:
    assert {path.stem.split("-")[0] for path in RELEASED} == {f"v{v}" for v in range(1, versions.NEWEST_ENVELOPE + 1)}


def test_c13_it_reads_them_as_the_newest_version_says_it(released: dict[str, Any]) -> None:
    record = read_record(released["content"].encode())

    assert record is not None
    assert (record.hash, record.device_id) == (released["hash"], released["device"])
    assert record.body == released["expect"]
    assert misshapen(record) is None


def test_c13_its_signatures_hold_for_ever(released: dict[str, Any]) -> None:
    record, now = read_record(released["content"].encode()), utc_now()
    keys = {key["kid"]: KnownKey(key["kid"], key["officer"], key, now, None) for key in released["keys"]}
    assert record is not None

    if released["version"] == 1:
        assert signature_fault(record.signed, keys, now) == "not_signed"
    else:
        assert signature_fault(record.signed, keys, now) is None
        assert check_approvals(record.body, keys, now).fault is None


def test_an_older_payload_is_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(versions.PAYLOADS, ("x", 1), lambda body: {**body, "schema": 2, "said": [1]})
    monkeypatch.setitem(versions.PAYLOADS, ("x", 2), lambda body: {**body, "schema": 3, "said": [*body["said"], 2]})

    assert versions.upcast({"v": 2, "type": "x", "schema": 1}) == {"v": 2, "type": "x", "schema": 3, "said": [1, 2]}


@pytest.mark.parametrize("odd", [{}, {"v": []}, {"v": 1, "attachments": 7}, {"v": 1, "attachments": [7]}, {"type": {}}])
def test_poison_is_left_to_the_schema(odd: dict[str, Any]) -> None:
    assert versions.upcast(odd).items() >= {name: value for name, value in odd.items() if name != "v"}.items()
