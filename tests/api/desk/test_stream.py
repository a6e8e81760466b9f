"""What an open console is told of: who is at the conversation, and what concerns only the reader."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from api.console.stream import hints
from api.live import conversation_topic
from api.services import Services
from tests.api.conftest import Visitor
from tests.api.desk.conftest import ask
from tests.api.staff.colleague import Colleague


async def next_of(events: AsyncIterator[str], name: str) -> Any:
    async for event in events:
        if f"event: {name}\n" in event:
            return json.loads(event.partition("data: ")[2])
    raise AssertionError(name)


async def test_presence_and_mentions(
    ida: Colleague, lars: Colleague, visitor: Visitor, services: Services
) -> None:
    events = hints(services, ida.token, conversation_id=visitor.id, staff_id=ida.staff.id)
    await next_of(events, "ready")
    path = f"conversations/{visitor.id}"
    first = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    await ask(lars, "POST", f"{path}/here", {"page": "page-lars", "doing": "writing"})
    present = json.loads((await first).partition("data: ")[2])
    assert present == {"staff_id": lars.staff.id, "name": "Lars", "doing": "writing"}
    await ask(lars, "POST", f"{path}/note", {"text": "@Ida look"}, status=201)
    assert await next_of(events, "own") == {"mention": visitor.id}
    await events.aclose()  # type: ignore[attr-defined]


async def test_the_visitor_hears_nothing_of_it(ida: Colleague, visitor: Visitor, services: Services) -> None:
    async with services.bus.subscribe(conversation_topic(visitor.id)) as heard:
        await ask(ida, "POST", f"conversations/{visitor.id}/here", {"page": "page-ida"})
        await ask(ida, "POST", f"conversations/{visitor.id}/note", {"text": "hm"}, status=201)
        assert "present" not in await anext(heard)
