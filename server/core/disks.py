"""Tell a disk that is full from one that fails (reliability S2, S3)."""

import errno

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def is_disk_full(problem: OSError) -> bool:
    """Tell whether a file was not taken because nothing more fits."""
    return problem.errno in _FULL
