"""Set up vaults."""

from dataclasses import dataclass

from server import audit
from server.accounts.officers.queries import officer_in_scope
from server.accounts.organisations.queries import organisation_in_scope
from server.accounts.scope import reach
from server.core.errors import Refusal
from server.custody.models import Vault
from server.db import db, transaction


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
