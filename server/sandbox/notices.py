"""Notices the stand-ins send of themselves, signed as docs/api/gateways.md says (Standard Webhooks)."""

import base64
import hashlib
import hmac
import json
import os
import threading
import time
import urllib.error
import urllib.request
import uuid
from typing import Any

_DELAY_SECONDS = 0.3
_TRIES = 5


class Notices:
    """Sends notices from a thread of its own, a few times until somebody takes them."""

    def __init__(self, public_url: str, secret: str) -> None:
        self._url = f"{public_url.rstrip('/')}/api/v1/gateways"
        self._secret = secret

    @classmethod
    def from_environment(cls, secret: str) -> "Notices":
        """Send to SONGKA_PUBLIC_URL, or to the embedded default."""
        port = os.environ.get("SONGKA_PORT", "8021")
        return cls(os.environ.get("SONGKA_PUBLIC_URL", f"http://127.0.0.1:{port}"), secret)

    def send_soon(self, system: str, body: dict[str, Any], times: int) -> None:
        """Send one notice `times` times, a moment from now."""
        threading.Thread(target=self._send, args=(system, body, times), daemon=True).start()

    def _send(self, system: str, body: dict[str, Any], times: int) -> None:
        notice_id = f"notice-{uuid.uuid4()}"
        for _ in range(times):
            time.sleep(_DELAY_SECONDS)
            self._post(f"{self._url}/{system}/notices", notice_id, json.dumps(body).encode())

    def _post(self, url: str, notice_id: str, body: bytes) -> None:
        for attempt in range(_TRIES):
            stamp = str(int(time.time()))
            headers = {
                "Content-Type": "application/json",
                "webhook-id": notice_id,
                "webhook-timestamp": stamp,
                "webhook-signature": sign(self._secret, notice_id, stamp, body),
            }
            post = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - own address
            try:
                with urllib.request.urlopen(post, timeout=5):  # noqa: S310 - own address
                    return
            except urllib.error.URLError:
                time.sleep(_DELAY_SECONDS * 2**attempt)


def sign(secret: str, notice_id: str, stamp: str, body: bytes) -> str:
    """Return the signature over id, timestamp and body: `v1,<base64 of HMAC-SHA256>`."""
    signed = b".".join((notice_id.encode(), stamp.encode(), body))
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
