"""An officer's phone and security key: what they show and sign, made up in the test."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from webauthn.helpers import bytes_to_base64url

from server.core.clock import utc_now
from tests.support import people

API = "/api/v1/session"


def add_app(client: FlaskClient, name: str = "手机") -> tuple[pyotp.TOTP, list[str]]:
    """Set an authenticator app up for whoever is logged in; return it and the recovery codes."""
    begun = client.post(f"{API}/factors/app", headers=people.HEADERS).json
    app = pyotp.TOTP(begun["secret"])
    # The step before: the tests still need the present one.
    code = app.at(int(utc_now().timestamp()) - 30)
    answer = client.post(f"{API}/factors/app/{begun['id']}", json={"name": name, "code": code}, headers=people.HEADERS)
    assert answer.status_code == 201, answer.json
    return app, answer.json["recovery_codes"]


@dataclass
class SecurityKey:
    """A security key of one credential (ES256), without attestation."""

    host: str
    origin: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    count: int = 0

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer navigator.credentials.create."""
        numbers = self.private.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        length = len(self.credential_id).to_bytes(2, "big")
        data = self._authenticator_data(0x41) + bytes(16) + length + self.credential_id + public
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {
                "clientDataJSON": self._client_data("webauthn.create", options["challenge"]),
                "attestationObject": attestation,
            }
        )

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer navigator.credentials.get."""
        self.count += 1
        client_data, data = self._client_data("webauthn.get", options["challenge"]), self._authenticator_data(0x01)
        signed = self.private.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": client_data, "authenticatorData": data, "signature": signed})

    def _authenticator_data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, bytes]) -> dict[str, Any]:
        name = bytes_to_base64url(self.credential_id)
        coded = {key: bytes_to_base64url(value) for key, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": coded, "clientExtensionResults": {}}
