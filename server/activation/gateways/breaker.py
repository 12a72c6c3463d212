"""A circuit breaker: after some failures in a row a gateway is left alone for a while (ASVS 16.5.2)."""

from collections.abc import Callable

from server.activation.gateways.answers import Answer, FarSide, Request


class Breaker:
    """Stands before a far side. While open it answers not_sent at once, so that nothing is lost or doubled."""

    def __init__(self, inner: FarSide, failures: int, seconds: float, now: Callable[[], float]) -> None:
        self._inner = inner
        self._allowed_failures = failures
        self._seconds = seconds
        self._now = now
        self._failures = 0
        self._open_until = 0.0

    def ask(self, request: Request) -> Answer:
        """Ask, unless the circuit is open."""
        return self._through(lambda: self._inner.ask(request), Answer("not_sent", problem="circuit_open"))

    def query(self, key: str) -> Answer:
        """Query, unless the circuit is open."""
        return self._through(lambda: self._inner.query(key), Answer("unknown", problem="circuit_open"))

    def _through(self, call: Callable[[], Answer], closed_answer: Answer) -> Answer:
        if self._now() < self._open_until:
            return closed_answer
        answer = call()
        if answer.outcome in {"unknown", "not_sent"}:
            self._count_failure()
        else:
            self._failures = 0
        return answer

    def _count_failure(self) -> None:
        self._failures += 1
        if self._failures < self._allowed_failures:
            return
        # One try after the pause decides: another failure opens the circuit again at once.
        self._failures = self._allowed_failures - 1
        self._open_until = self._now() + self._seconds
