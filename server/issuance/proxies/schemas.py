"""Shapes of the block list and of exceptions."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import DAY, PageQuery, page_of
from server.issuance.proxies.rules import KINDS
from server.rules import reason_codes

_REASONS = reason_codes("proxy_exception")
_AREA = validate.Regexp(r"[0-9]{12}")


class BlockedProxySchema(Schema):
    """Somebody who may not collect for others, the number masked."""

    id = fields.String(required=True)
    area_code = fields.String(required=True)
    area_name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    name = fields.String(required=True)
    number_masked = fields.String(required=True)
    added_at = fields.DateTime(required=True)
    added_by = fields.String(required=True)


BlockedProxiesSchema = page_of(BlockedProxySchema, "BlockedProxies")


class NewBlockedProxySchema(Schema):
    """Somebody for the block list of an area (twelve digits)."""

    area_code = fields.String(required=True, validate=_AREA)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    name = fields.String(required=True, validate=validate.Length(min=1, max=80))
    number = fields.String(required=True, validate=validate.Length(min=6, max=30))


class BlockCountSchema(Schema):
    """What became of a list: rows added, there already, and the row numbers that could not be read."""

    added = fields.Integer(required=True)
    known = fields.Integer(required=True)
    left_out = fields.List(fields.Integer(), required=True)


class WhichExceptions(Schema):
    """Which days and which reason; without days the present month until today."""

    first_day = fields.Date(load_default=None, validate=DAY)
    last_day = fields.Date(load_default=None, validate=DAY)
    reason = fields.String(load_default=None, validate=validate.OneOf(_REASONS))


class ExceptionsQuery(PageQuery, WhichExceptions):
    """Which exceptions, and which page of them."""


class ProxyExceptionSchema(Schema):
    """A collection that a supervisor allowed beside the rule (reading 8)."""

    hand_over_id = fields.String(required=True)
    round_id = fields.String(required=True)
    area_code = fields.String(required=True)
    area_name = fields.String(required=True)
    cardholder_name = fields.String(required=True)
    box_position = fields.String(required=True)
    proxy_name = fields.String(required=True)
    proxy_number_masked = fields.String(required=True)
    proxy_phone_masked = fields.String(required=True)
    path = fields.String(required=True)
    relation = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    document = fields.String(required=True)
    supervisor = fields.String(required=True)
    served = fields.Integer(required=True, metadata={"description": "Which person this was for the proxy"})
    standing = fields.String(required=True, metadata={"description": "fine, many or supervisor"})
    at = fields.DateTime(required=True)


ProxyExceptionsSchema = page_of(ProxyExceptionSchema, "ProxyExceptions")
