import pytest
from flask import Flask

from tests.support.field import Field, go_out
from tests.support.tablets import STROKES


@pytest.fixture
def out(app: Flask) -> Field:
    field = go_out(app)
    field.tablet.put(STROKES)
    return field
