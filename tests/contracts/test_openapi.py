"""What the API promises in public is what it does: the committed OpenAPI is the served one."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

COMMITTED = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"
METHODS = {"get", "post", "put", "patch", "delete", "head"}


@pytest.fixture
def served(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return json.loads(answer.data)


def test_the_committed_description_is_current(served: dict[str, Any]) -> None:
    assert json.loads(COMMITTED.read_text("utf-8")) == served, "run `make openapi` and commit what it writes"


def test_every_operation_says_what_it_does_and_how_it_refuses(served: dict[str, Any]) -> None:
    operations = {
        f"{method.upper()} {path}": operation
        for path, item in served["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }

    assert operations
    assert [name for name, operation in operations.items() if not operation.get("summary")] == []
    assert [name for name, operation in operations.items() if "default" not in operation["responses"]] == []
