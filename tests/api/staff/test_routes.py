"""Every route of the app, held against the table of who it is for: no route is open by mistake."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.services import Services
from api.staff.dependencies import CSRF_HEADER, SESSION_COOKIE
from api.staff.models import Staff
from api.staff.permissions import ROLES, Role, who_may
from api.staff.service import current_login, open_session
from tests.api.conftest import hire

TABLE: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "routes.yml").read_text("utf-8"))
_WITHOUT_LOGIN = ("anybody", "visitor", "key")
_UNUSED_ID = "999999"
# What stands for the parts of an address; nothing is at any of these.
_PARTS = {"conversation_id": "nobody", "token": "x" * 43, "view": "needs", "table": "none"}
# Streams never end, so the one that is let in is asked for what it refuses.
_QUERY = {"GET /api/console/stream": {"conversation": "x" * 65}}
_MESSAGE = {"client_message_id": "m1", "text": "hello"}


_AUDIENCES = {route: audience for audience, routes in TABLE.items() for route in routes}


def all_routes(app: FastAPI) -> Iterator[str]:
    for context in iter_route_contexts(app.routes):
        for method in sorted((context.methods or set()) - {"HEAD"}):
            yield f"{method} {context.path}"


def routes_of(app: FastAPI) -> Iterator[str]:
    """The routes that the table has; that it has all is a test of its own, so that one missing line fails once."""
    return (route for route in all_routes(app) if route in _AUDIENCES)


def audience_of(route: str) -> str:
    return _AUDIENCES[route]


async def ask(
    client: httpx.AsyncClient, route: str, *, cookies: dict[str, str] | None = None, csrf: str = ""
) -> httpx.Response:
    method, _, path = route.partition(" ")
    for name in [part.partition("}")[0] for part in path.split("{")[1:]]:
        path = path.replace(f"{{{name}}}", _PARTS.get(name, _UNUSED_ID))
    headers = {CSRF_HEADER: csrf, "cookie": "; ".join(f"{k}={v}" for k, v in (cookies or {}).items())}
    sent = _MESSAGE if path.endswith("/messages") else {}
    body: dict[str, Any] = {} if method in ("GET", "DELETE") else {"json": sent}
    return await client.request(method, path, headers=headers, params=_QUERY.get(route), **body)


def keeps_out(answer: httpx.Response) -> bool:
    to_login = answer.status_code == 303 and answer.headers["location"].startswith("/login")
    return answer.status_code in (401, 403) or to_login


async def asked_by(client: httpx.AsyncClient, services: Services, staff: Staff, route: str) -> httpx.Response:
    async with services.database.writing() as session:
        opened = open_session(session, staff)
    login = await current_login(services.database, opened.token)
    assert login is not None
    return await ask(client, route, cookies={SESSION_COOKIE: opened.token}, csrf=login.csrf)


def test_the_table_has_every_route_once_and_no_other(app: FastAPI) -> None:
    listed = [route for routes in TABLE.values() for route in routes]
    assert len(listed) == len(set(listed))
    assert set(all_routes(app)) - set(listed) == set(), "say in routes.yml who may use these"
    assert set(listed) - set(all_routes(app)) == set(), "these are gone"


def test_the_table_knows_every_act() -> None:
    for audience in TABLE.keys() - {*_WITHOUT_LOGIN, "any_staff"}:
        assert who_may(audience)  # type: ignore[arg-type]


async def test_without_a_login_only_open_routes_answer(app: FastAPI, client: httpx.AsyncClient) -> None:
    wrong = []
    for route in routes_of(app):
        answer = await ask(client, route)
        if audience_of(route) == "anybody":
            # A code that nobody asked for leads back to the login page, which is open.
            right = answer.status_code not in (401, 403) or "csrf_token" in answer.text
        else:
            right = keeps_out(answer)
        if not right:
            wrong.append(f"{route}: {answer.status_code}")
    assert not wrong


async def test_a_made_up_session_opens_nothing(app: FastAPI, client: httpx.AsyncClient) -> None:
    for route in routes_of(app):
        if audience_of(route) != "anybody":
            answer = await ask(client, route, cookies={SESSION_COOKIE: "made-up"}, csrf="made-up")
            assert keeps_out(answer), route


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_is_let_in_where_the_table_says_so_and_nowhere_else(
    app: FastAPI, client: httpx.AsyncClient, services: Services, role: Role
) -> None:
    staff = await hire(services, name="Ida", role=role, signed_in=False)
    wrong = []
    for route in routes_of(app):
        audience = audience_of(route)
        if audience == "anybody":
            continue
        answer = await asked_by(client, services, staff, route)
        let_in = not keeps_out(answer) or route == "POST /logout"
        expected = audience == "any_staff" or (
            audience not in _WITHOUT_LOGIN and role in who_may(audience)  # type: ignore[arg-type]
        )
        if let_in != expected:
            wrong.append(f"{route}: {answer.status_code} {answer.text[:80]}")
    assert not wrong


async def test_a_session_without_its_token_changes_nothing(
    app: FastAPI, client: httpx.AsyncClient, services: Services
) -> None:
    admin = await hire(services, name="Charlie", role="admin", signed_in=False)
    async with services.database.writing() as session:
        opened = open_session(session, admin)
    for route in routes_of(app):
        if audience_of(route) not in _WITHOUT_LOGIN and not route.startswith("GET "):
            answer = await ask(client, route, cookies={SESSION_COOKIE: opened.token})
            assert answer.status_code == 403, route
            assert answer.json()["error"]["code"] == "csrf_mismatch", route
