"""Read the proxy whom a cardholder reserved at the application (1.1.3.a).

What is wrong with a proxy never stops the card: the row is imported without one, and the person
can still be served by the other paths.
"""

from typing import Any

from server.cards.imports.rules.cells import lost_digits, read_phone, read_text
from server.cards.imports.rules.columns import Columns
from server.cards.imports.rules.problems import Problem, problem
from server.cards.sheets.rules import Row
from server.core.identity_numbers import IdentityNumber, read_identity_number, same_person_number
from server.core.names import normalise_name
from server.rules import policy

_RELATION_LENGTH = 20


def read_proxy(row: Row, columns: Columns, applicant: str | None, problems: list[Problem]) -> dict[str, Any] | None:
    """Return {name, number, phone, relation} of a row's proxy, None where it names none that could be one.

    `applicant` is the row's own social security number.
    """
    name = normalise_name(read_text(columns.cell(row, "proxy_name")) or "")
    cell = columns.cell(row, "proxy_number")
    text = read_text(cell) or ""
    phone = read_phone(columns.cell(row, "proxy_phone"), problems, "proxy_phone")["proxy_phone"]
    relation = read_text(columns.cell(row, "proxy_relation"), _RELATION_LENGTH)
    if not (name or text or phone or relation):
        return None
    if not name or not text:
        problems.append(problem("proxy_incomplete", "proxy_number" if name else "proxy_name"))
        return None
    limit = policy("import.name_max_characters")
    if len(name) > limit:
        problems.append(problem("proxy_name_too_long", "proxy_name", limit=limit))
        return None
    read = read_identity_number(text)
    refused = problem("proxy_number_shape", "proxy_number") if lost_digits(cell, text) else _refuse(read, applicant)
    if refused is not None:
        problems.append(refused)
        return None
    return {"name": name, "number": read.text, "phone": phone, "relation": relation}


def _refuse(read: IdentityNumber, applicant: str | None) -> Problem | None:
    if read.problem == "check_digit":
        return problem("proxy_number_check_digit", "proxy_number", expected=read.expected_check, found=read.text[-1])
    if read.problem is not None or read.kind == "citizen_15":
        return problem("proxy_number_shape", "proxy_number")
    if applicant is not None and same_person_number(read.text, applicant):
        return problem("proxy_is_applicant", "proxy_number")
    return None
