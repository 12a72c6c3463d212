"""All settings, from the environment, in one typed object that refuses to start when incomplete.

Every variable begins with SONGKA_. Nothing is needed for one township: the embedded defaults
put everything into one data folder. SONGKA_MODE=production has no such defaults for what must
not be guessed (the key, the public address, the outside systems).
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from flask import Flask, current_app

from server.core.flushed_files import write_once

_ROOT = Path(__file__).resolve().parent.parent
_EXTENSION = "songka.config"

Mode = Literal["embedded", "production"]
# Some provinces offer no interface: there, sheets go out and come back (server/issuance/back_entry).
Way = Literal["http", "file"]


class ConfigError(Exception):
    """A setting is missing or wrong; the message names the variable and what it should hold."""


@dataclass(frozen=True)
class Config:
    """What one installation is told from outside."""

    mode: Mode
    data_dir: Path
    database_url: str
    blob_url: str
    key_dir: Path
    keystore_dir: Path
    backup_dir: Path
    keystore_backup_dir: Path
    secret_key: str
    old_secret_keys: tuple[str, ...]
    host: str
    port: int
    sandbox_port: int
    public_url: str
    secure_cookies: bool
    trusted_proxies: int
    card_management_way: Way
    card_management_url: str
    bank_url: str
    gateway_token: str
    pwa_dir: Path
    id_reader_ports: tuple[int, ...]
    log_level: str
    build: str
    failpoints: str

    @property
    def migrations_dir(self) -> Path:
        """Return the folder of the numbered migrations."""
        return _ROOT / "server" / "migrations"

    @property
    def public_origin(self) -> str:
        """Return scheme, host and port that browsers must name as their origin."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"


def config_from(environment: Mapping[str, str]) -> Config:
    """Read the settings.

    Raises:
        ConfigError: a variable is missing, or is not what it should be.
    """
    read = _Reader(environment)
    mode = read.mode()
    data_dir = Path(read.text("DATA", str(_ROOT / "var"))).resolve()
    key_dir = Path(read.text("KEYS", str(data_dir / "keys"))).resolve()
    port, sandbox_port = read.number("PORT", 8021), read.number("SANDBOX_PORT", 8022)
    sandbox = f"http://127.0.0.1:{sandbox_port}"
    public_url = read.web_address("PUBLIC_URL", f"http://127.0.0.1:{port}")
    config = Config(
        mode=mode,
        data_dir=data_dir,
        database_url=_with_driver(read.text("DATABASE_URL", f"sqlite:///{data_dir / 'songka.sqlite'}")),
        blob_url=read.text("BLOB_URL", (data_dir / "blobs").as_uri()),
        key_dir=key_dir,
        keystore_dir=Path(read.text("KEYSTORE", str(data_dir / "keystore"))).resolve(),
        backup_dir=Path(read.text("BACKUPS", str(data_dir / "backups"))).resolve(),
        keystore_backup_dir=Path(read.text("KEYSTORE_BACKUPS", str(data_dir / "keystore-backups"))).resolve(),
        secret_key=read.text("SECRET_KEY", "") or _kept_secret(key_dir, read),
        old_secret_keys=read.texts("OLD_SECRET_KEYS"),
        host=read.text("HOST", "127.0.0.1"),
        port=port,
        sandbox_port=sandbox_port,
        public_url=public_url,
        secure_cookies=read.switch("SECURE_COOKIES", default=public_url.startswith("https:")),
        trusted_proxies=read.number("TRUSTED_PROXIES", 0),
        card_management_way=read.way("CARD_MANAGEMENT_WAY"),
        card_management_url=read.web_address("CARD_MANAGEMENT_URL", f"{sandbox}/card-management"),
        bank_url=read.web_address("BANK_URL", f"{sandbox}/bank"),
        gateway_token=read.text("GATEWAY_TOKEN", "sandbox"),
        pwa_dir=Path(read.text("PWA", str(_ROOT / "pwa" / "dist"))).resolve(),
        id_reader_ports=read.ports("ID_READER_PORTS"),
        log_level=read.text("LOG_LEVEL", "info").upper(),
        build=read.text("BUILD", "0.1.0"),
        failpoints=read.text("FAIL", ""),
    )
    _refuse_what_production_may_not_be(config, read)
    return config


