"""Set up vaults, and give one to the next custodian."""

from dataclasses import dataclass
from typing import Any

import orjson

from server import audit
from server.accounts.officers.models import Officer
from server.accounts.officers.queries import officer_in_scope
from server.accounts.organisations.queries import organisation_in_scope
from server.accounts.scope import reach
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.custody.models import Vault, VaultTransfer
from server.custody.vaults.queries import cards_in, open_discrepancies, vault_in_scope
from server.db import db, transaction
from server.evidence.actions import Origin, keep_evidence
from server.evidence.blobs.actions import put_blob
from server.evidence.blobs.rules import STROKES
from server.evidence.rules import key_group


@dataclass(frozen=True)
class NewVault:
    """What a vault is set up with. area_code: twelve digits."""

    name: str
    kind: str
    organisation_id: str
    custodian_id: str
    area_code: str


def set_up_vault(new: NewVault) -> Vault:
    """Set up a vault of an organisation in scope, with its named custodian (4.1.1.a).

    Raises:
        Refusal: not_found; area_outside; not_a_custodian (the officer lacks the role).
    """
    with transaction():
        organisation = organisation_in_scope(new.organisation_id)
        custodian = officer_in_scope(new.custodian_id)
        if not reach().covers_area(new.area_code):
            raise Refusal("area_outside")
        if "custodian" not in custodian.roles or custodian.disabled_at is not None:
            raise Refusal("not_a_custodian")
        vault = Vault(
            name=new.name,
            kind=new.kind,
            organisation_id=organisation.id,
            custodian_id=custodian.id,
            area_code=new.area_code,
        )
        db.session.add(vault)
        db.session.flush()
        audit.record("set_up_vault", "vault", vault.id, "4.1.1.a", custodian=custodian.id)
    return vault


@dataclass(frozen=True)
class TransferCount:
    """What both custodians counted, and their pen strokes: whoever gives, whoever takes."""

    counted: int
    outgoing_signature: dict[str, Any]
    incoming_signature: dict[str, Any]


def transfer_vault(vault_id: str, outgoing_id: str, incoming: Officer, count: TransferCount) -> VaultTransfer:
    """Give a vault from its custodian to the next one, with a count of what lies there (4.1.1.a, 4.1.4).

    Both have proved their accounts. A difference is not handed over: it is found out first (4.1.1.b).

    Raises:
        Refusal: not_found, not_the_custodian, same_person_twice, not_a_custodian, custodian_elsewhere,
            vault_has_discrepancies, vault_count_differs.
    """
    with transaction():
        vault = vault_in_scope(vault_id, lock=True)
        _refuse_unfit_custodians(vault, outgoing_id, incoming)
        waiting = open_discrepancies(vault.id)
        if waiting:
            raise Refusal("vault_has_discrepancies", count=waiting)
        expected = cards_in(vault.id)
        if count.counted != expected:
            raise Refusal("vault_count_differs", expected=expected, counted=count.counted)
        origin = Origin(vault.area_code, None)
        group = key_group("officer_signature", None)
        inks = (count.outgoing_signature, count.incoming_signature)
        signed = [put_blob(orjson.dumps(ink), STROKES, group) for ink in inks]
        for sha256 in signed:
            keep_evidence(origin, "officer_signature", sha256)
        vault.custodian_id = incoming.id
        transfer = VaultTransfer(
            id=new_id(),
            vault_id=vault.id,
            outgoing_id=outgoing_id,
            incoming_id=incoming.id,
            counted=expected,
            at=utc_now(),
            outgoing_signature_sha256=signed[0],
            incoming_signature_sha256=signed[1],
            audit_id=audit.record(
                "transfer_vault", "vault", vault.id, "4.1.1.a",
                outgoing=outgoing_id, incoming=incoming.id, counted=expected,
            ),
        )  # fmt: skip
        db.session.add(transfer)
    return transfer


def _refuse_unfit_custodians(vault: Vault, outgoing_id: str, incoming: Officer) -> None:
    # 4.1.4: nobody stands in for the custodian, not even to give the vault away.
    if vault.custodian_id != outgoing_id:
        raise Refusal("not_the_custodian")
    if incoming.id == outgoing_id:
        raise Refusal("same_person_twice")
    if "custodian" not in incoming.roles or incoming.disabled_at is not None:
        raise Refusal("not_a_custodian")
    if incoming.organisation_id != vault.organisation_id:
        raise Refusal("custodian_elsewhere")
