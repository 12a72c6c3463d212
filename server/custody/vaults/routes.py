"""Routes of the vaults."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.schemas import PageQuery
from server.custody.schemas import MovementPage
from server.custody.trails.queries import shown_movements
from server.custody.vaults.actions import NewVault, set_up_vault
from server.custody.vaults.queries import movements_of_vault, vault_with_counts, vaults
from server.custody.vaults.schemas import NewVaultSchema, VaultDetailSchema, VaultPage
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
