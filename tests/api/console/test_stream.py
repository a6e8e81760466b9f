"""What an open console is told, and when it stops being told."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from api.console.stream import hints
from api.db import now
from api.live import QUEUE, conversation_topic
from api.services import Services
from api.staff import repository
from api.staff.models import StaffSession
from api.staff.service import hash_token
from tests.api.conftest import until
from tests.api.staff.colleague import Colleague

# An event with data: a browser keeps comments, and events without data, to itself.
HERE = "event: here\ndata: {}\n\n"


async def next_of(stream: AsyncIterator[str]) -> str:
    return await asyncio.wait_for(anext(stream), 2)


async def test_begins_with_ready_so_that_the_page_catches_up(services: Services, ida: Colleague) -> None:
    stream = hints(services, ida.token, conversation_id=None)
    first = await next_of(stream)
    assert "retry: 3000" in first
    assert "event: ready" in first


async def test_tells_of_the_queue_the_conversation_and_typing(services: Services, ida: Colleague) -> None:
    stream = hints(services, ida.token, conversation_id="one")
    await next_of(stream)
    for topic, payload, told in (
        (QUEUE, {"conversation_id": "other"}, "event: queue\ndata: {}\n\n"),
        (conversation_topic("one"), {"seq": 7}, 'event: conversation\ndata: {"seq": 7}\n\n'),
        (
            conversation_topic("one"),
            {"typing": {"author": "visitor"}},
            'event: typing\ndata: {"author": "visitor"}\n\n',
        ),
    ):
        coming = asyncio.ensure_future(next_of(stream))
        await asyncio.sleep(0.01)
        await services.bus.publish(topic, payload)
        assert await coming == told


async def test_hints_about_the_list_that_come_at_once_become_one(services: Services, ida: Colleague) -> None:
    stream = hints(services, ida.token, conversation_id="one")
    await next_of(stream)
    told: list[str] = []

    async def follow() -> None:
        while not told or "event: conversation" not in told[-1]:
            told.append(await next_of(stream))

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.01)
    for _ in range(100):
        await services.bus.publish(QUEUE, {"conversation_id": "busy"})
    await until(lambda: len(told) >= 2)
    await services.bus.publish(conversation_topic("one"), {"seq": 1})
    await following
    # At once, and once more for all that followed; a machine that stands still may see another.
    assert 2 <= sum("event: queue" in event for event in told) <= 5


async def test_what_is_said_to_a_colleague_is_told_them_first_and_others_later(
    services: Services, ida: Colleague, lars: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.console.stream.LIST_OF_OTHERS_SECONDS", (0.3, 0.4))
    told: list[str] = []

    async def follow(person: Colleague) -> None:
        stream = hints(services, person.token, conversation_id=None, staff_id=person.staff.id)
        async for event in stream:
            if "event: queue" in event:
                told.append(person.staff.name)

    following = [asyncio.create_task(follow(person)) for person in (ida, lars)]
    await asyncio.sleep(0.01)
    await services.bus.publish(QUEUE, {"conversation_id": "hers", "holder": ida.staff.id})
    await until(lambda: len(told) == 2)
    assert told == ["Ida", "Lars"]
    await services.bus.close()
    await asyncio.gather(*following)
    assert told == ["Ida", "Lars"]


async def test_whoever_only_watches_is_present(services: Services, ida: Colleague) -> None:
    async def seen_at(moment: datetime | None = None) -> datetime:
        async with services.database.writing() as session:
            found = await session.get(StaffSession, hash_token(ida.token))
            assert found is not None
            found.last_seen_at = moment or found.last_seen_at
            return found.last_seen_at

    an_hour_ago = now() - timedelta(hours=1)
    await seen_at(an_hour_ago)
    stream = hints(services, ida.token, conversation_id=None, keep_alive_seconds=0.05)
    await next_of(stream)
    await next_of(stream)
    assert await seen_at() > an_hour_ago + timedelta(minutes=59)


async def test_another_conversation_is_not_told(services: Services, ida: Colleague) -> None:
    stream = hints(services, ida.token, conversation_id="one", keep_alive_seconds=0.05)
    await next_of(stream)
    coming = asyncio.ensure_future(next_of(stream))
    await asyncio.sleep(0.01)
    await services.bus.publish(conversation_topic("two"), {"seq": 1})
    assert await coming == HERE


async def test_ends_soon_after_the_session(services: Services, ida: Colleague) -> None:
    stream = hints(services, ida.token, conversation_id=None, keep_alive_seconds=0.05)
    await next_of(stream)
    assert await next_of(stream) == HERE
    async with services.database.writing() as session:
        await repository.delete_session(session, hash_token(ida.token))
    assert [event async for event in stream] == ["event: logged_out\ndata: {}\n\n"]


async def test_ends_when_the_process_stops(services: Services, ida: Colleague) -> None:
    stream = hints(services, ida.token, conversation_id=None)
    await next_of(stream)
    closing = asyncio.create_task(services.bus.close())
    assert [event async for event in stream] == []
    await closing
