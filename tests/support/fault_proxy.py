"""A network between a device and the county that can be told how to fail (reliability §(b), faults N1–N11).

Plain TCP in a thread of its own. While a fault is set a connection carries one request: its head is made to say so,
and what is done is done to exactly one request. Without a fault the bytes pass as they are, at the line's pace.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from ssl import SSLContext
from threading import Thread
from typing import Any, Literal, Self

CHUNK = 4096
PORTAL = "<!doctype html><title>Free Wi-Fi</title><p>Please accept our terms.</p>"
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CONNECTION = re.compile(rb"\r\nconnection:[^\r]*", re.IGNORECASE)

What = Literal[
    "lose_request",  # it never arrives (N3)
    "lose_reply",  # it is carried out, and nobody hears so (N4)
    "twice",  # it arrives a second time after its answer (N5)
    "late",  # its sender hears nothing; it arrives when `deliver_late` is called (N6)
    "cut_request",  # the line breaks after `at` bytes of it (N7)
    "cut_reply",  # the line breaks after `at` bytes of the answer (N7)
    "portal",  # somebody else answers with a page (N8)
    "black_hole",  # nobody ever answers (N10)
    "status",  # a box in between answers with `status` (N11)
]


@dataclass(frozen=True)
class Fault:
    """What happens to requests whose first line holds `on`: to `times` of them, or to all."""

    what: What
    on: str = ""
    at: int = 0
    status: int = 503
    times: int | None = None


@dataclass
class Line:
    """How good the line is, for all connections together; None: as fast as it goes.

    `bytes_a_second` each way; `latency` in seconds one way; `cuts`: seconds of work, then seconds of silence.
    """

    bytes_a_second: float | None = None
    latency: float = 0.0
    cuts: tuple[float, float] | None = None
    _free_at: dict[str, float] = field(default_factory=dict)

    async def carry(self, direction: str, size: int) -> None:
        """Wait as long as `size` bytes keep the line busy."""
        if self.bytes_a_second is None:
            return
        now = asyncio.get_running_loop().time()
        free = max(now, self._free_at.get(direction, now)) + size / self.bytes_a_second
        self._free_at[direction] = free
        await asyncio.sleep(free - now)


class FaultProxy:
    """Listens on `port` and passes on to the port `upstream` of this machine."""

    def __init__(self, upstream: int, line: Line | None = None, tls: SSLContext | None = None) -> None:
        self.upstream, self.line, self.port, self._tls = upstream, line or Line(), 0, tls
        self.met: list[str] = []  # first lines of the requests that met the fault, in their order
        self._fault: Fault | None = None
        self._late: list[bytes] = []
        self._connections: set[asyncio.Task[None]] = set()
        self._is_cut = False
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)

    @property
    def address(self) -> str:
        """Where devices reach the county through this network."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def set(self, fault: Fault | None) -> None:
        """Let this happen from now on, or nothing; connections that stand are broken."""
        self.met, self._fault = [], fault
        self._run(self._break_all())

    def deliver_late(self) -> int:
        """Let the requests that were kept back arrive; return how many there were."""
        late, self._late = self._late, []
        for request in late:
            self._run(self._deliver(request))
        return len(late)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = int(self._server.sockets[0].getsockname()[1])
        self._cutting = asyncio.create_task(self._cut_again_and_again())

    async def _shut(self) -> None:
        self._server.close()
        self._cutting.cancel()
        await self._break_all()

    async def _break_all(self) -> None:
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _cut_again_and_again(self) -> None:
        if self.line.cuts is None:
            return
        works, silent = self.line.cuts
        while True:
            await asyncio.sleep(works)
            self._is_cut = True
            await self._break_all()
            await asyncio.sleep(silent)
            self._is_cut = False

    def _accept(self, device: asyncio.StreamReader, to_device: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._serve(device, to_device))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, device: asyncio.StreamReader, to_device: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                if self._is_cut:
                    return
                await asyncio.sleep(self.line.latency * 2)  # a connection costs a round trip
                if self._fault is None:
                    await self._pass_on(device, to_device)
                else:
                    await self._pass_on_one(device, to_device)
            finally:
                to_device.transport.abort() if self._is_cut else to_device.close()

    async def _pass_on(self, device: asyncio.StreamReader, to_device: asyncio.StreamWriter) -> None:
        county, to_county = await asyncio.open_connection("127.0.0.1", self.upstream)
        up = asyncio.create_task(self._pump("up", device, to_county))
        try:
            await self._pump("down", county, to_device)
        finally:
            up.cancel()
            await asyncio.gather(up, return_exceptions=True)
            to_county.close()

    async def _pump(self, direction: str, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while chunk := await source.read(CHUNK):
            await self.line.carry(direction, len(chunk))
            if self.line.latency:
                loop.call_later(self.line.latency, _write, target, chunk)
            else:
                target.write(chunk)
                await target.drain()
        await asyncio.sleep(self.line.latency)
        if target.can_write_eof() and not target.is_closing():
            with suppress(OSError):  # the other side may have gone a moment ago
                target.write_eof()

    async def _pass_on_one(self, device: asyncio.StreamReader, to_device: asyncio.StreamWriter) -> None:
        head = await device.readuntil(_END_OF_HEAD)
        head = _CONNECTION.sub(b"", head).removesuffix(b"\r\n") + b"Connection: close" + _END_OF_HEAD
        first = head.split(b"\r\n", 1)[0].decode()
        fault = self._fault if self._meets(first) else None
        if fault is None:
            await self._exchange(head, device, to_device)
            return
        self.met.append(first)
        await _HAPPENS[fault.what](self, fault, head, device, to_device)

    def _meets(self, first: str) -> bool:
        fault = self._fault
        if fault is None or fault.on not in first:
            return False
        return fault.times is None or len(self.met) < fault.times

    async def _exchange(self, head: bytes, device: asyncio.StreamReader, to_device: asyncio.StreamWriter) -> None:
        async for part in self._ask(head + await _body(head, device)):
            to_device.write(part)
            await to_device.drain()

    async def _ask(self, request: bytes) -> AsyncIterator[bytes]:
        county, to_county = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            to_county.write(request)
            await to_county.drain()
            while part := await county.read(CHUNK):
                yield part
        finally:
            to_county.close()

    async def _deliver(self, request: bytes) -> None:
        async for _ in self._ask(request):
            pass  # nobody is there to hear the answer

    async def _lose_request(self, _fault: Fault, head: bytes, device: asyncio.StreamReader, _to: Any) -> None:
        await _body(head, device)

    async def _lose_reply(self, _fault: Fault, head: bytes, device: asyncio.StreamReader, _to: Any) -> None:
        await self._deliver(head + await _body(head, device))

    async def _twice(
        self, _fault: Fault, head: bytes, device: asyncio.StreamReader, to_device: asyncio.StreamWriter
    ) -> None:
        request = head + await _body(head, device)
        answer = b"".join([part async for part in self._ask(request)])
        await self._deliver(request)
        to_device.write(answer)
        await to_device.drain()

    async def _keep_back(self, _fault: Fault, head: bytes, device: asyncio.StreamReader, _to: Any) -> None:
        self._late.append(head + await _body(head, device))

    async def _cut_request(self, fault: Fault, head: bytes, device: asyncio.StreamReader, _to: Any) -> None:
        request = head + await _body(head, device)
        _county, to_county = await asyncio.open_connection("127.0.0.1", self.upstream)
        to_county.write(request[: len(head) + fault.at])
        await to_county.drain()
        to_county.transport.abort()

    async def _cut_reply(
        self, fault: Fault, head: bytes, device: asyncio.StreamReader, to_device: asyncio.StreamWriter
    ) -> None:
        answer = b"".join([part async for part in self._ask(head + await _body(head, device))])
        to_device.write(answer[: fault.at])
        await to_device.drain()

    async def _portal(
        self, _fault: Fault, head: bytes, device: asyncio.StreamReader, to_device: asyncio.StreamWriter
    ) -> None:
        await _body(head, device)
        to_device.write(_answer(200, "text/html", PORTAL))
        await to_device.drain()

    async def _black_hole(self, _fault: Fault, _head: bytes, _device: Any, _to: Any) -> None:
        await asyncio.Event().wait()

    async def _status(
        self, fault: Fault, head: bytes, device: asyncio.StreamReader, to_device: asyncio.StreamWriter
    ) -> None:
        await _body(head, device)
        to_device.write(_answer(fault.status, "text/html", f"<h1>{fault.status}</h1>"))
        await to_device.drain()


_HAPPENS = {
    "lose_request": FaultProxy._lose_request,
    "lose_reply": FaultProxy._lose_reply,
    "twice": FaultProxy._twice,
    "late": FaultProxy._keep_back,
    "cut_request": FaultProxy._cut_request,
    "cut_reply": FaultProxy._cut_reply,
    "portal": FaultProxy._portal,
    "black_hole": FaultProxy._black_hole,
    "status": FaultProxy._status,
}


def _write(target: asyncio.StreamWriter, chunk: bytes) -> None:
    if not target.is_closing():  # the line may have been cut meanwhile
        target.write(chunk)


async def _body(head: bytes, device: asyncio.StreamReader) -> bytes:
    """Read the body that a head announces, by its length or in pieces."""
    length = _LENGTH.search(head)
    if length:
        return await device.readexactly(int(length[1]))
    if b"chunked" in head.lower():
        return await device.readuntil(b"0\r\n\r\n")
    return b""


def _answer(status: int, media_type: str, body: str) -> bytes:
    head = f"HTTP/1.1 {status} Answer\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n\r\n{body}".encode()
