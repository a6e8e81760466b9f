"""A house with people in it and a queue in front of it, on both databases."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from api.conversations import escalation, repository
from api.conversations.models import Conversation, Event
from api.db import now
from api.services import Services
from api.staff.models import Staff, StaffSession
from bot.catalog import CatalogSource
from tests.api.catalog_files import catalog_files, write_catalog
from tests.api.conftest import hire
from tests.databases import on_both

QueueUp = Callable[..., Awaitable[str]]
Change = Callable[..., Awaitable[None]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Sharing out differs between the databases, so all of it runs on both."""
    on_both(metafunc)


@pytest.fixture
def queue_up(services: Services) -> QueueUp:
    """Puts somebody new in the queue; tells the id of the conversation."""

    async def put(*, reason: str = "requested", line: int = 1, **columns: Any) -> str:
        async with services.database.writing() as session:
            conversation = Conversation(
                token_hash=uuid4().hex, locale="da-DK", language="da", epoch=0, last_seq=0
            )
            session.add(conversation)
            await session.flush()
            await say(session, conversation, "visitor", "I need somebody")
            catalog = services.catalog.current()
            await escalation.enqueue(session, conversation, reason=reason, line=line, catalog=catalog)
            for name, value in columns.items():
                setattr(conversation, name, value)
            return conversation.id

    return put


async def say(session: Any, conversation: Conversation, author: repository.Author, text: str) -> Event:
    """A public message, as it comes."""
    return await repository.append(
        session, conversation, type="message", author=author, audience="public", texts={"text": text}
    )


@pytest.fixture
def closed(services: Services, tmp_path: Path) -> Services:
    """The same house on a day when it is closed."""
    files = catalog_files()
    files["hours.yml"]["closed"] = [
        {"date": (now() + timedelta(days=days)).date().isoformat(), "name": files["hours.yml"]["text"]}
        for days in (-1, 0, 1)
    ]
    return replace(services, catalog=CatalogSource(write_catalog(tmp_path / "closed", files)))


@pytest.fixture
def person(services: Services) -> Change:
    """Changes columns of somebody's account."""

    async def change(staff: Staff, **columns: Any) -> None:
        async with services.database.writing() as session:
            await session.execute(update(Staff).where(Staff.id == staff.id).values(**columns))

    return change


@pytest.fixture
def last_seen(services: Services) -> Change:
    """Lets somebody have been seen last so long ago."""

    async def change(staff: Staff, *, ago: timedelta) -> None:
        async with services.database.writing() as session:
            sessions = update(StaffSession).where(StaffSession.staff_id == staff.id)
            await session.execute(sessions.values(last_seen_at=now() - ago))

    return change


@pytest.fixture
async def mette(services: Services) -> Staff:
    return await hire(services, name="Mette", role="lead")


async def holders(services: Services) -> dict[str, int | None]:
    """Who has which conversation."""
    async with services.database.reading() as session:
        rows = await session.execute(select(Conversation.id, Conversation.assigned_to))
        return {row[0]: row[1] for row in rows}


async def events_of(services: Services, conversation_id: str, *types: str) -> list[Event]:
    """The events of these types, in order."""
    async with services.database.reading() as session:
        return list(await repository.timeline(session, conversation_id, types=types or None))


async def heard(services: Services, conversation_id: str) -> list[str | None]:
    """What the visitor was told by the system, in order."""
    messages = await events_of(services, conversation_id, "message")
    return [event.wording() for event in messages if event.author == "system"]
