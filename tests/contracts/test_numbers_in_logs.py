"""T23: every route asked at the most talkative log level; no number and no name of a person in what is logged."""

import re

import structlog

from tests.contracts.asking import api_routes, ask
from tests.contracts.objects import OFFICER_ROUTES

NUMBER = re.compile(r"(?<!\d)\d{17}[\dX](?![\dX])")
# Of the persons on the stage.
NAMES = re.compile(r"王玉兰|李玉珍|朴哲洙|周敏")


def test_t23_no_number_and_no_name_is_in_any_log_of_a_busy_run(stood, capfd) -> None:
    capfd.readouterr()
    asked = 0
    for name, access in api_routes(stood.app).items():
        route = OFFICER_ROUTES.get(name)
        client = stood.who_may(access.permission) if route else None
        if route is None or client is None:
            continue
        ask(client, name, route, stood.stage.own)
        stood.put_back()
        # A number where an id belongs, too: it comes from people who paste it there.
        client.get("/api/v1/cards/222426194803124522?number=222426194803124522")
        asked += 1
    out, err = capfd.readouterr()
    logged = out + err
    assert logged.count('"event": "request"') >= asked > 50
    assert NUMBER.findall(logged) == []
    assert NAMES.findall(logged) == []


def test_t23_the_same_search_finds_what_is_planted(capfd) -> None:
    structlog.get_logger("planted").warning("planted", number="222426194803124522", name="王玉兰")
    out, err = capfd.readouterr()
    assert NUMBER.findall(out + err) == ["222426194803124522"]
    assert NAMES.findall(out + err) == ["王玉兰"]
