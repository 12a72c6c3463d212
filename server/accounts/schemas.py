"""Shapes that the lists of all features share."""

from datetime import date

from marshmallow import Schema, fields, validate

_MOST_ROWS = 200
# Far past any list, well within what both engines can skip.
_LAST_PAGE = 1_000_000
# Days a calendar can still be asked about on either side.
DAY = validate.Range(min=date(1900, 1, 1), max=date(2999, 12, 31))


class PageQuery(Schema):
    """Which page of a list."""

    page = fields.Integer(strict=False, load_default=1, validate=validate.Range(min=1, max=_LAST_PAGE))
    per_page = fields.Integer(strict=False, load_default=50, validate=validate.Range(min=1, max=_MOST_ROWS))


def page_of(item: type[Schema], name: str) -> type[Schema]:
    """Return the schema of one page of `item`; `name` is how OpenAPI calls it."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "total": fields.Integer(required=True),
            "page": fields.Integer(required=True),
            "per_page": fields.Integer(required=True),
        },
        name=name,
    )
