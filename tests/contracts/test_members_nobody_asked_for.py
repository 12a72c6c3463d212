"""T14: a body says what its schema names and nothing else; members that are not for the asker to set are refused."""

from dataclasses import replace
from typing import Any

import pytest

from tests.contracts.asking import api_routes, ask
from tests.contracts.objects import OFFICER_ROUTES, Route
from tests.contracts.places import Place

# What every row has and only the server sets, and what nothing has.
MEMBERS = {
    "id": "0",
    "state": "issued",
    "created_at": "2026-01-01T00:00:00Z",
    "permissions": ["vault.write"],
    "no_such": 1,
}


def with_member(route: Route, name: str, value: Any) -> Route:
    """Return the route asked as it should be, with one member more."""

    def body(place: Place) -> dict[str, Any]:
        assert route.json is not None
        return {**route.json(place), name: value}

    return replace(route, json=body)


@pytest.mark.parametrize("member", MEMBERS)
def test_t14_no_route_takes_a_member_that_it_does_not_name(stood, member: str) -> None:
    taken, asked = [], 0
    for name, access in api_routes(stood.app).items():
        route = OFFICER_ROUTES.get(name)
        if route is None or route.json is None or member in route.json(stood.stage.own):
            continue
        client = stood.who_may(access.permission)
        if client is None:
            continue
        answer = ask(client, name, with_member(route, member, MEMBERS[member]), stood.stage.own)
        asked += 1
        if answer.status_code != 422 or member not in answer.get_data(as_text=True):
            taken.append(f"{name}: {answer.status_code}")
            stood.put_back()
    assert asked > 20
    assert taken == []
