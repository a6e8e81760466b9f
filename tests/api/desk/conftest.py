"""A team at work: two agents, somebody who leads them, a marketer; and visitors who have said something."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI

from api.conversations import escalation, repository
from api.conversations.models import Event
from api.services import Services
from api.staff.dependencies import CSRF_HEADER
from tests.api.conftest import Visitor
from tests.api.staff.colleague import Colleague, colleague
from tests.databases import on_both

_ON_ONE_DATABASE = ("test_index.py", "test_presence.py", "test_access.py")
Calls = Callable[..., Awaitable[Any]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever is stored or looked for runs on both databases."""
    on_both(metafunc, besides=_ON_ONE_DATABASE)


@pytest.fixture
async def ida(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Ida") as person:
        yield person


@pytest.fixture
async def lars(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Lars") as person:
        yield person


@pytest.fixture
async def tove(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    """Who leads the team."""
    async with colleague(app, services, name="Tove", role="lead") as person:
        yield person


@pytest.fixture
async def marketer(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Robin", role="marketer") as person:
        yield person


async def ask(person: Colleague, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
    """Call the console; the answer's JSON, after its status has been checked."""
    answer = await person.client.request(
        method, f"/api/console/{path}", json=body, headers={CSRF_HEADER: person.csrf}
    )
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def listed(person: Colleague, **filters: Any) -> list[str]:
    """The ids a list has, in its order."""
    answer = await person.get("/api/console/list", **filters)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["rows"]]


@pytest.fixture
def queued(services: Services) -> Calls:
    """Puts a visitor's conversation in the queue."""

    async def put(visitor: Visitor, *, reason: str = "requested", line: int = 1) -> None:
        catalog = services.catalog.current()
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            await escalation.enqueue(session, conversation, reason=reason, line=line, catalog=catalog)

    return put


@pytest.fixture
def happened(services: Services) -> Calls:
    """The events of one type in a conversation, in order."""

    async def events(conversation_id: str, *types: str) -> list[Event]:
        async with services.database.reading() as session:
            return list(await repository.timeline(session, conversation_id, types=types))

    return events
