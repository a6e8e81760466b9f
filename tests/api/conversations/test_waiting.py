"""How long it takes, and how many offers are left: computed, never assumed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from sqlalchemy import select, update

from api.conversations import escalation, repository
from api.conversations.models import Conversation, Event
from api.conversations.queries import queue_ahead
from api.conversations.waiting import current_wait, estimate, tell_if_changed, usual_minutes
from api.db import now
from api.services import Services
from api.settings import Settings
from api.staff.models import Staff, StaffSession
from tests.api.conftest import Visitor, arrive, hire
from tests.api.fake_dialogue import FakeDialogue, answer


class TestEstimate:
    @pytest.mark.parametrize(
        ("ahead", "agents", "busy", "minutes"),
        [
            (0, 1, 0, 1),
            (0, 1, 1, 6),
            (1, 1, 1, 12),
            (0, 2, 2, 3),
            (1, 2, 0, 1),
            (2, 2, 0, 3),
            (0, 0, 0, None),
        ],
    )
    def test_of_the_queue(self, ahead: int, agents: int, busy: int, minutes: int | None) -> None:
        assert estimate(ahead=ahead, agents=agents, busy=busy, handling=6) == minutes

    def test_few_cases_say_nothing(self) -> None:
        assert usual_minutes([timedelta(minutes=60)] * 4, default=6) == 6

    def test_enough_cases_say_the_median(self) -> None:
        cases = [timedelta(minutes=minutes) for minutes in (2, 3, 4, 5, 90)]
        assert usual_minutes(cases, default=6) == 4


class TestCurrentWait:
    async def minutes(self, services: Services) -> int | None:
        async with services.database.reading() as session:
            return (await current_wait(session, catalog=services.catalog.current())).minutes

    async def test_nobody_there_nobody_knows(self, services: Services) -> None:
        assert await self.minutes(services) is None

    async def test_somebody_there(self, services: Services, agent: Staff) -> None:
        assert await self.minutes(services) == 1

    async def test_marketers_and_the_signed_out_take_no_chats(self, services: Services) -> None:
        await hire(services, name="Mia", role="marketer")
        await hire(services, name="Out", signed_in=False)
        assert await self.minutes(services) is None

    async def test_somebody_not_seen_for_long_is_not_there(self, services: Services, agent: Staff) -> None:
        async with services.database.writing() as session:
            await session.execute(update(StaffSession).values(last_seen_at=now() - timedelta(minutes=16)))
        assert await self.minutes(services) is None

    async def test_recent_cases_count(
        self, services: Services, client: httpx.AsyncClient, agent: Staff
    ) -> None:
        for _ in range(6):
            visitor = await arrive(client)
            await visitor.post("close")
        async with services.database.writing() as session:
            moment = now()
            await session.execute(
                update(Conversation).values(claimed_at=moment - timedelta(minutes=21), closed_at=moment)
            )
            session.add(await _busy(services, agent))
        assert await self.minutes(services) == 21


class TestThePlaceInTheQueue:
    async def test_those_who_are_due_at_the_same_moment_are_taken_as_they_came(
        self, services: Services, client: httpx.AsyncClient, agent: Staff
    ) -> None:
        opening = now() + timedelta(hours=8)
        visitors = [await arrive(client) for _ in range(3)]
        async with services.database.writing() as session:
            for number, visitor in enumerate(visitors):
                change = update(Conversation).where(Conversation.id == visitor.id)
                came = now() - timedelta(minutes=30 - number)
                await session.execute(change.values(state="queued", due_at=opening, queued_at=came))
        async with services.database.reading() as session:
            ahead = [
                await queue_ahead(session, await repository.get(session, visitor.id)) for visitor in visitors
            ]
        assert ahead == [0, 1, 2]


class TestChanged:
    async def test_whoever_was_promised_minutes_is_told_when_nobody_is_there_any_more(
        self, services: Services, visitor: Visitor, agent: Staff, conversation_now: Any
    ) -> None:
        await self.enqueue(services, visitor)
        assert (await conversation_now(visitor.id)).promised_minutes == 1
        async with services.database.writing() as session:
            await session.execute(update(StaffSession).values(last_seen_at=now() - timedelta(minutes=16)))
        for _ in range(2):
            await self.tell(services, visitor)
        assert (await conversation_now(visitor.id)).promised_minutes is None
        assert (await visitor.get("messages")).json()["wait"]["minutes"] is None
        async with services.database.reading() as session:
            told = await session.scalars(select(Event).where(Event.type == "wait_updated"))
            assert [event.facts["before"] for event in told] == [1]

    async def enqueue(self, services: Services, visitor: Visitor) -> None:
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            catalog = services.catalog.current()
            await escalation.enqueue(session, conversation, reason="requested", catalog=catalog)

    async def tell(self, services: Services, visitor: Visitor) -> None:
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            await tell_if_changed(session, conversation, catalog=services.catalog.current())


async def _busy(services: Services, agent: Staff) -> Conversation:
    return Conversation(
        token_hash="busy",
        locale="da",
        language="da",
        state="assigned",
        assigned_to=agent.id,
        last_seq=0,
        epoch=1,
    )


class TestOffersLeft:
    OFFER = [{"type": "offer_made", "subject": "course", "kind": "course"}]

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, identity_secret="shared secret of shop and chat, long enough")

    async def customer(self, client: httpx.AsyncClient, settings: Settings) -> Visitor:
        token = jwt.encode({"sub": "c-1", "exp": 4_000_000_000}, str(settings.identity_secret), "HS256")
        return await arrive(client, identity_token=token)

    async def left(self, visitor: Visitor, dialogue: FakeDialogue, events: Any = ()) -> int:
        dialogue.reply = lambda _: answer("Yes", events=list(events))
        await visitor.say("hm")
        return int(dialogue.asked[-1].metadata["offers_left"])

    async def test_one_in_a_conversation(self, visitor: Visitor, dialogue: FakeDialogue) -> None:
        assert await self.left(visitor, dialogue, self.OFFER) == 1
        assert await self.left(visitor, dialogue) == 0

    async def test_two_in_seven_days_for_one_customer(
        self, client: httpx.AsyncClient, dialogue: FakeDialogue, settings: Settings, services: Services
    ) -> None:
        for _ in range(2):
            assert await self.left(await self.customer(client, settings), dialogue, self.OFFER) == 1
        assert await self.left(await self.customer(client, settings), dialogue) == 0
        async with services.database.writing() as session:
            await session.execute(
                update(Event).where(Event.type == "offer_made").values(created_at=now() - timedelta(days=8))
            )
        assert await self.left(await self.customer(client, settings), dialogue) == 1

    async def test_a_stop_is_kept_in_the_customers_next_conversation(
        self, client: httpx.AsyncClient, dialogue: FakeDialogue, settings: Settings
    ) -> None:
        await self.left(await self.customer(client, settings), dialogue, [{"type": "offers_stopped"}])
        assert await self.left(await self.customer(client, settings), dialogue) == 0
