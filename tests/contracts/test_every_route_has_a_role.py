from server.accounts.rules import permissions, roles
from server.rules import table
from tests.contracts.asking import PREFIX, api_routes
from tests.contracts.objects import DEVICE_ROUTES, OFFICER_ROUTES, PUBLIC_ROUTES
from tests.support import people
from tests.support.clients import client_of


def test_every_route_says_who_may_use_it(app):
    assert [name for name, access in api_routes(app).items() if access is None] == []


def test_every_permission_of_a_route_stands_in_the_table_and_every_one_there_is_used(app):
    asked = {access.permission for access in api_routes(app).values() if access.permission}
    # Joining a tablet is proved on the tablet, without a log-in.
    assert asked | {"devices.join"} == set(permissions())


def test_every_route_stands_in_the_matrix_and_none_is_made_up(app):
    found = api_routes(app)
    assert {name for name, access in found.items() if access.public} == PUBLIC_ROUTES
    assert {name for name, access in found.items() if access.device} == set(DEVICE_ROUTES)
    rest = {name for name, access in found.items() if not access.public and not access.device}
    assert rest == set(OFFICER_ROUTES)


def test_nobody_learns_anything_without_logging_in(app):
    client = client_of(app)
    learned = {}
    for name, access in api_routes(app).items():
        if access.public:
            continue
        method, path = name.split(" ", 1)
        answer = client.open(
            PREFIX + path.replace("<string:", "").replace(">", ""), method=method, headers=people.HEADERS
        )
        if answer.status_code != 401:
            learned[name] = answer.status_code
    assert learned == {}


def test_t16_no_unsafe_route_takes_a_foreign_page(app):
    client = client_of(app)
    taken = {}
    for name, access in api_routes(app).items():
        method, path = name.split(" ", 1)
        if method in {"GET", "HEAD"} or access.machine:
            continue
        answer = client.open(
            PREFIX + path.replace("<string:", "").replace(">", ""),
            method=method,
            headers=people.HEADERS | {"Origin": "https://evil.example"},
        )
        if answer.status_code != 403:
            taken[name] = answer.status_code
    assert taken == {}


def test_the_table_of_roles_is_whole():
    known = set(roles())
    content = table("roles")
    kinds = {row["kind"] for row in content["organisations"]}
    for row in content["roles"]:
        assert set(row["given_by"]) <= known
        assert set(row["organisations"]) <= kinds
    for row in content["permissions"]:
        assert set(row["roles"]) <= known | {"*"}, row["permission"]
    for row in content["apart"]:
        assert {role for group in row["groups"] for role in group} <= known
    for row in content["organisations"]:
        assert set(row["under"]) <= kinds


def test_every_role_but_one_can_be_given_by_somebody_else():
    # The first security administrator is made at the server.
    alone = [row["role"] for row in table("roles")["roles"] if set(row["given_by"]) <= {row["role"]}]
    assert alone == ["security_admin"]
