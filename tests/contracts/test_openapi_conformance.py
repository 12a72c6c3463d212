"""The API does what its OpenAPI says, whatever is asked: no answer of 5xx, none of an undeclared shape."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.app import create_app
from server.db import db
from tests.support import databases, people
from tests.support.field import go_out

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 6
FEWEST_OPERATIONS, FEWEST_ANSWERED = 50, 20
# These end the very log-in that the others are asked with.
ENDS_THE_SESSION = r"/session"


@dataclass(frozen=True)
class Asked:
    """The API's own description, and the log-in it is asked with."""

    schema: schemathesis.BaseSchema
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def asked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory):
    """The description as it is served, over an office with a round in the field."""
    folder = tmp_path_factory.mktemp("conformance")
    app = create_app(databases.config_for(databases.sqlite_copy(sqlite_template, folder), folder))
    with app.app_context():
        out = go_out(app)
        asker = people.make_officer(out.office.world.county, "county_admin")
        session = people.logged_in(app, asker).get_cookie("songka").value
        db.session.remove()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    schema.config.update(headers=people.HEADERS)
    yield Asked(schema.exclude(path_regex=ENDS_THE_SESSION), {"songka": session})
    databases.close(app)


def test_every_operation_answers_as_it_is_described(asked: Asked) -> None:
    operations = [found.ok() for found in asked.schema.get_all_operations()]
    assert len(operations) > FEWEST_OPERATIONS
    statuses: Counter[int] = Counter()
    for operation in operations:
        _ask(operation, asked.cookies, statuses)
    assert statuses[200] > FEWEST_ANSWERED, f"the log-in did not hold: {statuses}"


def _ask(operation: schemathesis.APIOperation, cookies: dict[str, str], statuses: Counter[int]) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    def ask(case: schemathesis.Case) -> None:
        statuses[case.call_and_validate(checks=CHECKS, cookies=cookies).status_code] += 1

    ask()
