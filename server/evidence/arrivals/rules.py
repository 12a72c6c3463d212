"""What a record says of bytes that have arrived. Pure."""

from typing import NamedTuple

from server.core.sealed_bytes import ByteKey


class Claim(NamedTuple):
    """The hashes of bytes in clear and sealed, and their key; in version 1 nothing is sealed and both are one."""

    sha256: str
    sealed_sha256: str
    key: ByteKey | None
    media_type: str
    group: str

    @property
    def is_clear(self) -> bool:
        """Tell whether the bytes came unsealed."""
        return self.sealed_sha256 == self.sha256
