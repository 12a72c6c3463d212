import pytest
from flask import Flask

from tests.support.field import SECOND_INK, Field, Office, go_out, make_office
from tests.support.tablets import STROKES


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()


@pytest.fixture
def out(app: Flask) -> Field:
    """A round of six cards in the village, the signatures already uploaded."""
    field = go_out(app, 6)
    field.tablet.put(STROKES)
    field.tablet.put(SECOND_INK)
    return field
