"""Keeps second factors of officers: authenticator apps (TOTP), security keys (WebAuthn), recovery codes.

等保 8.1.4.1 d (two kinds of proof); OWASP ASVS 5.0, 6.5. A log-in on an enrolled device needs none: the device
itself is the second factor there.
"""
