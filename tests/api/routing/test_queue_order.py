"""In which order those who wait are taken."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.conversations.models import Conversation
from api.conversations.queue_order import HEAD_START, queue_order, to_be_taken
from api.conversations.wait_queries import wait_basis
from api.db import now
from api.services import Services
from tests.api.routing.conftest import QueueUp

MINUTE = timedelta(minutes=1)


async def order_of(services: Services) -> list[str]:
    async with services.database.reading() as session:
        query = select(Conversation.id).where(to_be_taken(now())).order_by(*queue_order())
        return list((await session.scalars(query)).all())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"due": 5, "priority": 2}, {"due": -60}, id="urgent goes before overdue"),
        pytest.param({"due": 5, "priority": 2}, {"due": 1, "priority": 1}, id="urgent goes before high"),
        pytest.param({"due": 3}, {"due": 4}, id="due first"),
        pytest.param(
            {"due": 9, "reason": "churn_risk"}, {"due": 1}, id="who thinks of leaving has a head start"
        ),
        pytest.param({"due": 1}, {"due": 12, "reason": "churn_risk"}, id="but not a longer one"),
        pytest.param(
            {"due": 1, "reason": "churn_risk"}, {"due": 2, "reason": "churn_risk"}, id="leaving, due first"
        ),
        pytest.param({"due": 5, "came": -2}, {"due": 5, "came": -1}, id="due together, came first"),
        pytest.param(
            {"due": 9, "had": True}, {"due": -60, "reason": "churn_risk"}, id="had somebody already"
        ),
        pytest.param({"due": 9, "priority": 1}, {"due": 1, "had": True}, id="high goes before that"),
        pytest.param({"due": 9}, {"due": None}, id="due some time goes before never"),
    ],
)
async def test_who_goes_first(
    services: Services, queue_up: QueueUp, first: dict[str, Any], second: dict[str, Any]
) -> None:
    at = now()

    async def put(due: int | None, *, came: int = 0, had: bool = False, **more: Any) -> str:
        due_at = None if due is None else at + due * MINUTE
        claimed_at = at if had else None
        return await queue_up(due_at=due_at, queued_at=at + came * MINUTE, claimed_at=claimed_at, **more)

    later, sooner = await put(**second), await put(**first)
    assert await order_of(services) == [sooner, later]


async def test_the_head_start_is_exact(services: Services, queue_up: QueueUp) -> None:
    due = now().replace(microsecond=0)
    steady = await queue_up(due_at=due)
    leaving = await queue_up(due_at=due + HEAD_START - timedelta(seconds=1), reason="churn_risk")
    leaving_later = await queue_up(due_at=due + HEAD_START + timedelta(seconds=1), reason="churn_risk")
    assert await order_of(services) == [leaving, steady, leaving_later]


async def test_what_is_put_aside_waits_for_its_time(services: Services, queue_up: QueueUp) -> None:
    await queue_up(snoozed_until=now() + timedelta(hours=1))
    awake = await queue_up(snoozed_until=now() - timedelta(seconds=1))
    assert await order_of(services) == [awake]


async def test_a_place_in_the_queue_is_told_in_the_same_order(services: Services, queue_up: QueueUp) -> None:
    at = now()
    for number in range(4):
        await queue_up(due_at=at + number * MINUTE, reason="churn_risk" if number == 2 else "requested")
    await queue_up(due_at=at + 5 * MINUTE, priority=2)
    ahead = []
    async with services.database.reading() as session:
        for conversation_id in await order_of(services):
            conversation = await session.get_one(Conversation, conversation_id)
            basis = await wait_basis(session, conversation, seen_after=at, claimed_after=at)
            ahead.append(basis.ahead)
    assert ahead == [0, 1, 2, 3, 4]
