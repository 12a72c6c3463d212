"""Read the forms table: which columns a form has in its edition."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from server.forms.models import Column, FormLayout
from server.rules.tables import table


@cache
def form_layout(key: str) -> FormLayout:
    """Return the form's layout in the edition in force; KeyError for a form the table does not know."""
    return read_layout(table("forms"), key)


def read_layout(forms: Mapping[str, Any], key: str) -> FormLayout:
    """Read one form out of a forms table."""
    form = forms["forms"][key]
    return FormLayout(
        key=key,
        edition=forms["edition"],
        valid_from=date.fromisoformat(forms["valid_from"]),
        clause=form["clause"],
        attachment=form["attachment"],
        title_zh=form["title_zh"],
        retention=retention_words(form["retention"]),
        columns=tuple(Column(**column) for column in form["columns"]),
        words=form["words"],
    )


def retention_words(retention_class: str) -> str:
    """Say how long papers and pictures of a class are kept (4.2); KeyError for a class without words."""
    return {row["class"]: str(row["zh"]) for row in table("retention")["rows"]}[retention_class]
