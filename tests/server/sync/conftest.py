import pytest
from flask import Flask

from tests.support.field import Field, go_out


@pytest.fixture
def out(app: Flask) -> Field:
    """A round in the village, the signature already uploaded."""
    from tests.support.tablets import STROKES

    field = go_out(app)
    field.tablet.put(STROKES)
    return field
