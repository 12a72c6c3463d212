"""Where far sides post their notices."""

import time
from typing import Any

from flask import request
from flask_smorest import Blueprint

from server.accounts import open_to_machines
from server.activation.notices.actions import take_notice
from server.activation.notices.rules import notice_is_genuine
from server.activation.notices.schemas import NoticeSchema
from server.config import current_config
from server.core.errors import Refusal

blueprint = Blueprint("gateways", __name__, description="Notices of the card-management system and the banks")

_KINDS = {"card-management": ("social", "recovery"), "bank": ("finance",)}


@blueprint.post("/gateways/<string:system>/notices")
@blueprint.arguments(NoticeSchema)
@blueprint.response(204)
@open_to_machines
def take(body: dict[str, Any], system: str) -> None:
    """Take a signed notice; a forged or old one is refused, a repeated one changes nothing."""
    secrets = [current_config().gateway_token]
    if not notice_is_genuine(dict(request.headers), request.get_data(cache=True), secrets, time.time()):
        raise Refusal("notice_not_genuine")
    if system not in _KINDS:
        raise Refusal("not_found")
    take_notice(request.headers["webhook-id"], _KINDS[system], body)
