"""Keeps security keys (WebAuthn): what they are asked to sign, and whether their answer holds."""
