"""A far side that talks without end fills no memory."""

import gzip
from collections.abc import Iterator

import httpx
import pytest

from server.activation.gateways import HttpFarSide, Request, TemporaryCardSource, Unreachable

KILOBYTE = b" " * 1024


class Endless(httpx.SyncByteStream):
    """A body that goes on as long as anybody reads."""

    def __init__(self) -> None:
        self.given = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        while self.given < 100_000:
            self.given += 1
            yield KILOBYTE

    def close(self) -> None:
        self.closed = True


def client_that_answers(status: int, **answer) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(lambda _request: httpx.Response(status, **answer)))


@pytest.mark.parametrize("status", [200, 404, 500])
def test_an_endless_answer_is_left_and_believed_in_nothing(status):
    body = Endless()
    far_side = HttpFarSide("https://far", client_that_answers(status, stream=body))
    assert far_side.query("k").outcome == "unknown"
    assert body.given <= 65
    assert body.closed
    again = Endless()
    far_side = HttpFarSide("https://far", client_that_answers(status, stream=again))
    assert far_side.ask(Request("k", {})).outcome == "unknown"
    assert again.given <= 65


def test_g7_a_far_side_that_is_busy_is_asked_again_however_much_it_says():
    headers = {"Retry-After": "7"}
    answer = HttpFarSide("https://far", client_that_answers(503, stream=Endless(), headers=headers)).ask(
        Request("k", {})
    )
    assert (answer.outcome, answer.retry_after) == ("not_sent", 7.0)


def test_an_endless_list_is_no_list():
    body = Endless()
    source = TemporaryCardSource("https://far", client_that_answers(200, stream=body), longest=10_000)
    with pytest.raises(Unreachable, match="too_long"):
        source.fetch("222426")
    assert body.given <= 10


def test_nothing_is_unpacked():
    """A small answer that unpacks to gigabytes stays small, and says nothing."""
    packed = gzip.compress(b'{"as_of": "2026-11-24T06:00:00Z", "items": []}')
    headers = {"Content-Encoding": "gzip"}
    source = TemporaryCardSource(
        "https://far", client_that_answers(200, stream=httpx.ByteStream(packed), headers=headers), 10_000
    )
    with pytest.raises(Unreachable):
        source.fetch("222426")
