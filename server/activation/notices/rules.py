"""Whether a notice is the far side's own: Standard Webhooks, HMAC-SHA256 over id.timestamp.body. Pure."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping

_TOLERANCE_SECONDS = 300
_STAMP = re.compile(r"[0-9]{1,12}")


def notice_is_genuine(received: Mapping[str, str], body: bytes, secrets: list[str], now: float) -> bool:
    """Tell whether any of the secrets signed the notice, within five minutes of now.

    Several secrets are allowed, so that one can be changed without losing a notice.
    """
    headers = {name.lower(): value for name, value in received.items()}
    notice_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    # Headers are whatever a stranger sent: "²" is a digit to Python and no number, and only bytes compare safely.
    if not notice_id or not _STAMP.fullmatch(stamp) or abs(now - int(stamp)) > _TOLERANCE_SECONDS:
        return False
    given = headers.get("webhook-signature", "").encode().split(b" ")
    signed = b".".join((notice_id.encode(), stamp.encode(), body))
    return any(hmac.compare_digest(_signature(secret, signed), one) for secret in secrets for one in given)


def _signature(secret: str, signed: bytes) -> bytes:
    return b"v1," + base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest())
