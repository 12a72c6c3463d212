"""Routes of the devices: at the desk, at enrolment, and on the device itself."""

from typing import Any

from flask import Response, after_this_request, current_app, request
from flask_smorest import Blueprint

from server.accounts.devices import actions, queries
from server.accounts.devices.models import Device
from server.accounts.devices.schemas import (
    ChallengeQuerySchema,
    ChallengeSchema,
    DeviceSchema,
    DevicesSchema,
    EnrolledSchema,
    EnrolmentSchema,
    JoinedSchema,
    JoinSchema,
    NewDeviceSchema,
    ProofSchema,
    ShownCodeSchema,
)
from server.accounts.may import device_required, may, public
from server.accounts.sessions.routes import DEVICE_COOKIE, origin_of_request, set_cookie
from server.config import current_config
from server.core import signing
from server.core.escrow import newest_escrow_key
from server.core.public_keys import public_half
from server.rules import policy

# Where the layer that receives records says which history this server keeps.
LINEAGE = "songka.lineage"
_DAY_SECONDS = 24 * 3600

blueprint = Blueprint("devices", __name__, url_prefix="", description="Tablets and their enrolment")


@blueprint.get("/devices")
@may("devices.read")
@blueprint.response(200, DevicesSchema)
def list_devices() -> dict[str, Any]:
    """List the devices in scope."""
    found = queries.devices()
    return {"items": found, "total": len(found)}


@blueprint.post("/devices")
@may("devices.write")
@blueprint.arguments(NewDeviceSchema)
@blueprint.response(201, DeviceSchema)
def create_device(body: dict[str, str]) -> Device:
    """Enter a device."""
    return actions.create_device(**body)


@blueprint.post("/devices/<string:device_id>/enrolment-code")
@may("devices.write")
@blueprint.response(201, ShownCodeSchema)
def draw_enrolment_code(device_id: str) -> actions.ShownCode:
    """Draw a one-time code for a device; it is shown this once."""
    return actions.draw_enrolment_code(device_id)


@blueprint.post("/devices/<string:device_id>/revocation")
@may("devices.revoke")
@blueprint.response(200, DeviceSchema)
def revoke_device(device_id: str) -> Device:
    """Shut a device out for good (4.2)."""
    return actions.revoke_device(device_id)


@blueprint.post("/enrolment")
@public
@blueprint.arguments(EnrolmentSchema)
@blueprint.response(201, EnrolledSchema)
def enrol_device(body: dict[str, Any]) -> dict[str, Any]:
    """Turn the browser that shows a code into its device; the token goes into a cookie."""
    enrolled = actions.enrol_device(
        body["code"], request.remote_addr or "", known_as=body["device_id"], public_key=body["public_key"]
    )
    _keep_token(enrolled)
    return {
        "device": enrolled.device,
        "receipt_key": signing.public_key(current_config().key_dir),
        "escrow_key": public_half(newest_escrow_key(current_config().key_dir)),
        "lineage": current_app.extensions[LINEAGE]() if LINEAGE in current_app.extensions else None,
    }


@blueprint.post("/enrolment/challenge")
@public
@blueprint.arguments(ChallengeQuerySchema)
@blueprint.response(200, ChallengeSchema)
def challenge_device(body: dict[str, str]) -> dict[str, str]:
    """Ask for what a device must sign to get its cookie back: browsers may lose it in a power cut."""
    return {"challenge": actions.challenge_device(body["device_id"])}


@blueprint.post("/enrolment/proof")
@public
@blueprint.arguments(ProofSchema)
@blueprint.response(200, DeviceSchema)
def prove_device(body: dict[str, str]) -> Device:
    """Know a device again by its own signature; the new token goes into the cookie, the old one ends."""
    proven = actions.prove_device(body["challenge"], body["proof"])
    _keep_token(proven)
    return proven.device


@blueprint.get("/device")
@device_required
@blueprint.response(200, DeviceSchema)
def which_device_am_i() -> Device:
    """Tell a device what the server knows of it."""
    return queries.current_device()


@blueprint.post("/device/officers")
@device_required
@blueprint.arguments(JoinSchema)
@blueprint.response(201, JoinedSchema)
def join_device(body: dict[str, Any]) -> dict[str, Any]:
    """Let an officer work on this device with the keys made for them there."""
    credentials = (body["username"], body["password"])
    device = queries.current_device()
    keys = (body["seal_public_key"], body["sign_public_key"])
    officer = actions.join_device(device, credentials, *keys, origin=origin_of_request())
    return {"officer": officer}


def _keep_token(enrolled: actions.Enrolled) -> None:
    @after_this_request
    def keep(response: Response) -> Response:
        set_cookie(response, DEVICE_COOKIE, enrolled.token, policy("device.cookie_days") * _DAY_SECONDS)
        return response
