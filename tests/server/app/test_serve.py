"""The application's own answers: headers, refusals, the PWA, the health check, the API's page."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from server.app import create_app
from server.config import Config, ConfigError, config_from
from server.db import db
from server.rules import policy
from tests.support.clients import client_of


@pytest.fixture
def pwa(config: Config, tmp_path: Path) -> FlaskClient:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>page</title>")
    (folder / "sw.js").write_text("// worker")
    (folder / "assets" / "main-1a2b.js").write_text("// code")
    (folder / "assets" / "main-1a2b.js.gz").write_bytes(b"packed")
    return client_of(create_app(replace(config, pwa_dir=folder)))


def test_it_refuses_an_unknown_address_of_the_api_as_json(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nothing/here")

    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["code"] == "not_found"
    assert set(answer.json) == {"code", "clause", "message_zh", "message_en", "facts"}


def test_it_refuses_a_wrong_method_and_says_which_are_right(client: FlaskClient) -> None:
    answer = client.post("/healthz")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.json is not None
    assert answer.json["code"] == "not_understood"


def test_it_refuses_a_body_that_no_route_expects_and_says_the_limit(client: FlaskClient) -> None:
    body = b'{"username": "' + b"a" * policy("request.max_bytes") + b'"}'
    answer = client.post("/api/v1/session", data=body, content_type="application/json", headers={"X-Songka": "1"})

    assert answer.status_code == 413
    assert answer.json is not None
    assert (answer.json["code"], answer.json["facts"]) == ("too_large", {"limit": "2 MB"})


def test_it_says_that_it_is_busy_while_another_process_writes(app: Flask, client: FlaskClient) -> None:
    db.session.execute(text("PRAGMA busy_timeout=20"))
    db.session.rollback()
    other = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    credentials = {"username": "nobody", "password": "made-up-password"}
    answer = client.post("/api/v1/session", json=credentials, headers={"X-Songka": "1"})
    other.close()

    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["code"] == "unavailable"


@pytest.mark.both_engines
def test_it_refuses_a_text_that_the_database_cannot_hold(client: FlaskClient) -> None:
    credentials = {"username": "a\0b", "password": "made-up-password"}
    answer = client.post("/api/v1/session", json=credentials, headers={"X-Songka": "1"})

    assert answer.status_code in {401, 422}


def test_a_missing_script_is_not_answered_with_a_page(pwa: FlaskClient) -> None:
    assert pwa.get("/assets/gone-9f.js").status_code == 404


def test_an_address_of_the_app_is_answered_with_its_page(pwa: FlaskClient) -> None:
    answer = pwa.get("/desk/rounds/17")

    assert answer.text == "<title>page</title>"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_hashed_files_are_kept_for_ever_and_the_worker_is_asked_for_again(pwa: FlaskClient) -> None:
    assert "immutable" in pwa.get("/assets/main-1a2b.js").headers["Cache-Control"]
    assert pwa.get("/sw.js").headers["Cache-Control"] == "no-cache"


def test_it_sends_the_packed_file_to_browsers_that_can_unpack_it(pwa: FlaskClient) -> None:
    packed = pwa.get("/assets/main-1a2b.js", headers={"Accept-Encoding": "gzip"})
    plain = pwa.get("/assets/main-1a2b.js")

    assert (packed.headers["Content-Encoding"], packed.data) == ("gzip", b"packed")
    assert packed.mimetype == plain.mimetype
    assert plain.text == "// code"


def test_a_path_out_of_the_folder_is_not_served(pwa: FlaskClient) -> None:
    assert pwa.get("/assets/../../songka.sqlite").status_code == 404
    assert pwa.get("/%2e%2e/songka.sqlite").status_code == 404


def test_every_answer_forbids_outside_scripts_and_frames(client: FlaskClient) -> None:
    for address in ("/healthz", "/api/docs", "/api/v1/nothing"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy


def test_no_page_may_speak_to_a_program_on_the_tablet_unless_the_county_switches_it_on(config: Config) -> None:
    off = client_of(create_app(config)).get("/healthz").headers["Content-Security-Policy"]
    on = client_of(create_app(replace(config, id_reader_ports=(38_088,)))).get("/healthz").headers

    assert off.endswith("; connect-src 'self'")
    assert on["Content-Security-Policy"].endswith("; connect-src 'self' http://127.0.0.1:38088 ws://127.0.0.1:38088")


@pytest.mark.parametrize("ports", ["80", "http", "38088,70000", "1919;rm"])
def test_it_refuses_ports_of_readers_that_are_none(ports: str) -> None:
    with pytest.raises(ConfigError, match="SONGKA_ID_READER_PORTS"):
        config_from({"SONGKA_ID_READER_PORTS": ports})


def test_ports_of_readers_are_read_as_a_list() -> None:
    assert config_from({"SONGKA_ID_READER_PORTS": " 38088, 9002,9002"}).id_reader_ports == (9002, 38_088)


def test_answers_of_the_api_are_kept_by_no_cache(client: FlaskClient) -> None:
    assert client.get("/api/v1/openapi.json").headers["Cache-Control"] == "no-store"


@pytest.mark.both_engines
def test_it_is_healthy_when_its_database_answers(client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "ok"


def test_the_log_names_routes_and_never_what_was_asked(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    talkative = create_app(replace(config, log_level="INFO"))

    @talkative.get("/break/<name>")
    def break_it(name: str) -> str:
        raise ValueError(name)

    answer = client_of(talkative).get("/break/secret-name?number=secret-number")

    logged = capsys.readouterr().err
    assert answer.status_code == 500
    assert "/break/<name>" in logged
    assert "builtins.ValueError" in logged
    assert "secret" not in logged


@pytest.mark.parametrize("missing", ["DATABASE_URL", "SECRET_KEY", "PUBLIC_URL", "CARD_MANAGEMENT_URL", "BANK_URL"])
def test_production_does_not_start_without(missing: str, tmp_path: Path) -> None:
    settings = {
        "MODE": "production",
        "DATA": str(tmp_path),
        "DATABASE_URL": "postgresql://songka@db/songka",
        "SECRET_KEY": "k" * 43,
        "PUBLIC_URL": "https://songka.example",
        "CARD_MANAGEMENT_URL": "https://cards.example",
        "BANK_URL": "https://bank.example",
        "GATEWAY_TOKEN": "t" * 20,
    }
    environment = {f"SONGKA_{name}": value for name, value in settings.items()}
    assert config_from(environment).database_url == "postgresql+psycopg://songka@db/songka"

    del environment[f"SONGKA_{missing}"]

    with pytest.raises(ConfigError, match=f"SONGKA_{missing}"):
        config_from(environment)


def test_the_installations_own_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = config_from({"SONGKA_DATA": str(tmp_path)})
    again = config_from({"SONGKA_DATA": str(tmp_path)})

    assert first.secret_key == again.secret_key
    assert (first.key_dir / "session.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("PUBLIC_URL", "songka"), ("MODE", "test"), ("SECURE_COOKIES", "maybe")]
)
def test_a_setting_that_makes_no_sense_is_refused(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"SONGKA_{name}"):
        config_from({"SONGKA_DATA": str(tmp_path), f"SONGKA_{name}": value})
