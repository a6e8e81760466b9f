"""What happens to the conversations of somebody who is not there any more."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from api.conversations import escalation, repository
from api.conversations.models import Conversation
from api.conversations.state import reopen
from api.db import now
from api.routing import teams
from api.routing.assignment import drain
from api.routing.leaving import return_left
from api.services import Services
from api.staff.models import Staff, StaffSession
from api.tokens import service as tokens
from api.tokens.models import ApiToken
from api.tokens.schemas import NewToken
from tests.api.conftest import Visitor
from tests.api.routing.conftest import Change, QueueUp, events_of, heard, holders, say

LONG = timedelta(minutes=6)


@pytest.fixture
async def taken(services: Services, agent: Staff, queue_up: QueueUp) -> str:
    """A conversation that Ida has and has not answered yet."""
    conversation_id = await queue_up(reason="complaint", line=2)
    async with services.database.writing() as session:
        await escalation.claim(session, conversation_id, agent, catalog=services.catalog.current())
    return conversation_id


async def answered(services: Services, conversation_id: str, agent: Staff) -> None:
    async with services.database.writing() as session:
        catalog = services.catalog.current()
        await escalation.reply(session, conversation_id, agent, "I look into it", "a1", catalog=catalog)


class TestTheVisitorWaits:
    async def test_it_goes_back_to_the_front_with_its_reason_and_the_visitor_is_told(
        self,
        services: Services,
        taken: str,
        agent: Staff,
        queue_up: QueueUp,
        last_seen: Change,
        conversation_now: Any,
    ) -> None:
        overdue = await queue_up(due_at=now() - timedelta(hours=1))
        await last_seen(agent, ago=LONG)
        assert await return_left(services) == 1
        now_it_is = await conversation_now(taken)
        assert (now_it_is.state, now_it_is.assigned_to) == ("queued", None)
        assert (now_it_is.escalation_reason, now_it_is.line) == ("complaint", 2)
        [released] = await events_of(services, taken, "released")
        assert released.facts == {"staff_id": agent.id, "why": "offline"}
        assert released.audience == "internal"
        assert (await heard(services, taken))[-1] == "queued [da]"
        await last_seen(agent, ago=timedelta(0))
        async with services.database.writing() as session:
            (await session.get_one(Staff, agent.id)).capacity = 1
        await drain(services)
        assert await holders(services) == {taken: agent.id, overdue: None}

    async def test_away_they_stay(
        self, services: Services, taken: str, agent: Staff, person: Change, last_seen: Change
    ) -> None:
        await person(agent, available=False)
        await last_seen(agent, ago=timedelta(minutes=4))
        assert await return_left(services) == 0
        assert await holders(services) == {taken: agent.id}

    async def test_at_once_from_whom_is_deactivated(
        self, services: Services, taken: str, agent: Staff, person: Change
    ) -> None:
        await person(agent, active=False)
        await return_left(services)
        [released] = await events_of(services, taken, "released")
        assert released.facts["why"] == "deactivated"

    async def test_from_whom_took_another_role_though_they_are_seen(
        self, services: Services, taken: str, agent: Staff, person: Change
    ) -> None:
        await person(agent, role="marketer")
        assert await return_left(services) == 1
        assert (await holders(services))[taken] is None
        [released] = await events_of(services, taken, "released")
        assert released.facts["why"] == "other_role"

    async def test_from_another_system_when_its_key_is_good_no_more(
        self, services: Services, queue_up: QueueUp
    ) -> None:
        found = []
        for ended in ({"revoked_at": now()}, {"expires_at": now() - timedelta(minutes=1)}, {}):
            conversation_id = await queue_up()
            await self.taken_by_a_key(services, conversation_id, **ended)
            found.append(conversation_id)
        assert await return_left(services) == 2
        revoked, _, usable = found
        still_held = {one for one, holder in (await holders(services)).items() if holder is not None}
        assert still_held == {usable}
        [released] = await events_of(services, revoked, "released")
        assert released.facts["why"] == "key_ended"

    async def taken_by_a_key(self, services: Services, conversation_id: str, **ended: Any) -> None:
        async with services.database.writing() as session:
            made = await tokens.make(
                session, NewToken(name="Shop", scopes=["conversations:write"]), made_by=None
            )
            key = await session.get_one(ApiToken, made.id)
            account = await tokens.account_of(session, key)
            for name, value in ended.items():
                setattr(key, name, value)
            catalog = services.catalog.current()
            await escalation.claim(session, conversation_id, account, catalog=catalog)

    async def test_at_once_from_whom_logged_out(self, services: Services, taken: str, agent: Staff) -> None:
        async with services.database.writing() as session:
            await session.execute(delete(StaffSession).where(StaffSession.staff_id == agent.id))
        await return_left(services)
        [released] = await events_of(services, taken, "released")
        assert released.facts["why"] == "logged_out"

    async def test_twice_is_once(
        self, services: Services, taken: str, agent: Staff, last_seen: Change
    ) -> None:
        await last_seen(agent, ago=LONG)
        assert [await return_left(services), await return_left(services)] == [1, 0]

    async def test_it_stays_its_teams_and_the_bot_forgets_the_team(
        self, services: Services, taken: str, agent: Staff, last_seen: Change, conversation_now: Any
    ) -> None:
        async with services.database.writing() as session:
            team = await teams.make_team(session, "Repairs", by=agent)
            (await session.get_one(Conversation, taken)).team_id = team.id
        await last_seen(agent, ago=LONG)
        await return_left(services)
        assert (await conversation_now(taken)).team_id == team.id
        catalog = services.catalog.current()
        async with services.database.writing() as session:
            await escalation.claim(session, taken, agent, catalog=catalog)
            await escalation.hand_back(session, taken, agent, catalog=catalog)
        assert (await conversation_now(taken)).team_id is None

    async def test_when_the_doors_are_closed_an_address_is_asked_for(
        self, services: Services, taken: str, agent: Staff, last_seen: Change, closed: Services
    ) -> None:
        await last_seen(agent, ago=LONG)
        await return_left(closed)
        assert (await heard(services, taken))[-1] == "unavailable_person [da]"


class TestAskedForAgain:
    async def test_after_the_last_answer_it_goes_back(
        self, services: Services, taken: str, agent: Staff, last_seen: Change, conversation_now: Any
    ) -> None:
        await answered(services, taken, agent)
        async with services.database.writing() as session:
            catalog = services.catalog.current()
            conversation = await escalation.close(session, taken, agent, "solved", "service", catalog=catalog)
            await reopen(session, conversation)
            await escalation.enqueue(session, conversation, reason="complaint", catalog=catalog)
            await escalation.claim(session, taken, agent, catalog=catalog)
        await last_seen(agent, ago=LONG)
        assert await return_left(services) == 1
        assert (await conversation_now(taken)).state == "queued"


class TestNobodyWaits:
    async def test_it_is_marked_once_and_goes_back_when_the_visitor_writes(
        self, services: Services, taken: str, agent: Staff, last_seen: Change, conversation_now: Any
    ) -> None:
        await answered(services, taken, agent)
        await last_seen(agent, ago=LONG)
        assert [await return_left(services), await return_left(services)] == [1, 0]
        [marked] = await events_of(services, taken, "holder_left")
        assert marked.facts == {"staff_id": agent.id, "why": "offline"}
        assert (await conversation_now(taken)).assigned_to == agent.id
        async with services.database.writing() as session:
            await say(session, await repository.lock(session, taken), "visitor", "Are you there?")
        assert await return_left(services) == 1
        assert (await conversation_now(taken)).state == "queued"

    async def test_who_comes_back_keeps_it(
        self, services: Services, taken: str, agent: Staff, last_seen: Change
    ) -> None:
        await answered(services, taken, agent)
        await last_seen(agent, ago=LONG)
        await return_left(services)
        await last_seen(agent, ago=timedelta(0))
        async with services.database.writing() as session:
            await say(session, await repository.lock(session, taken), "visitor", "Are you there?")
        assert await return_left(services) == 0
        assert await holders(services) == {taken: agent.id}

    async def test_whoever_takes_it_over_is_told_anew_when_they_leave(
        self, services: Services, taken: str, agent: Staff, last_seen: Change
    ) -> None:
        await answered(services, taken, agent)
        await last_seen(agent, ago=LONG)
        await return_left(services)
        catalog = services.catalog.current()
        async with services.database.writing() as session:
            await escalation.hand_back(session, taken, agent, catalog=catalog)
            await escalation.reply(session, taken, agent, "Here again", "a2", catalog=catalog)
        assert await return_left(services) == 1
        assert len(await events_of(services, taken, "holder_left")) == 2


async def test_what_the_bot_has_is_nobodys_to_give_back(services: Services, visitor: Visitor) -> None:
    await visitor.say("hello")
    assert await return_left(services) == 0


async def test_one_who_left_no_trace_at_all_keeps_nothing(
    services: Services, taken: str, conversation_now: Any
) -> None:
    """An account that is deleted leaves the conversation to nobody, and nobody could write in it."""
    async with services.database.writing() as session:
        (await session.get_one(Conversation, taken)).assigned_to = None
    await return_left(services)
    assert (await conversation_now(taken)).state == "queued"
