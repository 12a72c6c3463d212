"""S1 at length: a real server under upload load, killed at any moment and at named places."""

import pytest

from tests.chaos.kills import kill

pytestmark = pytest.mark.usefixtures("kills")


def test_s1_s4_fifty_kills_under_load_lose_and_double_nothing() -> None:
    done = kill("server", "50")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("server: 50 kills (")
    assert done.stdout.endswith("0 broken promises\n")


def test_s1_a_tablet_that_takes_silence_for_a_yes_is_found_with_its_seed_and_trace() -> None:
    done = kill("server", "3", "48", "takes silence for a yes", "0")
    assert done.returncode == 1
    assert "server: seed 48 (3 kills) breaks " in done.stderr
