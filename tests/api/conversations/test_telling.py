"""Whom a hint about the list is for: everybody when the queue moved, first of all the holder when it did not."""

from collections.abc import Awaitable, Callable
from typing import Any

from api.conversations import escalation, repository
from api.live import QUEUE
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor

Happens = Callable[[], Awaitable[Any]]


async def hint_after(services: Services, happens: Happens) -> dict[str, Any]:
    async with services.bus.subscribe(QUEUE) as hints:
        await happens()
        return await anext(hints)


async def enqueue(services: Services, visitor: Visitor) -> None:
    async with services.database.writing() as session:
        conversation = await repository.lock(session, visitor.id)
        catalog = services.catalog.current()
        await escalation.enqueue(session, conversation, reason="requested", catalog=catalog)


async def claim(services: Services, visitor: Visitor, staff: Staff) -> None:
    async with services.database.writing() as session:
        await escalation.claim(session, visitor.id, staff, catalog=services.catalog.current())


async def test_what_moves_the_queue_is_for_everybody(
    services: Services, visitor: Visitor, agent: Staff
) -> None:
    queued = await hint_after(services, lambda: enqueue(services, visitor))
    assert queued == {"topic": QUEUE, "conversation_id": visitor.id, "state": "queued"}
    taken = await hint_after(services, lambda: claim(services, visitor, agent))
    assert taken == {"topic": QUEUE, "conversation_id": visitor.id, "state": "assigned"}


async def test_what_is_said_to_a_person_is_for_that_person_though_their_clock_starts(
    services: Services, visitor: Visitor, agent: Staff, conversation_now: Any
) -> None:
    await enqueue(services, visitor)
    await claim(services, visitor, agent)
    async with services.database.writing() as session:
        catalog = services.catalog.current()
        await escalation.reply(session, visitor.id, agent, "I am looking at it", "first", catalog=catalog)
    before = (await conversation_now(visitor.id)).due_at
    hint = await hint_after(services, lambda: visitor.say("Thank you, and when?"))
    assert (await conversation_now(visitor.id)).due_at != before
    assert hint == {"topic": QUEUE, "conversation_id": visitor.id, "holder": agent.id}


async def test_what_is_said_by_somebody_who_waits_hurries_nobody(
    services: Services, visitor: Visitor, agent: Staff
) -> None:
    await enqueue(services, visitor)
    hint = await hint_after(services, lambda: visitor.say("I still have no answer"))
    assert hint == {"topic": QUEUE, "conversation_id": visitor.id, "holder": None}
