"""A far side over HTTP: PUT <base>/v1/activations/<key> asks, GET queries (docs/api/gateways.md)."""

import re
from typing import Any

import httpx

from server.activation.gateways.answers import Answer, Request

# A far side that does not answer as the contract says is treated as unknown, never believed.
_MAX_ANSWER_BYTES = 65_536
_SECONDS = re.compile(r"[0-9]{1,12}")
# Whatever a far side asks for, it is asked again within the hour.
_LONGEST_PAUSE_SECONDS = 3600.0


class HttpFarSide:
    """One gateway. Its address comes from the configuration alone, and redirects are not followed."""

    def __init__(self, base_url: str, client: httpx.Client) -> None:
        self._base_url = base_url.rstrip("/")
        self._client = client

    def ask(self, request: Request) -> Answer:
        """Ask for the activation; see `FarSide`."""
        try:
            response = self._client.put(self._url(request.key), json=request.body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return Answer("not_sent", problem="no_connection")
        except httpx.HTTPError as error:
            # Sent, or perhaps sent: only a query can tell what happened.
            return Answer("unknown", problem=_name_of(error))
        return _read_answer(response, request.key)

    def query(self, key: str) -> Answer:
        """Ask what became of a key; see `FarSide`."""
        try:
            response = self._client.get(self._url(key))
        except httpx.HTTPError as error:
            return Answer("unknown", problem=_name_of(error))
        if response.status_code == httpx.codes.NOT_FOUND and _json(response) is not None:
            return Answer("absent")
        return _read_answer(response, key)

    def _url(self, key: str) -> str:
        return f"{self._base_url}/v1/activations/{key}"


def open_client(token: str, connect_seconds: float, read_seconds: float) -> httpx.Client:
    """Return a client with the contract's time-outs; no proxy or credentials come from the environment."""
    timeout = httpx.Timeout(read_seconds, connect=connect_seconds)
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    return httpx.Client(timeout=timeout, headers=headers, follow_redirects=False, trust_env=False)


def _read_answer(response: httpx.Response, key: str) -> Answer:
    if response.status_code in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}:
        return Answer("not_sent", problem=f"http_{response.status_code}", retry_after=_retry_after(response))
    body = _json(response)
    if response.is_server_error or body is None or body.get("key") != key:
        return Answer("unknown", problem=f"http_{response.status_code}")
    reference, reason = _text(body.get("reference")), _text(body.get("reason"))
    if body.get("state") == "activated" and response.is_success:
        return Answer("confirmed", reference=reference)
    if body.get("state") == "refused":
        return Answer("refused", reference=reference, problem=reason)
    return Answer("unknown", problem=f"http_{response.status_code}")


def _json(response: httpx.Response) -> dict[str, Any] | None:
    if len(response.content) > _MAX_ANSWER_BYTES:
        return None
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _text(value: object) -> str | None:
    return value[:60] if isinstance(value, str) else None


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("Retry-After", "")
    return min(float(value), _LONGEST_PAUSE_SECONDS) if _SECONDS.fullmatch(value) else None


def _name_of(error: Exception) -> str:
    return type(error).__name__
