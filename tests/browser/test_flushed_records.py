"""C2 on the level of system calls: strace sees Chromium flush its database once for each record that is saved."""

import json

import pytest

from tests.chaos.kills import bundle, kill

pytestmark = pytest.mark.browser

RECORDS = 20


def test_c2_each_saved_record_is_flushed_to_the_disk_and_what_is_not_strict_is_not() -> None:
    bundle()
    done = kill("flushes", str(RECORDS))
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["saved"] >= RECORDS
    # Reading flushes nothing, nor does IndexedDB where nobody asks for more: the flushes are the saves' own.
    assert (seen["read"], seen["scribbled"]) == (0, 0)
