import pytest

from tests.chaos.kills import bundle


@pytest.fixture(scope="session")
def kills() -> None:
    """The bundles, made once."""
    bundle()
