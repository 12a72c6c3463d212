"""A certificate authority for one host name on one local network, kept in var/ca.

It may sign for that name and for addresses of local networks only, so trusting it on a tablet gives nobody
the power to stand in for any other site.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_LIFE = timedelta(days=3650)
# Browsers refuse certificates of servers that live longer than 398 days.
SERVER_LIFE = timedelta(days=390)
RENEW_BEFORE = timedelta(days=30)
LAN = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"))
THIS_MACHINE = IPv4Network("127.0.0.0/8")


@dataclass(frozen=True)
class Certificates:
    """The files of one host name."""

    authority: Path
    server: Path
    server_key: Path


def certificates_for(name: str, addresses: Sequence[IPv4Address], folder: Path) -> Certificates:
    """Return the authority, made once, and a certificate that is valid for `name` and `addresses` today."""
    home = folder / name
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = Certificates(home / "songka-ca.crt", home / "server.crt", home / "server.key")
    authority_key = home / "songka-ca.key"
    if not files.authority.exists():
        _make_authority(name, files.authority, authority_key)
    if not _still_good(files.server, addresses):
        _make_server(name, addresses, files, authority_key)
    return files


def fingerprint(certificate: Path) -> str:
    """Return the SHA-256 fingerprint in groups of four, for comparing by eye."""
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    text = loaded.fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _make_authority(name: str, certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Songka local CA for {name}")])
    allowed = [x509.DNSName(name), *(x509.IPAddress(network) for network in (*LAN, THIS_MACHINE))]
    built = (
        _begin(subject, subject, key.public_key(), CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_file, key)
    certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))


def _make_server(name: str, addresses: Sequence[IPv4Address], files: Certificates, authority_key: Path) -> None:
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    signer = serialization.load_pem_private_key(authority_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{authority_key} holds another kind of key")
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName(name), *(x509.IPAddress(address) for address in addresses)]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        _begin(subject, authority.subject, key.public_key(), SERVER_LIFE)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write_key(files.server_key, key)
    pem = serialization.Encoding.PEM
    files.server.write_bytes(built.public_bytes(pem) + authority.public_bytes(pem))


def _begin(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # A tablet's clock may run behind this machine's.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + life)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)


def _still_good(server: Path, addresses: Sequence[IPv4Address]) -> bool:
    if not server.exists():
        return False
    loaded = x509.load_pem_x509_certificate(server.read_bytes())
    if loaded.not_valid_after_utc - datetime.now(UTC) < RENEW_BEFORE:
        return False
    named = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(addresses) <= set(named.get_values_for_type(x509.IPAddress))
