"""Colleagues, a clock that somebody moves, and an api in a process of its own that can be killed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
from fastapi import FastAPI

import api.db
from api.conversations import escalation, repository
from api.services import Services
from tests.api.conftest import Visitor
from tests.api.staff.colleague import Colleague, colleague
from tests.databases import on_both


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What must neither be lost nor doubled depends on the database: on both."""
    on_both(metafunc)


@pytest.fixture
async def ida(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Ida") as person:
        yield person


@pytest.fixture
async def lars(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Lars") as person:
        yield person


@pytest.fixture
async def waiting(visitor: Visitor, services: Services) -> Visitor:
    """A visitor who has said something and waits for a person."""
    await visitor.say("My parcel is late")
    await queue(services, visitor)
    return visitor


async def queue(services: Services, visitor: Visitor) -> None:
    """Put a visitor's conversation in the queue."""
    async with services.database.writing() as session:
        conversation = await repository.lock(session, visitor.id)
        catalog = services.catalog.current()
        await escalation.enqueue(session, conversation, reason="requested", catalog=catalog)


async def events_of(services: Services, conversation_id: str, *types: str) -> list[str]:
    """The types of the events of a conversation, in order; of these types only, if any are given."""
    async with services.database.reading() as session:
        timeline = await repository.timeline(session, conversation_id)
    return [event.type for event in timeline if not types or event.type in types]


@dataclass
class Wall:
    """The clock on the wall, ``ahead`` of the real one or behind it."""

    ahead: timedelta = timedelta()

    def put(self, **by: float) -> None:
        """Put it so far ahead of the real one; behind it when that is negative."""
        self.ahead = timedelta(**by)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """Moves the clock for all of the api, for what the tables fill in by themselves too."""
    hands = Wall()

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + hands.ahead

    monkeypatch.setattr(api.db, "datetime", Moved)
    return hands
