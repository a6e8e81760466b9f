"""A bot's reply in flight against a person who takes the conversation, and two people who want the same one.

Two processes on one database: the visitor and the bot are in one, the people in the other. So nothing that only
one process knows can keep them apart.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest

from api.app import create_app
from api.conversations import escalation, repository, service
from api.conversations.errors import TakenByAnother
from api.conversations.models import Event
from api.conversations.schemas import MessageRequest, StartRequest
from api.rasa_client import Answer, Asked
from api.services import Services
from api.settings import Settings
from api.staff.models import Staff
from tests.api.fake_dialogue import FakeDialogue, answer

RACES = {"sqlite": 1000, "postgresql": 200}
DOUBLE_CLAIMS = 200
# How many times each side lets the other go first: from well before to well after.
HEAD_STARTS = [(0, 0), (0, 1), (1, 0), (0, 3), (3, 0), (0, 10), (10, 0), (0, 40), (40, 0), (0, 120)]


class Barrier(FakeDialogue):
    """A bot that has its answer ready and lets go of it when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.reply = self.say_something
        self.patience = 0

    def say_something(self, asked: Asked) -> Answer:
        return answer("One", "Two", events=[{"type": "need_heard", "subject": "quiet", "quote": "x"}])

    async def ask(self, asked: Asked) -> Answer:
        self.heard.set()
        await self.gate.wait()
        await breathe(self.patience)
        return self.reply(asked)


async def breathe(times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


@pytest.fixture
def dialogue() -> Barrier:
    return Barrier()


@pytest.fixture
async def elsewhere(settings: Settings, services: Services) -> AsyncIterator[Services]:
    """The same house in another process."""
    other: Services = create_app(settings, dialogue=FakeDialogue()).state.services
    yield other
    await other.bus.close()
    await other.database.close()


async def begin(services: Services) -> tuple[str, str]:
    async with services.database.writing() as session:
        started = await service.start(
            session, StartRequest(), catalog=services.catalog.current(), settings=services.settings
        )
        return started.id, f"Bearer {started.token}"


async def claim(services: Services, conversation_id: str, staff: Staff, *, after: int = 0) -> None:
    await breathe(after)
    async with services.database.writing() as session:
        await escalation.claim(session, conversation_id, staff, catalog=services.catalog.current())


async def timeline(services: Services, conversation_id: str) -> list[Event]:
    async with services.database.reading() as session:
        return list(await repository.timeline(session, conversation_id))


def spoke_after_the_claim(events: list[Event]) -> bool:
    claimed = next(event.seq for event in events if event.type == "claimed")
    return any(event.author == "bot" and event.type == "message" and event.seq > claimed for event in events)


class TestABotReplyAndAClaim:
    async def race(
        self,
        services: Services,
        elsewhere: Services,
        dialogue: Barrier,
        agent: Staff,
        starts: tuple[int, int],
    ) -> list[Event]:
        conversation_id, token = await begin(services)
        dialogue.gate.clear()
        dialogue.heard.clear()
        dialogue.patience, after = starts
        request = MessageRequest(client_message_id=uuid4().hex, text="hello")
        said = asyncio.create_task(service.receive(services, conversation_id, request, authorization=token))
        await dialogue.heard.wait()
        taking = asyncio.create_task(claim(elsewhere, conversation_id, agent, after=after))
        dialogue.gate.set()
        received, _ = await asyncio.gather(said, taking)
        events = await timeline(services, conversation_id)
        # The visitor's page is told what the timeline says, and nothing that was dropped.
        shown = [event for event in events if event.author == "bot" and event.message_seq and event.wording()]
        assert [reply.text for reply in received.replies] == [
            event.wording() for event in shown if event.type == "message"
        ]
        return events

    async def test_never_does_the_bot_speak_after_somebody_took_over(
        self,
        place: str,
        services: Services,
        elsewhere: Services,
        dialogue: Barrier,
        agent: Staff,
    ) -> None:
        outcomes: Counter[str] = Counter()
        starts: Iterator[tuple[int, int]] = cycle(HEAD_STARTS)
        for _ in range(RACES[place]):
            events = await self.race(services, elsewhere, dialogue, agent, next(starts))
            assert not spoke_after_the_claim(events)
            said = sum(event.author == "bot" and event.type == "message" for event in events) - 1
            dropped = sum(event.type == "reply_dropped" for event in events)
            outcomes[f"said {said}, dropped {dropped}"] += 1
        # Whole or not at all; and a race that only one side ever wins would show nothing.
        assert set(outcomes) == {"said 2, dropped 0", "said 0, dropped 1"}
        assert min(outcomes.values()) >= RACES[place] // 20, outcomes


class TestTwoPeopleClaim:
    async def test_one_has_it_and_the_other_is_told(
        self, services: Services, elsewhere: Services, agent: Staff, other_agent: Staff
    ) -> None:
        winners: Counter[int] = Counter()
        for number in range(DOUBLE_CLAIMS):
            conversation_id, _ = await begin(services)
            claims: list[Any] = [
                claim(services, conversation_id, agent),
                claim(elsewhere, conversation_id, other_agent),
            ]
            ended = await asyncio.gather(*claims[:: 1 if number % 2 else -1], return_exceptions=True)
            assert [type(one) for one in ended if one is not None] == [TakenByAnother]
            claimed = [
                event for event in await timeline(services, conversation_id) if event.type == "claimed"
            ]
            assert len(claimed) == 1
            winners[claimed[0].facts["staff_id"]] += 1
        assert set(winners) == {agent.id, other_agent.id}
