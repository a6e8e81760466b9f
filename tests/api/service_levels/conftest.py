"""Clocks on both databases, and a way to let time pass."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.conversations import escalation, repository
from api.conversations.models import Event
from api.service_levels.models import ServiceClock
from api.services import Services
from tests.databases import on_both

Act = Callable[..., Awaitable[Any]]
Clocks = Callable[[], Awaitable[Sequence[ServiceClock]]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    on_both(metafunc)


@pytest.fixture
def act(services: Services) -> Act:
    """Runs a function of the core in a transaction of its own."""

    async def run(function: Any, *arguments: Any, **options: Any) -> Any:
        async with services.database.writing() as session:
            return await function(session, *arguments, catalog=services.catalog.current(), **options)

    return run


@pytest.fixture
def ask_for_a_person(services: Services) -> Act:
    async def run(conversation_id: str, **values: Any) -> None:
        async with services.database.writing() as session:
            conversation = await repository.lock(session, conversation_id)
            for name, value in values.items():
                setattr(conversation, name, value)
            catalog = services.catalog.current()
            await escalation.enqueue(session, conversation, reason="requested", catalog=catalog)

    return run


@pytest.fixture
def clocks(services: Services) -> Clocks:
    """Reads all clocks, in the order they started."""

    async def read() -> Sequence[ServiceClock]:
        async with services.database.reading() as session:
            return (await session.scalars(select(ServiceClock).order_by(ServiceClock.id))).all()

    return read


@pytest.fixture
def pass_time(services: Services) -> Act:
    """Lets so many seconds have passed for the clocks that run."""

    async def run(seconds: float, *, kind: str | None = None) -> None:
        by = timedelta(seconds=seconds)
        async with services.database.writing() as session:
            query = select(ServiceClock).where(ServiceClock.ended_at.is_(None))
            for clock in await session.scalars(query if kind is None else query.filter_by(kind=kind)):
                clock.started_at -= by
                clock.warn_at -= by
                clock.due_at -= by

    return run


@pytest.fixture
def missed(services: Services) -> Callable[[], Awaitable[list[str | None]]]:
    """Reads which promises were noted as broken."""

    async def read() -> list[str | None]:
        async with services.database.reading() as session:
            query = select(Event).where(Event.type == "service_level_missed").order_by(Event.id)
            return [event.subject for event in await session.scalars(query)]

    return read
