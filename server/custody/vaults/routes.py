"""Routes of the vaults."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.actions import origin_of_request, prove_second_person
from server.accounts.schemas import PageQuery
from server.accounts.sessions.queries import current_officer
from server.custody.schemas import MovementPage
from server.custody.trails.queries import shown_movements
from server.custody.vaults.actions import NewVault, TransferCount, set_up_vault, transfer_vault
from server.custody.vaults.queries import movements_of_vault, vault_in_scope, vault_with_counts, vaults
from server.custody.vaults.schemas import (
    NewVaultSchema,
    NewVaultTransferSchema,
    VaultDetailSchema,
    VaultPage,
)
from server.db.paging import Page

blueprint = Blueprint("vaults", __name__, url_prefix="/vaults", description="Vaults and what lies there")


@blueprint.get("")
@may("vaults.read")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, VaultPage)
def list_vaults(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """List the vaults in scope."""
    return vaults(**query)


@blueprint.post("")
@may("vaults.write")
@blueprint.arguments(NewVaultSchema)
@blueprint.response(201, VaultDetailSchema)
def create_vault(body: dict[str, str]) -> dict[str, Any]:
    """Set up a vault with its named custodian."""
    return vault_with_counts(set_up_vault(NewVault(**body)).id)


@blueprint.get("/<string:vault_id>")
@may("vaults.read")
@blueprint.response(200, VaultDetailSchema)
def show_vault(vault_id: str) -> dict[str, Any]:
    """Show a vault with its cards counted by state, bank and age."""
    return vault_with_counts(vault_id)


@blueprint.get("/<string:vault_id>/movements")
@may("vaults.read")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, MovementPage)
def list_movements(query: dict[str, Any], vault_id: str) -> Page[dict[str, Any]]:
    """List what went in and out, the newest first."""
    found = movements_of_vault(vault_id, **query)
    return Page(shown_movements(found.items), found.total, found.page, found.per_page)


@blueprint.post("/<string:vault_id>/transfer")
@may("vaults.transfer")
@blueprint.arguments(NewVaultTransferSchema)
@blueprint.response(201, VaultDetailSchema)
def transfer(body: dict[str, Any], vault_id: str) -> dict[str, Any]:
    """Give the vault to the next custodian, who proves the account here, with a count and both signatures (4.1.4)."""
    vault_in_scope(vault_id)
    incoming = prove_second_person(**body.pop("incoming"), origin=origin_of_request())
    transfer_vault(vault_id, current_officer().id, incoming, TransferCount(**body))
    return vault_with_counts(vault_id)
