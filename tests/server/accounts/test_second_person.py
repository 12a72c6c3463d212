"""T15: whoever stands beside the officer logged in proves their account, a second factor included."""

from datetime import timedelta

import pytest
import time_machine

from server.accounts.actions import prove_second_person
from server.accounts.sessions.tries.actions import Origin
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.rules import policy
from tests.support import people
from tests.support.factors import add_app

DESK = Origin("192.0.2.7")


def prove(code: str | None = None, password: str = people.PASSWORD, origin: Origin = DESK) -> str:
    try:
        return prove_second_person("hanlei", password, origin, code).id
    except Refusal as refused:
        return refused.code


@pytest.fixture
def phone(log_in, bank_manager):
    """The bank manager's authenticator app, with its recovery codes."""
    return add_app(log_in(bank_manager))


@pytest.fixture
def later():
    with time_machine.travel(utc_now() + timedelta(minutes=5), tick=False) as clock:
        yield clock


def test_t15_the_password_alone_is_not_enough_where_there_is_a_second_factor(phone):
    assert prove() == "second_person_code_needed"
    assert prove("") == "second_person_code_needed"


def test_t15_a_wrong_code_and_a_wrong_password_are_refused(phone, later):
    authenticator, _ = phone
    wrong = f"{(int(authenticator.now()) + 1) % 10**6:06d}"
    assert prove(wrong) == "wrong_second_factor"
    assert prove(authenticator.now(), password="not the password") == "wrong_credentials"


def test_t15_the_code_of_the_second_person_is_used_once(phone, bank_manager, later):
    authenticator, _ = phone
    assert prove(authenticator.now()) == bank_manager
    assert prove(authenticator.now()) == "wrong_second_factor"


def test_t15_guessing_the_code_of_the_second_person_is_slowed_down_as_at_a_log_in(phone, later):
    authenticator, _ = phone
    wrong = f"{(int(authenticator.now()) + 1) % 10**6:06d}"
    tries = [prove(wrong) for _ in range(policy("login.free_tries") + 1)]
    assert tries == ["wrong_second_factor"] * policy("login.free_tries") + ["too_many_requests"]
    assert prove(authenticator.now()) == "too_many_requests"


def test_t15_a_recovery_code_stands_in_for_the_phone(phone, bank_manager):
    _, codes = phone
    assert prove(codes[0].lower()) == bank_manager
    assert prove(codes[0]) == "wrong_second_factor"


def test_without_a_second_factor_the_password_is_enough(app, bank_manager):
    assert prove() == bank_manager


def test_an_enrolled_device_is_the_second_factor_of_those_who_work_on_it(phone, bank_manager):
    assert prove(origin=Origin("192.0.2.7", device_id=bank_manager)) == bank_manager
