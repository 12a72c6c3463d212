"""The route by which a device asks; it writes nothing, so that it may be asked every few seconds."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import device_required
from server.accounts.devices.queries import current_device
from server.issuance.confirmations.queries import confirmations_for
from server.issuance.confirmations.schemas import ConfirmationsSchema

blueprint = Blueprint("confirmations", __name__, description="What became of a device's activations")


@blueprint.get("/device/confirmations")
@device_required
@blueprint.response(200, ConfirmationsSchema)
def list_confirmations() -> dict[str, Any]:
    """Tell a device where the activations behind its last records stand (1.2.2.d)."""
    return {"items": confirmations_for(current_device().id)}
