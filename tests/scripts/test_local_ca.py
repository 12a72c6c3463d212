"""The certificates of `make run-lan`, judged by a real TLS handshake."""

import socket
import ssl
import threading
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from scripts.local_ca import Certificates, certificates_for, fingerprint

HOME = IPv4Address("192.168.1.20")
FOREIGN = IPv4Address("8.8.8.8")


def shake_hands(files: Certificates, host: str) -> None:
    """Connect as a browser that trusts the authority and has typed `host`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(files.server, files.server_key)
    browser = ssl.create_default_context(cafile=str(files.authority))
    here, there = socket.socketpair()

    def serve() -> None:
        with there:
            try:
                server.wrap_socket(there, server_side=True).close()
            except (ssl.SSLError, ConnectionError):
                # The browser has turned away, which is what some of these tests want.
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with here, browser.wrap_socket(here, server_hostname=host):
            pass
    finally:
        thread.join()


def test_a_tablet_that_trusts_the_authority_reaches_the_server_by_name_and_address(tmp_path: Path) -> None:
    files = certificates_for("songka.local", [HOME], tmp_path)

    shake_hands(files, "songka.local")
    shake_hands(files, str(HOME))


def test_it_is_no_good_for_another_name(tmp_path: Path) -> None:
    files = certificates_for("songka.local", [HOME], tmp_path)

    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(files, "bank.local")


def test_the_authority_cannot_vouch_for_an_address_of_the_internet(tmp_path: Path) -> None:
    files = certificates_for("songka.local", [FOREIGN], tmp_path)

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(files, str(FOREIGN))


def test_the_authority_is_made_once_so_that_tablets_keep_trusting_it(tmp_path: Path) -> None:
    first = fingerprint(certificates_for("songka.local", [HOME], tmp_path).authority)
    again = certificates_for("songka.local", [HOME, IPv4Address("10.0.0.7")], tmp_path)

    assert fingerprint(again.authority) == first
    shake_hands(again, "10.0.0.7")


def test_its_keys_are_nobody_elses_to_read(tmp_path: Path) -> None:
    files = certificates_for("songka.local", [HOME], tmp_path)

    keys = list(files.server_key.parent.glob("*.key"))
    assert len(keys) == 2
    assert all(key.stat().st_mode & 0o077 == 0 for key in keys)
