"""Raw deflate (RFC 1951) with a bound on what comes out, so that few bytes cannot fill the memory (reliability S14)."""

import zlib

_RAW = -zlib.MAX_WBITS


def deflate(content: bytes) -> bytes:
    """Return the bytes as a raw deflate stream."""
    packer = zlib.compressobj(wbits=_RAW)
    return packer.compress(content) + packer.flush()


def inflate(packed: bytes, longest: int) -> bytes:
    """Return what a raw deflate stream holds.

    Raises:
        ValueError: it is no whole stream, holds more than `longest` bytes, or is followed by something.
    """
    unpacker = zlib.decompressobj(wbits=_RAW)
    try:
        content = unpacker.decompress(packed, longest + 1)
    except zlib.error:
        raise ValueError("no deflate stream") from None
    if len(content) > longest:
        raise ValueError("too long when unpacked")
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("no whole deflate stream")
    return content
