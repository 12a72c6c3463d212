"""The stand-ins as one small web application."""

import json
import os
import time
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound, Unauthorized

from server.core.clock import to_wire, utc_now
from server.sandbox.notices import Notices
from server.sandbox.store import Store

SYSTEMS = ("card-management", "bank")
# Recoveries are the card-management system's too (2.2); its faults strike them as well.
_RECOVERY_SYSTEM = "card-management"
FAULTS = {
    "down": "503 before anything is done",
    "time_out_before": "waits without acting, then 504",
    "time_out_after": "acts, then waits and closes without an answer that helps",
    "refuse": "refuses the request, with facts.reason",
    "answer_later": "202 now; decides and sends a notice",
    "answer_twice": "answers, and sends the notice twice",
    "nonsense": "200 with a page of HTML",
    "other_key": "200 with the answer to somebody else's key",
    "rate_limit": "429 with Retry-After facts.seconds",
}


def create_app(store_path: Path | None = None, token: str | None = None, notices: Notices | None = None) -> Flask:
    """Build the sandbox.

    Args:
        store_path: its file; by default SONGKA_DATA/sandbox.sqlite.
        token: the bearer token it asks for; by default SONGKA_GATEWAY_TOKEN or "sandbox".
        notices: how it sends notices; by default to SONGKA_PUBLIC_URL.
    """
    app = Flask(__name__)
    data = Path(os.environ.get("SONGKA_DATA", "var"))
    store = Store(store_path or data / "sandbox.sqlite")
    _learn_temporary_cards(store, data / "demo" / "temporary-cards.json")
    secret = token or os.environ.get("SONGKA_GATEWAY_TOKEN", "sandbox")
    _add_guard(app, secret)
    _add_systems(app, store, notices or Notices.from_environment(secret))
    _add_control(app, store)
    return app


def _learn_temporary_cards(store: Store, path: Path) -> None:
    # Lists a demonstration left for its stand-in; what was set by the control route stays.
    if not path.exists():
        return
    for area, items in json.loads(path.read_text(encoding="utf-8")).items():
        if not store.temporary_cards(area):
            store.set_temporary_cards(area, items)


def _add_guard(app: Flask, secret: str) -> None:
    @app.before_request
    def check_token() -> None:
        if request.path == "/healthz":
            return
        if request.headers.get("Authorization") != f"Bearer {secret}":
            raise Unauthorized

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return {"status": "ok"}


def _add_systems(app: Flask, store: Store, notices: Notices) -> None:
    @app.put("/<system>/v1/activations/<key>")
    def ask(system: str, key: str) -> ResponseReturnValue:
        return _ask(store, notices, _known(system), key, _body())

    @app.get("/<system>/v1/activations/<key>")
    def query(system: str, key: str) -> ResponseReturnValue:
        return _query(store, _known(system), key)

    @app.put("/card-management/v1/recoveries/<key>")
    def recover(key: str) -> ResponseReturnValue:
        return _ask(store, notices, _RECOVERY_SYSTEM, key, _body(), done="recovered")

    @app.get("/card-management/v1/recoveries/<key>")
    def query_recovery(key: str) -> ResponseReturnValue:
        return _query(store, _RECOVERY_SYSTEM, key)

    @app.get("/card-management/v1/temporary-cards")
    def temporary_cards() -> ResponseReturnValue:
        if store.take_fault("card-management", ("down",)):
            return jsonify(error="down"), 503
        return {"as_of": to_wire(utc_now()), "items": store.temporary_cards(request.args.get("area", ""))}


def _add_control(app: Flask, store: Store) -> None:
    @app.post("/control/faults")
    def add_fault() -> ResponseReturnValue:
        body = _body()
        if body.get("kind") not in FAULTS:
            raise BadRequest(f"kind is one of {', '.join(FAULTS)}")
        store.add_fault(_known(str(body.get("system"))), body["kind"], int(body.get("times", 1)), body.get("facts", {}))
        return {"faults": store.faults()}, 201

    @app.get("/control/faults")
    def show_faults() -> ResponseReturnValue:
        return {"faults": store.faults(), "kinds": FAULTS}

    @app.delete("/control/faults")
    def clear_faults() -> ResponseReturnValue:
        store.clear_faults()
        return "", 204

    @app.put("/control/temporary-cards/<area>")
    def set_temporary_cards(area: str) -> ResponseReturnValue:
        store.set_temporary_cards(area, _body()["items"])
        return {"items": store.temporary_cards(area)}

    @app.get("/control/activations/<system>")
    def show_activations(system: str) -> ResponseReturnValue:
        return {"items": store.activations(_known(system))}

    @app.delete("/control/activations/<system>/<key>")
    def forget_refusal(system: str, key: str) -> ResponseReturnValue:
        store.forget_refusal(_known(system), key)
        return "", 204


def _ask(
    store: Store, notices: Notices, system: str, key: str, body: dict[str, Any], done: str = "activated"
) -> ResponseReturnValue:
    fault = store.take_fault(system, tuple(FAULTS)) or {"kind": None, "facts": "{}"}
    kind, facts = fault["kind"], json.loads(fault["facts"])
    if kind == "down":
        return jsonify(error="down"), 503
    if kind == "rate_limit":
        return jsonify(error="slow down"), 429, {"Retry-After": str(facts.get("seconds", 1))}
    if kind == "time_out_before":
        time.sleep(facts.get("seconds", 20))
        return jsonify(error="timed out"), 504
    if kind == "nonsense":
        return Response("<html>维护中</html>", content_type="text/html; charset=gbk")
    if kind == "other_key":
        return {"key": f"{key}-other", "state": done, "reference": "X"}
    refuses = kind == "refuse"
    state = "refused" if refuses else done
    decided = store.decide(system, key, state, facts.get("reason", "not_found") if refuses else None, body)
    if state == "recovered":
        store.recover_temporary_card(str(body.get("social_security_number")))
    return _answer(notices, system, decided, kind, facts)


def _answer(
    notices: Notices, system: str, decided: dict[str, Any], kind: str | None, facts: dict[str, Any]
) -> ResponseReturnValue:
    if kind == "time_out_after":
        time.sleep(facts.get("seconds", 20))
        return jsonify(error="timed out"), 504
    if kind == "answer_later":
        notices.send_soon(system, _shown(decided), times=1)
        return {"key": decided["key"], "state": "accepted"}, 202
    if kind == "answer_twice":
        notices.send_soon(system, _shown(decided), times=2)
    return _shown(decided), 409 if decided["state"] == "refused" else 200


def _query(store: Store, system: str, key: str) -> ResponseReturnValue:
    if store.take_fault(system, ("down",)):
        return jsonify(error="down"), 503
    decided = store.activation(system, key)
    if decided is None:
        return jsonify(error="unknown key"), 404
    return _shown(decided)


def _shown(decided: dict[str, Any]) -> dict[str, Any]:
    return {name: decided[name] for name in ("key", "state", "reference", "reason")}


def _known(system: str) -> str:
    if system not in SYSTEMS:
        raise NotFound
    return system


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadRequest("a JSON object is needed")
    return body