def config_from_environment() -> Config:
    """Read the settings of this process."""
    return config_from(os.environ)


def keep_config(app: Flask, config: Config) -> None:
    """Make `config` what `current_config` returns inside `app`."""
    app.extensions[_EXTENSION] = config


def current_config() -> Config:
    """Return the settings of the running application."""
    config: Config = current_app.extensions[_EXTENSION]
    return config


class _Reader:
    """Reads SONGKA_ variables, each in the form it must have."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def text(self, name: str, default: str) -> str:
        return self.environment.get(f"SONGKA_{name}", "").strip() or default

    def given(self, name: str) -> bool:
        return bool(self.text(name, ""))

    def mode(self) -> Mode:
        mode = self.text("MODE", "embedded")
        if mode == "embedded":
            return "embedded"
        if mode == "production":
            return "production"
        raise ConfigError(f"SONGKA_MODE must be embedded or production, not {mode!r}")

    def way(self, name: str) -> Way:
        way = self.text(name, "http")
        if way == "http":
            return "http"
        if way == "file":
            return "file"
        raise ConfigError(f"SONGKA_{name} must be http or file, not {way!r}")

    def number(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdigit()):
            raise ConfigError(f"SONGKA_{name} must be a whole number, not {text!r}")
        return int(text)

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(text.strip() for text in self.text(name, "").split(",") if text.strip())

    def ports(self, name: str) -> tuple[int, ...]:
        texts = self.texts(name)
        if not all(text.isascii() and text.isdigit() and 1024 <= int(text) <= 65_535 for text in texts):
            raise ConfigError(f"SONGKA_{name} must be ports from 1024 to 65535, parted by commas")
        return tuple(sorted({int(text) for text in texts}))

    def switch(self, name: str, *, default: bool) -> bool:
        text = self.text(name, "1" if default else "0").lower()
        if text not in {"0", "1", "true", "false", "yes", "no"}:
            raise ConfigError(f"SONGKA_{name} must be 1 or 0, not {text!r}")
        return text in {"1", "true", "yes"}

    def web_address(self, name: str, default: str) -> str:
        text = self.text(name, default).rstrip("/")
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ConfigError(f"SONGKA_{name} must be an http or https address")
        if _is_link_local(parts.hostname or ""):
            raise ConfigError(f"SONGKA_{name} must not be a link-local address")
        return text


def _is_link_local(host: str) -> bool:
    try:
        return ip_address(host).is_link_local
    except ValueError:
        return False  # a name


# In production nobody guesses these: a default would run, and be wrong, without a word.
_NEEDED_IN_PRODUCTION = (
    "DATABASE_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "CARD_MANAGEMENT_URL",
    "BANK_URL",
    "GATEWAY_TOKEN",
)


def _refuse_what_production_may_not_be(config: Config, read: _Reader) -> None:
    if config.mode != "production":
        return
    unneeded = {"CARD_MANAGEMENT_URL"} if config.card_management_way == "file" else set()
    missing = [f"SONGKA_{name}" for name in _NEEDED_IN_PRODUCTION if name not in unneeded and not read.given(name)]
    if missing:
        raise ConfigError(f"SONGKA_MODE=production needs {', '.join(missing)}")
    if not config.public_url.startswith("https:"):
        # Tablets have no camera, service worker or WebCrypto without it.
        raise ConfigError("SONGKA_PUBLIC_URL must be https in production")
    if config.failpoints:
        raise ConfigError("SONGKA_FAIL makes the server die on purpose; it has no place in production")
    if not config.secure_cookies:
        raise ConfigError("SONGKA_SECURE_COOKIES cannot be 0 in production")


def _with_driver(url: str) -> str:
    """Name psycopg 3 in a plain PostgreSQL address: SQLAlchemy would look for version 2."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return f"postgresql+psycopg://{url.removeprefix(plain)}"
    return url


def _kept_secret(key_dir: Path, read: _Reader) -> str:
    """Return the installation's own key, made at the first start and kept in the key folder."""
    if read.text("MODE", "embedded") == "production":
        return ""  # refused below, by name
    path = key_dir / "session.key"
    write_once(path, secrets.token_urlsafe(48).encode("ascii"))
    return path.read_text(encoding="ascii")
