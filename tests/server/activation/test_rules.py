from server.activation.gateways import Answer, Breaker, Request
from server.activation.rules import business_key, wait_seconds


class FarSideOf:
    """Answers as told and counts how often it is called."""

    def __init__(self, *outcomes):
        self.outcomes, self.calls = list(outcomes), 0

    def ask(self, _request):
        self.calls += 1
        return Answer(self.outcomes.pop(0))

    query = ask


def test_the_same_event_has_the_same_key_and_no_number_shows_in_it():
    key = business_key("social", "222426", "B00007052", "event")
    assert key == business_key("social", "222426", "B00007052", "event")
    assert "7052" not in key
    others = {
        business_key("finance", "222426", "B00007052", "event"),
        business_key("social", "222426", "B00007052", "e2"),
    }
    assert key not in others


def test_waits_grow_and_the_last_one_repeats():
    waits = [5, 15, 60]
    assert [wait_seconds(waits, attempts, 0) for attempts in (0, 1, 2, 3, 9)] == [5, 5, 15, 60, 60]
    assert wait_seconds(waits, 1, 0.9) == 6.5


def test_the_breaker_opens_after_failures_in_a_row_and_tries_again_after_a_pause():
    now = [0.0]
    far_side = FarSideOf("unknown", "not_sent", "unknown", "confirmed")
    breaker = Breaker(far_side, failures=3, seconds=60, now=lambda: now[0])
    request = Request("key", {})
    outcomes = [breaker.ask(request).outcome for _ in range(5)]
    assert outcomes == ["unknown", "not_sent", "unknown", "not_sent", "not_sent"]
    assert far_side.calls == 3
    assert breaker.query("key").problem == "circuit_open"
    now[0] = 61
    assert breaker.ask(request).outcome == "confirmed"


def test_one_failure_after_the_pause_opens_the_circuit_again():
    now = [0.0]
    far_side = FarSideOf("unknown", "unknown", "unknown", "confirmed")
    breaker = Breaker(far_side, failures=2, seconds=60, now=lambda: now[0])
    for _ in range(2):
        breaker.ask(Request("key", {}))
    now[0] = 61
    breaker.ask(Request("key", {}))
    assert breaker.ask(Request("key", {})).problem == "circuit_open"
