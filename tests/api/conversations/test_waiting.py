"""How long it takes, and how many offers are left: computed, never assumed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from sqlalchemy import event, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import escalation, repository
from api.conversations.models import Conversation, Event
from api.conversations.promises import waited
from api.conversations.taking import SEEN_WITHIN
from api.conversations.wait_queries import Desk, wait_basis
from api.conversations.waiting import Wait, current_wait, estimate, tell_if_changed, usual_minutes
from api.db import now
from api.routing import teams
from api.routing.repository import takers
from api.routing.transfer import Destination, transfer
from api.services import Services
from api.settings import Settings
from api.staff.models import Staff, StaffSession
from tests.api.conftest import Visitor, arrive, hire
from tests.api.fake_dialogue import FakeDialogue, answer
from tests.api.handled import have_cases, works

ONE = Desk(capacity=1, held=0)
ONE_BUSY = Desk(capacity=1, held=1)
FOUR = Desk(capacity=4, held=3)
OVERFULL = Desk(capacity=2, held=5)


class TestEstimate:
    @pytest.mark.parametrize(
        ("ahead", "desks", "minutes"),
        [
            (0, [ONE], 1),
            (0, [ONE_BUSY], 6),
            (1, [ONE_BUSY], 12),
            (0, [ONE_BUSY, ONE_BUSY], 3),
            (1, [ONE, ONE], 1),
            (2, [ONE, ONE], 3),
            (0, [FOUR], 1),
            (1, [FOUR], 2),
            (9, [FOUR], 14),
            (0, [OVERFULL], 3),
            (0, [OVERFULL, ONE], 1),
            (0, [], None),
            (0, [Desk(capacity=0, held=0)], None),
        ],
    )
    def test_of_the_queue(self, ahead: int, desks: list[Desk], minutes: int | None) -> None:
        assert estimate(ahead=ahead, desks=desks, handling=6) == minutes

    def test_few_cases_say_nothing(self) -> None:
        assert usual_minutes([timedelta(minutes=60)] * 4) is None

    def test_enough_cases_say_the_median(self) -> None:
        cases = [timedelta(minutes=minutes) for minutes in (2, 3, 4, 5, 90)]
        assert usual_minutes(cases) == 4


async def wait_now(services: Services, *, line: int = 1) -> Wait:
    async with services.database.reading() as session:
        asking = Conversation(state="bot", line=line, id="")
        return await current_wait(session, catalog=services.catalog.current(), conversation=asking)


async def minutes_now(services: Services, *, line: int = 1) -> int | None:
    return (await wait_now(services, line=line)).minutes


class TestCurrentWait:
    async def test_is_read_in_one_statement(self, services: Services, agent: Staff) -> None:
        await have_cases(services)
        statements = []
        event.listen(
            services.database.engine.sync_engine,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_: statements.append(statement),
        )
        assert await minutes_now(services) == 1
        assert len([one for one in statements if "SELECT" in one]) == 1

    async def test_nobody_there_nobody_knows(self, services: Services) -> None:
        await have_cases(services)
        assert await minutes_now(services) is None

    async def test_somebody_there(self, services: Services, agent: Staff) -> None:
        await have_cases(services)
        assert await minutes_now(services) == 1

    async def test_four_cases_are_too_few_to_promise_anything(self, services: Services, agent: Staff) -> None:
        await have_cases(services, count=4)
        assert await wait_now(services) == Wait(minutes=None, open=True, opens_at=None)

    async def test_a_team_lead_takes_chats_too(self, services: Services) -> None:
        await have_cases(services)
        await hire(services, name="Lea", role="lead")
        assert await minutes_now(services) == 1

    async def test_marketers_and_the_signed_out_take_no_chats(self, services: Services) -> None:
        await have_cases(services)
        await hire(services, name="Mia", role="marketer")
        await hire(services, name="Out", signed_in=False)
        assert await minutes_now(services) is None

    async def test_somebody_not_seen_for_long_is_not_there(self, services: Services, agent: Staff) -> None:
        await have_cases(services)
        async with services.database.writing() as session:
            await session.execute(update(StaffSession).values(last_seen_at=now() - timedelta(minutes=3)))
        assert await minutes_now(services) is None

    async def test_somebody_who_takes_no_more_is_not_counted(self, services: Services, agent: Staff) -> None:
        await have_cases(services)
        async with services.database.writing() as session:
            await session.execute(update(Staff).values(available=False))
        assert await minutes_now(services) is None

    async def test_two_sessions_are_one_person(self, services: Services, agent: Staff) -> None:
        await have_cases(services, minutes=10)
        await works(services, agent, capacity=1)
        async with services.database.writing() as session:
            tomorrow = now() + timedelta(days=1)
            session.add(StaffSession(token_hash="phone", staff_id=agent.id, csrf="c", expires_at=tomorrow))
            session.add(_held(agent))
        assert await minutes_now(services) == 10

    async def test_recent_cases_count(self, services: Services, agent: Staff) -> None:
        await have_cases(services, minutes=21)
        await works(services, agent, capacity=1)
        async with services.database.writing() as session:
            session.add(_held(agent))
        assert await minutes_now(services) == 21

    async def test_what_is_put_aside_takes_no_place(self, services: Services, agent: Staff) -> None:
        await have_cases(services, minutes=21)
        await works(services, agent, capacity=1)
        async with services.database.writing() as session:
            held = _held(agent)
            held.snoozed_until = now() + timedelta(hours=1)
            session.add(held)
        assert await minutes_now(services) == 1

    async def test_from_a_quarter_of_an_hour_on_it_is_long(self, services: Services, agent: Staff) -> None:
        await have_cases(services, minutes=15)
        await works(services, agent, capacity=1)
        assert not (await wait_now(services)).long
        async with services.database.writing() as session:
            session.add(_held(agent))
        assert await wait_now(services) == Wait(minutes=15, open=True, opens_at=None, long=True)


class TestLines:
    async def test_only_those_of_the_line_and_its_own_cases_count(
        self, services: Services, agent: Staff, other_agent: Staff
    ) -> None:
        await works(services, agent, lines=(1,))
        await works(services, other_agent, capacity=1, lines=(2,))
        await have_cases(services, line=1)
        assert (await minutes_now(services, line=1), await minutes_now(services, line=2)) == (1, None)
        await have_cases(services, line=2, minutes=30)
        async with services.database.writing() as session:
            session.add(_held(other_agent))
        assert await minutes_now(services, line=2) == 30

    async def test_a_line_whose_people_are_away_has_nobody(self, services: Services, agent: Staff) -> None:
        away = await hire(services, name="Away", signed_in=False)
        await works(services, away, lines=(2,))
        await have_cases(services, line=2)
        assert await minutes_now(services, line=2) is None

    async def test_a_line_nobody_works_on_is_everybodys(self, services: Services, agent: Staff) -> None:
        await have_cases(services, line=3)
        assert await minutes_now(services, line=3) == 1

    async def test_who_waits_on_another_line_of_the_same_people_is_before_me(
        self, services: Services, agent: Staff
    ) -> None:
        await works(services, agent, capacity=1, lines=(1, 2))
        await have_cases(services, minutes=7)
        async with services.database.writing() as session:
            session.add(_waiting(line=2))
            session.add(_waiting(line=3))
        assert await minutes_now(services) == 14

    async def test_who_waits_for_others_is_not(
        self, services: Services, agent: Staff, other_agent: Staff
    ) -> None:
        await works(services, agent, capacity=1, lines=(1,))
        await works(services, other_agent, lines=(2,))
        await have_cases(services, minutes=7)
        async with services.database.writing() as session:
            session.add(_waiting(line=2))
        assert await minutes_now(services) == 1


class TestWhoMayTakeIt:
    """A minute is promised only where somebody is there who would be given the conversation."""

    async def promised(self, services: Services, visitor: Visitor, **columns: Any) -> int | None:
        await have_cases(services)
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            for name, value in columns.items():
                setattr(conversation, name, value)
            catalog = services.catalog.current()
            await escalation.enqueue(session, conversation, reason="requested", catalog=catalog)
            return conversation.promised_minutes

    async def team_of(self, services: Services, *people: Staff) -> int:
        async with services.database.writing() as session:
            team = await teams.make_team(session, "Repairs", by=people[0])
            await teams.set_members(session, team.id, [one.id for one in people], by=people[0])
            return team.id

    async def test_of_its_team_nobody_is_there(
        self, services: Services, visitor: Visitor, agent: Staff
    ) -> None:
        away = await hire(services, name="Away", signed_in=False)
        team_id = await self.team_of(services, away)
        assert await self.promised(services, visitor, team_id=team_id) is None

    async def test_of_its_team_somebody_is(self, services: Services, visitor: Visitor, agent: Staff) -> None:
        team_id = await self.team_of(services, agent)
        assert await self.promised(services, visitor, team_id=team_id) == 1

    async def test_the_only_one_there_has_passed_it_on(
        self, services: Services, visitor: Visitor, agent: Staff
    ) -> None:
        await have_cases(services)
        async with services.database.writing() as session:
            catalog = services.catalog.current()
            await escalation.claim(session, visitor.id, agent, catalog=catalog)
            passed = await transfer(
                session, visitor.id, agent, Destination(line=1), reason="", catalog=catalog
            )
            assert (passed.state, passed.promised_minutes) == ("queued", None)

    async def test_it_is_for_leads_and_none_is_there(
        self, services: Services, visitor: Visitor, agent: Staff
    ) -> None:
        await hire(services, name="Lea", role="lead", signed_in=False)
        assert await self.promised(services, visitor, for_leads=True) is None

    async def test_put_aside_it_is_promised_nothing(
        self, services: Services, visitor: Visitor, agent: Staff, conversation_now: Any
    ) -> None:
        assert await self.promised(services, visitor) == 1
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            conversation.snoozed_until = now() + timedelta(days=3)
            await tell_if_changed(session, conversation, catalog=services.catalog.current())
        assert (await conversation_now(visitor.id)).promised_minutes is None

    async def test_who_waits_for_a_team_of_others_is_not_before_me(
        self, services: Services, visitor: Visitor, agent: Staff, other_agent: Staff
    ) -> None:
        await have_cases(services, minutes=7)
        await works(services, agent, capacity=1)
        team_id = await self.team_of(services, other_agent)
        async with services.database.writing() as session:
            await session.execute(update(Staff).where(Staff.id == other_agent.id).values(available=False))
            session.add(_waiting(line=1, team_id=team_id))
        assert await minutes_now(services) == 1

    async def test_there_means_the_same_as_when_conversations_are_shared_out(
        self, services: Services, agent: Staff
    ) -> None:
        await have_cases(services)
        async with services.database.writing() as session:
            just_gone = now() - SEEN_WITHIN - timedelta(seconds=1)
            await session.execute(update(StaffSession).values(last_seen_at=just_gone))
        async with services.database.reading() as session:
            assert await takers(session, seen_after=now() - SEEN_WITHIN, at=now()) == []
        assert await minutes_now(services) is None


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
            ahead = [await self.ahead(session, visitor) for visitor in visitors]
            newcomer = await wait_basis(session, None, seen_after=now(), claimed_after=now())
        assert (ahead, newcomer.ahead) == ([0, 1, 2], 3)

    async def ahead(self, session: AsyncSession, visitor: Visitor) -> int:
        conversation = await repository.get(session, visitor.id)
        return (await wait_basis(session, conversation, seen_after=now(), claimed_after=now())).ahead


class TestChanged:
    async def test_whoever_was_promised_minutes_is_told_when_nobody_is_there_any_more(
        self, services: Services, visitor: Visitor, agent: Staff, conversation_now: Any
    ) -> None:
        await have_cases(services)
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
            assert [one.facts["before"] for one in told] == [1]

    async def enqueue(self, services: Services, visitor: Visitor) -> None:
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            catalog = services.catalog.current()
            await escalation.enqueue(session, conversation, reason="requested", catalog=catalog)

    async def tell(self, services: Services, visitor: Visitor) -> None:
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            await tell_if_changed(session, conversation, catalog=services.catalog.current())


class TestPromiseKept:
    async def test_what_was_promised_and_what_it_came_to_are_kept_with_the_claim(
        self, services: Services, visitor: Visitor, agent: Staff
    ) -> None:
        await have_cases(services)
        await TestChanged().enqueue(services, visitor)
        async with services.database.writing() as session:
            await session.execute(
                update(Conversation)
                .where(Conversation.id == visitor.id)
                .values(queued_at=now() - timedelta(minutes=4, seconds=30), promised_minutes=3)
            )
        facts = await self.claim(services, visitor, agent)
        assert (facts["promised_minutes"], facts["waited_minutes"]) == (3, 4.5)

    async def test_the_moment_promised_is_kept_and_so_is_the_first(
        self, services: Services, visitor: Visitor, agent: Staff, conversation_now: Any
    ) -> None:
        """Told of a minute, then after half an hour of several more, and taken at once."""
        await have_cases(services)
        await TestChanged().enqueue(services, visitor)
        long_ago, first = now() - timedelta(minutes=30), now() - timedelta(minutes=29)
        async with services.database.writing() as session:
            await session.execute(
                update(Conversation)
                .where(Conversation.id == visitor.id)
                .values(queued_at=long_ago, promised_for=first, first_promised_for=first)
            )
            await session.execute(update(Staff).values(capacity=1))
            session.add(_held(agent))
        await TestChanged().tell(services, visitor)
        told = await conversation_now(visitor.id)
        assert (told.promised_minutes, told.first_promised_for) == (6, first)
        facts = await self.claim(services, visitor, agent)
        assert facts["promised_for"] == told.promised_for.isoformat()
        assert facts["first_promised_for"] == first.isoformat()
        async with services.database.reading() as session:
            conversation = await repository.get(session, visitor.id)
            events = await repository.timeline(session, visitor.id)
        found = waited(conversation, events, at=now())
        assert found is not None
        assert (round(found.waited.total_seconds() / 60), found.late) == (30, False)
        assert found.promised is not None
        assert round(found.promised.total_seconds() / 60) == 36

    async def test_a_new_wait_begins_with_a_promise_of_its_own(
        self, services: Services, visitor: Visitor, agent: Staff, conversation_now: Any
    ) -> None:
        await have_cases(services)
        await TestChanged().enqueue(services, visitor)
        async with services.database.writing() as session:
            of_old = update(Conversation).values(first_promised_for=now() - timedelta(days=1))
            await session.execute(of_old)
            catalog = services.catalog.current()
            await escalation.claim(session, visitor.id, agent, catalog=catalog)
            await escalation.hand_back(session, visitor.id, agent, catalog=catalog)
        await TestChanged().enqueue(services, visitor)
        told = await conversation_now(visitor.id)
        assert told.promised_for is not None
        assert told.first_promised_for == told.promised_for

    async def test_of_somebody_who_did_not_wait_there_is_nothing(
        self, services: Services, visitor: Visitor, agent: Staff
    ) -> None:
        facts = await self.claim(services, visitor, agent)
        assert "promised_minutes" not in facts

    async def claim(self, services: Services, visitor: Visitor, agent: Staff) -> dict[str, Any]:
        async with services.database.writing() as session:
            await escalation.claim(session, visitor.id, agent, catalog=services.catalog.current())
        async with services.database.reading() as session:
            claimed = await repository.last_of(session, visitor.id, ("claimed",))
            assert claimed is not None
            return claimed.facts


def _held(agent: Staff) -> Conversation:
    return Conversation(
        token_hash=uuid4().hex,
        locale="da",
        language="da",
        state="assigned",
        assigned_to=agent.id,
        last_seq=0,
        epoch=1,
    )


def _waiting(*, line: int, team_id: int | None = None) -> Conversation:
    return Conversation(
        team_id=team_id,
        token_hash=uuid4().hex,
        locale="da",
        language="da",
        state="queued",
        line=line,
        queued_at=now(),
        due_at=now(),
        last_seq=0,
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
