"""A far side over HTTP: PUT <base>/v1/<resource>/<key> asks, GET queries (docs/api/gateways.md)."""

import re
from typing import Any

import httpx

from server.activation.gateways.answers import Answer, Request
from server.activation.gateways.replies import Reply, send

# A far side that does not answer as the contract says is treated as unknown, never believed.
_MAX_ANSWER_BYTES = 65_536
# How a far side says that it has done what it was asked.
DONE = ("activated", "recovered")
_SECONDS = re.compile(r"[0-9]{1,12}")
# Whatever a far side asks for, it is asked again within the hour.
_LONGEST_PAUSE_SECONDS = 3600.0


class HttpFarSide:
    """One gateway. Its address comes from the configuration alone, and redirects are not followed."""

    def __init__(self, base_url: str, client: httpx.Client, resource: str = "activations") -> None:
        self._base_url = f"{base_url.rstrip('/')}/v1/{resource}"
        self._client = client

    def ask(self, request: Request) -> Answer:
        """Ask for the activation; see `FarSide`."""
        try:
            reply = self._send("PUT", request.key, json=request.body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return Answer("not_sent", problem="no_connection")
        except httpx.HTTPError as error:
            # Sent, or perhaps sent: only a query can tell what happened.
            return Answer("unknown", problem=_name_of(error))
        return _read_answer(reply, request.key)

    def query(self, key: str) -> Answer:
        """Ask what became of a key; see `FarSide`."""
        try:
            reply = self._send("GET", key)
        except httpx.HTTPError as error:
            return Answer("unknown", problem=_name_of(error))
        if reply.status == httpx.codes.NOT_FOUND and _body(reply) is not None:
            return Answer("absent")
        return _read_answer(reply, key)

    def _send(self, method: str, key: str, **options: Any) -> Reply:
        url = f"{self._base_url}/{key}"
        return send(self._client, method, url, longest=_MAX_ANSWER_BYTES, **options)


def open_client(token: str, connect_seconds: float, read_seconds: float) -> httpx.Client:
    """Return a client with the contract's time-outs; no proxy or credentials come from the environment."""
    timeout = httpx.Timeout(read_seconds, connect=connect_seconds)
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", "Accept-Encoding": "identity"}
    return httpx.Client(timeout=timeout, headers=headers, follow_redirects=False, trust_env=False)


def _read_answer(reply: Reply, key: str) -> Answer:
    if reply.status in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}:
        return Answer("not_sent", problem=f"http_{reply.status}", retry_after=_retry_after(reply))
    body = _body(reply)
    if httpx.codes.is_server_error(reply.status) or body is None or body.get("key") != key:
        return Answer("unknown", problem=f"http_{reply.status}")
    reference, reason = _text(body.get("reference")), _text(body.get("reason"))
    if body.get("state") in DONE and httpx.codes.is_success(reply.status):
        return Answer("confirmed", reference=reference)
    if body.get("state") == "refused":
        return Answer("refused", reference=reference, problem=reason)
    return Answer("unknown", problem=f"http_{reply.status}")


def _body(reply: Reply) -> dict[str, Any] | None:
    body = reply.json()
    return body if isinstance(body, dict) else None


def _text(value: object) -> str | None:
    return value[:60] if isinstance(value, str) else None


def _retry_after(reply: Reply) -> float | None:
    value = reply.headers.get("Retry-After", "")
    return min(float(value), _LONGEST_PAUSE_SECONDS) if _SECONDS.fullmatch(value) else None


def _name_of(error: Exception) -> str:
    return type(error).__name__
