"""Shapes of imports on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery, page_of
from server.rules import table

_CODES = [row["code"] for row in table("import_problems")["rows"]]


class WordsSchema(Schema):
    """The same words in each language of the screens."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class ImportCountsSchema(Schema):
    """rows = fine + warn + stop."""

    rows = fields.Integer(required=True)
    fine = fields.Integer(required=True)
    warn = fields.Integer(required=True)
    stop = fields.Integer(required=True)
    villages = fields.Integer(required=True)
    unmatched = fields.Integer(required=True)
    proxies = fields.Integer(required=True, metadata={"description": "Rows with a reserved proxy (1.1.3.a)"})


class ImportProblemSchema(Schema):
    """One kind of problem and how many rows have it."""

    code = fields.String(required=True)
    severity = fields.String(required=True, validate=validate.OneOf(["stop", "warn"]))
    rows = fields.Integer(required=True)
    title = fields.Nested(WordsSchema, required=True)


class ImportColumnSchema(Schema):
    """One recognised column."""

    key = fields.String(required=True)
    header = fields.String(required=True)
    index = fields.Integer(required=True)


class BatchNameSchema(Schema):
    """A batch as other things name it."""

    id = fields.String(required=True)
    number = fields.String(required=True)


class ImportSchema(Schema):
    """A file that was looked at; nothing is imported before its confirmation."""

    id = fields.String(required=True)
    file_name = fields.String(required=True)
    file_kind = fields.String(required=True)
    area_code = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "preview, confirmed or discarded"})
    created_at = fields.AwareDateTime(required=True)
    counts = fields.Nested(ImportCountsSchema, required=True)
    banks = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    problems = fields.List(fields.Nested(ImportProblemSchema), required=True)
    recognised_columns = fields.List(fields.Nested(ImportColumnSchema), required=True)
    unknown_columns = fields.List(fields.String(), required=True)
    batch_number = fields.String(required=True, allow_none=True)
    batch = fields.Nested(BatchNameSchema, required=True, allow_none=True)
    imported = fields.Integer(required=True, allow_none=True)
    skipped = fields.Integer(required=True, allow_none=True)
    rows_forgotten_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "Since when its rows are empty (4.2)"}
    )


class UploadedImportSchema(ImportSchema):
    """An upload's answer: `is_new` is false when the same file was here before and nothing changed."""

    is_new = fields.Boolean(required=True)


class ImportRowsQuery(PageQuery):
    """Which rows; without a problem, all that have one."""

    problem = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(_CODES))


class RowProblemSchema(Schema):
    """What is wrong with a cell."""

    code = fields.String(required=True)
    column = fields.String(required=True)
    severity = fields.String(required=True)
    facts = fields.Dict(required=True)
    title = fields.Nested(WordsSchema, required=True)
    text = fields.Nested(WordsSchema, required=True)


class VillageSchema(Schema):
    """A village by code and name."""

    code = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)


class ImportRowSchema(Schema):
    """One row of the sheet, people's numbers masked; `cells` by column key."""

    row_no = fields.Integer(required=True)
    severity = fields.String(required=True)
    cells = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    village = fields.Nested(VillageSchema, required=True, allow_none=True)
    problems = fields.List(fields.Nested(RowProblemSchema), required=True)


ImportRowPage = page_of(ImportRowSchema, "ImportRowPage")
