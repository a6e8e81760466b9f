"""Who may do what."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from api.tokens.scopes import SCOPES, Scope
from tests.api.conftest import Visitor
from tests.api.fake_dialogue import FakeDialogue
from tests.api.open.conftest import Connect, MakeKey
from tests.api.staff.colleague import colleague

NOBODYS = "0" * 32
CALLS: list[tuple[str, str, Any, Scope]] = [
    ("GET", "conversations", None, "conversations:read"),
    ("GET", f"conversations/{NOBODYS}", None, "conversations:read"),
    (
        "POST",
        "conversations",
        {"reference": "call-1", "channel": "phone", "language": "da", "text": "Hej"},
        "conversations:write",
    ),
    (
        "POST",
        f"conversations/{NOBODYS}/messages",
        {"text": "a", "client_message_id": "b"},
        "conversations:write",
    ),
    (
        "POST",
        f"conversations/{NOBODYS}/replies",
        {"text": "a", "client_message_id": "b"},
        "conversations:write",
    ),
    (
        "POST",
        f"conversations/{NOBODYS}/notes",
        {"text": "a", "client_message_id": "b"},
        "conversations:write",
    ),
    ("POST", f"conversations/{NOBODYS}/claim", None, "conversations:write"),
    ("POST", f"conversations/{NOBODYS}/hand-back", None, "conversations:write"),
    ("POST", f"conversations/{NOBODYS}/close", {"resolution": "solved"}, "conversations:write"),
    ("GET", "customers/K-1", None, "customers:read"),
    ("PUT", "customers/K-1", {"level": "Gold"}, "customers:write"),
    (
        "PUT",
        "customers/K-1/orders/A-1",
        {"placed_at": "2026-01-01T00:00:00Z", "status": "sent", "total": 1, "currency": "DKK"},
        "customers:write",
    ),
    ("DELETE", "customers/K-1", None, "customers:write"),
    (
        "GET",
        "reports/conversations?since=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z",
        None,
        "reports:read",
    ),
    ("GET", "webhooks", None, "webhooks:manage"),
    (
        "POST",
        "webhooks",
        {"url": "https://x.example", "events": ["conversation.closed"]},
        "webhooks:manage",
    ),
    ("PATCH", "webhooks/1", {"active": False}, "webhooks:manage"),
    ("DELETE", "webhooks/1", None, "webhooks:manage"),
    ("POST", "webhooks/1/test", None, "webhooks:manage"),
    ("GET", "webhooks/1/deliveries", None, "webhooks:manage"),
    ("POST", "webhooks/1/deliveries/1/again", None, "webhooks:manage"),
]


class TestEveryCall:
    def test_is_tried_here(self, app: Any) -> None:
        paths = {
            (method.upper(), path.removeprefix("/api/v1/"))
            for path, item in app.openapi()["paths"].items()
            if path.startswith("/api/v1/")
            for method in item
        }
        assert len(paths) == len(CALLS)

    @pytest.mark.parametrize(("method", "path", "body", "scope"), CALLS)
    async def test_needs_a_key(
        self, client: httpx.AsyncClient, method: str, path: str, body: Any, scope: Scope
    ) -> None:
        for headers in ({}, {"Authorization": "Bearer kd_wrong"}, {"Authorization": "Basic YTpi"}):
            answer = await client.request(method, f"/api/v1/{path}", json=body, headers=headers)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_invalid")
            assert answer.headers["WWW-Authenticate"] == "Bearer"

    @pytest.mark.parametrize(("method", "path", "body", "scope"), CALLS)
    async def test_needs_its_scope_and_no_other(
        self, client: httpx.AsyncClient, make_key: MakeKey, method: str, path: str, body: Any, scope: Scope
    ) -> None:
        async def call(*scopes: Scope) -> httpx.Response:
            headers = {"Authorization": f"Bearer {await make_key(*scopes)}"}
            return await client.request(method, f"/api/v1/{path}", json=body, headers=headers)

        refused = await call(*(each for each in SCOPES if each != scope))
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "scope_missing")
        assert refused.json()["error"]["fields"] == {"scope": scope}
        assert (await call(scope)).status_code in (200, 201, 204, 404)


class TestKeysAndPeople:
    async def test_a_colleagues_session_is_no_key(self, app: Any, services: Any, visitor: Visitor) -> None:
        async with colleague(app, services, name="Ada", role="admin") as admin:
            assert (await admin.get("/api/v1/conversations")).status_code == 401

    async def test_a_key_opens_nothing_else(self, connect: Connect) -> None:
        other = await connect(*SCOPES)
        for path in ("/api/console/queue", "/api/console/integrations", "/api/insights/overview"):
            assert (await other.client.get(path)).status_code in (401, 404), path

    async def test_a_visitors_token_is_no_key(self, visitor: Visitor) -> None:
        answer = await visitor.client.get("/api/v1/conversations", headers=visitor.headers)
        assert answer.status_code == 401


class TestOften:
    @pytest.fixture
    async def thrifty(self, settings: Settings, dialogue: FakeDialogue) -> AsyncIterator[Any]:
        app = create_app(replace(settings, api_requests_per_minute=2), dialogue=dialogue)
        yield app
        await app.state.services.database.close()

    async def test_a_key_that_asks_too_often_waits_and_others_do_not(
        self, thrifty: Any, make_key: MakeKey
    ) -> None:
        keys = [await make_key("conversations:read") for _ in range(2)]
        transport = httpx.ASGITransport(app=thrifty)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            first = {"Authorization": f"Bearer {keys[0]}"}
            answers = [await client.get("/api/v1/conversations", headers=first) for _ in range(3)]
            assert [answer.status_code for answer in answers] == [200, 200, 429]
            assert answers[2].json()["error"]["code"] == "too_many_requests"
            assert 0 < int(answers[2].headers["Retry-After"]) <= 61
            second = {"Authorization": f"Bearer {keys[1]}"}
            assert (await client.get("/api/v1/conversations", headers=second)).status_code == 200
