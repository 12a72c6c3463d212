"""C1 in a real Chromium: killed at any moment, it has every record whose tick was shown, and its drafts."""

import pytest

from tests.chaos.kills import kill

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("kills")]


def test_c1_twenty_kills_lose_no_record_and_no_draft() -> None:
    done = kill("browser", "20")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("browser: 20 kills (")
    assert done.stdout.endswith("0 broken promises\n")


def test_c1_a_tick_before_the_save_is_found_with_its_seed_and_trace() -> None:
    done = kill("browser", "3", "1", "early", "0")
    assert done.returncode == 1
    assert "browser: seed 1 (3 kills) breaks " in done.stderr


def test_c5_without_the_second_copy_a_torn_log_takes_everything_along() -> None:
    done = kill("browser", "20", "14", "alone", "0")
    assert done.returncode == 1
    assert "browser: seed 14 (20 kills) breaks " in done.stderr
