"""Two colleagues at their desks, and a visitor who asked for a person."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI

from api.conversations import escalation, repository
from api.services import Services
from tests.api.conftest import Visitor
from tests.api.fake_dialogue import FakeDialogue, answer
from tests.api.staff.colleague import Colleague, colleague
from tests.databases import on_both

_ON_BOTH_DATABASES = ("test_odd_input.py", "test_order.py")
Happens = Callable[..., Awaitable[None]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever the databases may take differently runs on both."""
    on_both(metafunc, *_ON_BOTH_DATABASES)


@pytest.fixture
async def ida(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Ida") as person:
        yield person


@pytest.fixture
async def lars(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Lars") as person:
        yield person


@pytest.fixture
async def marketer(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Robin", role="marketer") as person:
        yield person


@pytest.fixture
def bot_says(dialogue: FakeDialogue) -> Callable[..., None]:
    """Sets what the bot answers and makes happen next."""

    def say(*messages: str, **more: Any) -> None:
        dialogue.reply = lambda _: answer(*messages, **more)

    return say


@pytest.fixture
def queued(services: Services) -> Happens:
    """Puts a visitor's conversation in the queue."""

    async def put(visitor: Visitor, *, reason: str = "requested", line: int = 1) -> None:
        catalog = services.catalog.current()
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            await escalation.enqueue(session, conversation, reason=reason, line=line, catalog=catalog)

    return put


@pytest.fixture
async def waiting(visitor: Visitor, queued: Happens) -> Visitor:
    """A visitor who has said something and waits for a person."""
    await visitor.say("My parcel is late")
    await queued(visitor)
    return visitor
