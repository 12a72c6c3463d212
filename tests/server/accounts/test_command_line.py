import pytest

from server.accounts.organisations.models import Organisation
from server.db import db
from tests.support import people
from tests.support.clients import client_of


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


def test_an_installation_begins_with_a_province_and_its_administrator(app, run):
    found = run("organisations", "found", "吉林省社保卡中心", "--form-body", "吉林省")
    assert found.exit_code == 0, found.output
    province = found.output.strip()
    assert db.session.get(Organisation, province).kind == "provincial_center"
    again = run("organisations", "found", "另一个", "--form-body", "吉林省")
    assert again.exit_code == 1
    words = ("officers", "create", "first", "甲", "--organisation", province, "--role")
    assert run(*words, "bank_manager").exit_code == 1
    username, password = run(*words, "security_admin").output.split()
    body = {"username": username, "password": password}
    assert client_of(app).post("/api/v1/session", json=body, headers=people.HEADERS).status_code == 201
    assert run("officers", "reset", "first").output.split()[1] != password
    assert client_of(app).post("/api/v1/session", json=body, headers=people.HEADERS).status_code == 401
    assert run("officers", "reset", "nobody").exit_code == 1


def test_it_loads_the_divisions(run):
    assert "divisions added" in run("areas", "load").output
    assert run("areas", "load").output == "0 divisions added\n"
