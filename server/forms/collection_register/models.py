"""A collection register as plain data."""

from dataclasses import dataclass
from datetime import date

from server.forms.typesetting.models import Fingerprint, Ink, Signer


@dataclass(frozen=True)
class Proxy:
    """Who collected in the cardholder's place (1.1.3); `relation` is the word that goes on paper."""

    name: str
    document_number: str
    relation: str
    phone: str


@dataclass(frozen=True)
class TemporaryCardLine:
    """What became of the temporary card (2.1–2.3): `none`, `returned` or `fee_paid` with its receipt number."""

    outcome: str = "none"
    receipt_number: str = ""


@dataclass(frozen=True)
class PaperSignature:
    """A signature that stands on a paper roster, in the row of this code; the sheet is filed beside the register."""

    row_code: str


@dataclass(frozen=True)
class CollectionLine:
    """One card collected; `way` is a key of the forms table's words, None in a tick = does not apply."""

    serial: int
    name: str
    social_security_number: str
    card_number: str
    bank: str
    address: str
    phone: str
    way: str
    proxy: Proxy | None
    temporary_card: TemporaryCardLine
    social_enabled: bool | None
    financial_active: bool | None
    password_changed: bool | None
    signature: Ink | Fingerprint | PaperSignature | None
    collected_on: date | None
    hr_officer: str
    bank_officer: str
    remarks: str = ""


@dataclass(frozen=True)
class CollectionRegister:
    """The register of one round; `body` is whose form it is: 安图县, 延边州, 长白山保护开发区."""

    body: str
    place: str
    held_on: date
    round_number: str
    hr_officer: Signer
    bank_officer: Signer
    lines: tuple[CollectionLine, ...]
