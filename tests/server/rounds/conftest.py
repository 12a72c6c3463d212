import pytest
from flask import Flask

from tests.support.field import Office, make_office


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()
