"""Shapes of the block list and of exceptions."""

import calendar
from datetime import date
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from server.accounts.schemas import PageQuery, page_of
from server.issuance.proxies.rules import KINDS

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


class ExceptionsQuery(PageQuery):
    """Which month, 2026-11; without one the present."""

    month = fields.String(load_default=None, validate=validate.Regexp(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])"))

    @post_load
    def name_days(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """Turn the month into its first and last day."""
        month = data.pop("month")
        first = date.fromisoformat(f"{month}-01") if month else None
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1]) if first else None
        return {**data, "first": first, "last": last}


class ProxyExceptionSchema(Schema):
    """A collection that a supervisor allowed beside the rule (reading 8)."""

    hand_over_id = fields.String(required=True)
    round_id = fields.String(required=True)
    area_code = fields.String(required=True)
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
