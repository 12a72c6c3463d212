"""T20, T16: every kind of answer tells the browser what to forbid."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.app import create_app
from server.config import Config
from tests.support import people
from tests.support.clients import client_of

SAME_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FORBIDDEN_WORDS = ("unsafe-inline", "'unsafe-eval'", "http:", "https:", "*")


@pytest.fixture
def served(config: Config, tmp_path: Path) -> Flask:
    """An installation with a page, a route that breaks and one that refuses."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    for name in ("index.html", "sw.js", "manifest.webmanifest", "assets/main-1a2b.js", "assets/ort-1a2b.wasm"):
        (folder / name).write_text("made up")
    (folder / "assets" / "main-1a2b.js.gz").write_bytes(b"packed")
    app = create_app(replace(config, pwa_dir=folder))

    @app.get("/api/broken")
    def broken() -> str:
        raise RuntimeError("made up")

    return app


ANSWERS = {
    "a page": ("GET", "/", 200),
    "a page of the app's own address": ("GET", "/desk/rounds", 200),
    "the service worker": ("GET", "/sw.js", 200),
    "the manifest": ("GET", "/manifest.webmanifest", 200),
    "a script": ("GET", "/assets/main-1a2b.js", 200),
    "WebAssembly": ("GET", "/assets/ort-1a2b.wasm", 200),
    "a missing script": ("GET", "/assets/gone-1a2b.js", 404),
    "the API's description": ("GET", "/api/v1/openapi.json", 200),
    "the page of the API": ("GET", "/api/docs", 200),
    "a script of that page": ("GET", "/api/docs/start.js", 200),
    "the health check": ("GET", "/healthz", 200),
    "a refusal": ("GET", "/api/v1/session", 401),
    "an unknown address of the API": ("GET", "/api/v1/nothing", 404),
    "a wrong method": ("PUT", "/healthz", 405),
    "a foreign page": ("POST", "/api/v1/session", 403),
    "a header of an answer": ("HEAD", "/", 200),
    "a preflight": ("OPTIONS", "/api/v1/session", 200),
    "a fault": ("GET", "/api/broken", 500),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_t20_every_kind_of_answer_carries_the_headers(served: Flask, kind: str) -> None:
    method, address, status = ANSWERS[kind]
    answer = client_of(served).open(address, method=method, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SAME_EVERYWHERE} == SAME_EVERYWHERE
    policy = answer.headers["Content-Security-Policy"]
    assert not [word for word in FORBIDDEN_WORDS if word in policy]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert ("Access-Control-Allow-Origin" in answer.headers) is False


@pytest.mark.parametrize("kind", sorted(set(ANSWERS) - {"the page of the API"}))
def test_t20_no_answer_lets_a_text_become_a_script(served: Flask, kind: str) -> None:
    method, address, _ = ANSWERS[kind]
    policy = client_of(served).open(address, method=method).headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "'allow-duplicates'" not in policy


def test_t20_only_the_page_of_the_api_writes_html_and_it_still_runs_no_script_but_its_own(served: Flask) -> None:
    policy = client_of(served).get("/api/docs").headers["Content-Security-Policy"]
    assert "require-trusted-types-for" not in policy
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy


def test_t20_a_file_for_saving_carries_them_too(served: Flask) -> None:
    with served.app_context():
        world = people.make_world()
        client = people.logged_in(served, people.make_officer(world.county, "county_admin"))
        answer = client.get("/api/v1/imports/none/problems.xlsx")
        assert {name: answer.headers.get(name) for name in SAME_EVERYWHERE} == SAME_EVERYWHERE
        assert answer.headers["Cache-Control"] == "no-store"


def test_t16_only_production_holds_browsers_to_https(config: Config) -> None:
    made_up = {"mode": "production", "secure_cookies": True, "public_url": "https://songka.example"}
    in_production = client_of(create_app(replace(config, **made_up))).get("/healthz").headers
    embedded = client_of(create_app(config)).get("/healthz").headers
    assert in_production["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in embedded


def test_t16_in_production_cookies_are_held_to_this_host(config: Config) -> None:
    app = create_app(replace(config, secure_cookies=True))
    with app.app_context():
        officer = people.make_officer(people.make_world().county, "county_admin", username="liuyang")
        assert officer
        client: FlaskClient = client_of(app)
        body = {"username": "liuyang", "password": people.PASSWORD}
        answer = client.post("/api/v1/session", json=body, headers=people.HEADERS, base_url="https://localhost")
    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-songka", "__Host-songka-known"}
    assert all({"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; ")) for cookie in cookies)
