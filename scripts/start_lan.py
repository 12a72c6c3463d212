"""Serve real tablets on the local network: HTTPS under a host name, with a certificate authority of our own.

Camera, service worker and WebCrypto work on HTTPS only. A plain page on a second port gives the
authority's certificate to the tablet and says how to trust it; nothing else is served there.
"""

import argparse
import os
import socket
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import segno
from zeroconf import IPVersion, ServiceInfo, Zeroconf

from scripts.local_ca import LAN, Certificates, certificates_for, fingerprint
from scripts.start import Listener, prepare, refuse_busy_port, run
from server.config import ConfigError, config_from_environment

PAGE = Path(__file__).with_name("trust.html")


def host_name(wanted: str) -> str:
    """Return the name to serve under; a bare word becomes a .local name, which networks resolve by themselves."""
    name = wanted.strip().lower().rstrip(".")
    labels = name.split(".")
    if not name or not all(label.replace("-", "").isalnum() and label.isascii() for label in labels):
        sys.exit("NAME must be a host name, for example: make run-lan NAME=songka")
    return name if len(labels) > 1 else f"{name}.local"


def own_addresses() -> list[IPv4Address]:
    """Return this machine's addresses on its networks, the one towards the default route first."""
    found: list[IPv4Address] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only picks the interface.
            probe.connect(("10.255.255.255", 1))
            found.append(IPv4Address(probe.getsockname()[0]))
        except OSError:
            pass
    for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
        address = IPv4Address(str(entry[4][0]))
        if address not in found and not address.is_loopback:
            found.append(address)
    # Others are not the authority's to sign for.
    return [address for address in found if any(address in network for network in LAN)]


def announce_name(name: str, port: int, addresses: list[IPv4Address]) -> Zeroconf | None:
    """Answer for NAME.local on the local network, as printers do; other names are the network's own business."""
    if not name.endswith(".local") or not addresses:
        return None
    service = ServiceInfo(
        "_https._tcp.local.",
        f"Songka {name}._https._tcp.local.",
        port=port,
        server=f"{name}.",
        addresses=[address.packed for address in addresses],
    )
    announcer = Zeroconf(ip_version=IPVersion.V4Only)
    announcer.register_service(service, allow_name_change=True)
    return announcer


def serve_trust_page(port: int, url: str, files: Certificates) -> None:
    """Serve the page and the certificate, in the background, until the process ends."""
    page = PAGE.read_text("utf-8").replace("{url}", url).replace("{fingerprint}", fingerprint(files.authority))
    answers = {
        "/": ("text/html; charset=utf-8", page.encode()),
        "/songka-ca.crt": ("application/x-x509-ca-cert", files.authority.read_bytes()),
    }

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media_type, body = answers.get(self.path, ("", b""))
            self.send_response(HTTPStatus.OK if media_type else HTTPStatus.NOT_FOUND)
            self.send_header("Content-Type", media_type or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_parts: object) -> None:
            """Say nothing: the terminal belongs to the person who started this."""

    server = ThreadingHTTPServer(("0.0.0.0", port), Answer)  # noqa: S104 - the tablets are on the network
    threading.Thread(target=server.serve_forever, daemon=True).start()


def qr(text: str) -> str:
    """Return a QR code as lines of half blocks."""
    code = segno.make(text, error="m")
    rows = [list(row) for row in code.matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    # Dark modules are spaces on a light ground, so that it reads on dark terminals too.
    shapes = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join("".join(shapes[(upper, lower)] for upper, lower in zip(*pair, strict=True)) for pair in pairs)


def greeting(url: str, trust_url: str, accounts: str, files: Certificates) -> str:
    """Return what the person at the terminal needs to know."""
    return "\n".join(
        (
            "",
            "1. On each tablet, once: open this address and trust the certificate.",
            f"   {trust_url}",
            qr(trust_url),
            f"   Fingerprint: {fingerprint(files.authority)}",
            "",
            "2. Then open 送卡 Songka:",
            f"   {url}",
            qr(url),
            "",
            accounts,
            "Ctrl-C stops it.",
        )
    )


def main() -> None:
    """Start for the local network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--port", type=int, default=8443)
    parser.add_argument("--trust-port", type=int, default=8080)
    asked = parser.parse_args()
    name = host_name(asked.name)
    url = f"https://{name}:{asked.port}"
    os.environ["SONGKA_PUBLIC_URL"] = url
    try:
        config = config_from_environment()
    except ConfigError as problem:
        sys.exit(str(problem))
    everywhere = "0.0.0.0"  # noqa: S104 - the tablets are on the network
    refuse_busy_port(everywhere, asked.port, "PORT")
    refuse_busy_port(everywhere, asked.trust_port, "TRUST_PORT")
    refuse_busy_port("127.0.0.1", config.sandbox_port, "SANDBOX_PORT")
    addresses = own_addresses()
    files = certificates_for(name, [*addresses, IPv4Address("127.0.0.1")], config.data_dir / "ca")
    if not addresses:
        print("This machine has no address on a local network: tablets cannot reach it.", file=sys.stderr)
    trust_url = f"http://{addresses[0] if addresses else '127.0.0.1'}:{asked.trust_port}/"
    accounts = prepare()
    serve_trust_page(asked.trust_port, url, files)
    announcer = announce_name(name, asked.port, addresses)
    listener = Listener(everywhere, asked.port, files.server, files.server_key)
    try:
        code = run(config, listener, greeting(url, trust_url, accounts, files), files.authority)
    finally:
        if announcer:
            announcer.close()
    sys.exit(code)


if __name__ == "__main__":
    main()
