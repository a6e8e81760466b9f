"""Another system with a key, and conversations for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.conversations import escalation, repository
from api.services import Services
from api.tokens import service
from api.tokens.schemas import NewToken
from api.tokens.scopes import Scope
from tests.api.conftest import Visitor
from tests.databases import on_both

_ON_BOTH = ("test_reading.py", "test_customers.py", "test_elsewhere.py")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Lists, sums and what is kept under a name are the database's work: on both."""
    on_both(metafunc, *_ON_BOTH)


@dataclass(frozen=True)
class OtherSystem:
    """Somebody with a key."""

    client: httpx.AsyncClient
    key: str

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(f"/api/v1/{path}", params=params)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.client.post(f"/api/v1/{path}", json=body or {})


MakeKey = Callable[..., Awaitable[str]]
Connect = Callable[..., Awaitable[OtherSystem]]


@pytest.fixture
def make_key(services: Services) -> MakeKey:
    """Makes a key with some scopes."""

    async def make(*scopes: Scope, name: str = "Zendesk", **more: Any) -> str:
        async with services.database.writing() as session:
            new = NewToken(name=name, scopes=list(scopes), **more)
            return (await service.make(session, new, made_by=None)).token

    return make


@pytest.fixture
async def connect(app: FastAPI, make_key: MakeKey) -> AsyncIterator[Connect]:
    """Connects another system with some scopes."""
    clients = []

    async def with_scopes(*scopes: Scope, name: str = "Zendesk") -> OtherSystem:
        key = await make_key(*scopes, name=name)
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url="http://test",
            headers={"Authorization": f"Bearer {key}"},
        )
        clients.append(client)
        return OtherSystem(client, key)

    yield with_scopes
    for client in clients:
        await client.aclose()


@pytest.fixture
async def zendesk(connect: Connect) -> OtherSystem:
    return await connect("conversations:read", "conversations:write")


@pytest.fixture
async def waiting(services: Services, visitor: Visitor) -> Visitor:
    """A visitor who has said something and waits for a person."""
    await visitor.say("Min kværn larmer")
    async with services.database.writing() as session:
        conversation = await repository.lock(session, visitor.id)
        catalog = services.catalog.current()
        await escalation.enqueue(session, conversation, reason="requested", catalog=catalog)
    return visitor
