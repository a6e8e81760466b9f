"""Sharing out the queue."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.app import create_app
from api.conversations import escalation
from api.conversations.models import Conversation
from api.db import now
from api.housekeeping import keep_moving
from api.live import staff_topic
from api.routing import presence, teams, transfer
from api.routing.assignment import drain
from api.routing.hints import ROUTING
from api.routing.transfer import Destination
from api.services import Services
from api.settings import Settings
from api.staff.models import Staff
from tests.api.conftest import hire
from tests.api.fake_dialogue import FakeDialogue
from tests.api.routing.conftest import Change, QueueUp, events_of, heard, holders


async def claim(services: Services, conversation_id: str, staff: Staff) -> None:
    async with services.database.writing() as session:
        await escalation.claim(session, conversation_id, staff, catalog=services.catalog.current())


class TestGiving:
    async def test_the_person_is_told_at_once_and_the_visitor_with_their_first_words(
        self, services: Services, agent: Staff, queue_up: QueueUp
    ) -> None:
        conversation_id = await queue_up()
        async with services.bus.subscribe(staff_topic(agent.id)) as hints:
            assert await drain(services) == 1
            hint = await asyncio.wait_for(anext(hints), 1)
        assert hint["assigned"] == conversation_id
        [claimed] = await events_of(services, conversation_id, "claimed")
        assert claimed.facts["auto"] is True
        assert (claimed.facts["staff_id"], claimed.audience) == (agent.id, "public")
        assert await heard(services, conversation_id) == []
        for number, words in enumerate(("Hej", "Jeg ser på det")):
            async with services.database.writing() as session:
                catalog = services.catalog.current()
                await escalation.reply(session, conversation_id, agent, words, f"m{number}", catalog=catalog)
        assert await heard(services, conversation_id) == ["Ida is here [da]"]

    async def test_who_is_first_in_the_queue_is_first(
        self, services: Services, agent: Staff, queue_up: QueueUp, person: Change
    ) -> None:
        await person(agent, capacity=1)
        late = await queue_up(due_at=now() + timedelta(minutes=5))
        early = await queue_up(due_at=now() + timedelta(minutes=1))
        await drain(services)
        assert await holders(services) == {early: agent.id, late: None}

    async def test_in_turn_and_the_one_longest_without_comes_first(
        self, services: Services, agent: Staff, other_agent: Staff, queue_up: QueueUp, person: Change
    ) -> None:
        third = await hire(services, name="Zoe")
        await person(agent, assigned_last_at=now() - timedelta(hours=1))
        await person(third, assigned_last_at=now() - timedelta(hours=2))
        given = []
        for _ in range(6):
            conversation_id = await queue_up()
            await drain(services)
            given.append((await holders(services))[conversation_id])
        assert given == [other_agent.id, third.id, agent.id] * 2

    async def test_who_takes_one_by_hand_has_had_their_turn(
        self, services: Services, agent: Staff, other_agent: Staff, queue_up: QueueUp
    ) -> None:
        await claim(services, await queue_up(), agent)
        conversation_id = await queue_up()
        await drain(services)
        assert (await holders(services))[conversation_id] == other_agent.id

    async def test_switched_off_the_queue_waits_for_a_hand(
        self, services: Services, agent: Staff, queue_up: QueueUp
    ) -> None:
        conversation_id = await queue_up()
        by_hand = replace(services, settings=replace(services.settings, auto_assign=False))
        assert await drain(by_hand) == 0
        await claim(by_hand, conversation_id, agent)
        assert await holders(services) == {conversation_id: agent.id}

    async def test_a_long_queue_is_shared_out_evenly(self, services: Services, queue_up: QueueUp) -> None:
        people = [await hire(services, name=name) for name in ("Ada", "Bo", "Cai")]
        for _ in range(13):
            await queue_up()
        assert await drain(services) == 12
        shares = Counter(holder for holder in (await holders(services)).values() if holder)
        assert shares == {person.id: 4 for person in people}


class TestNobodyWho:
    @pytest.mark.parametrize(
        "columns", [{"available": False}, {"active": False}, {"role": "marketer"}, {"capacity": 0}]
    )
    async def test_cannot(
        self, services: Services, agent: Staff, queue_up: QueueUp, person: Change, columns: dict[str, Any]
    ) -> None:
        await person(agent, **columns)
        await queue_up()
        assert await drain(services) == 0

    async def test_has_not_been_seen_for_a_minute(
        self, services: Services, agent: Staff, queue_up: QueueUp, last_seen: Change
    ) -> None:
        await queue_up()
        await last_seen(agent, ago=timedelta(seconds=61))
        assert await drain(services) == 0
        await last_seen(agent, ago=timedelta(seconds=50))
        assert await drain(services) == 1

    async def test_is_at_capacity_though_a_hand_may_go_above(
        self, services: Services, agent: Staff, queue_up: QueueUp, person: Change
    ) -> None:
        await person(agent, capacity=1)
        await claim(services, await queue_up(), agent)
        second = await queue_up()
        assert await drain(services) == 0
        await claim(services, second, agent)
        assert set((await holders(services)).values()) == {agent.id}

    async def test_what_is_put_aside_takes_no_place(
        self, services: Services, agent: Staff, queue_up: QueueUp, person: Change
    ) -> None:
        await person(agent, capacity=1)
        first = await queue_up()
        await claim(services, first, agent)
        async with services.database.writing() as session:
            (await session.get_one(Conversation, first)).snoozed_until = now() + timedelta(hours=1)
        await queue_up()
        assert await drain(services) == 1


class TestLinesAndTeams:
    async def test_only_who_works_on_the_line(
        self, services: Services, agent: Staff, other_agent: Staff, queue_up: QueueUp, person: Change
    ) -> None:
        await person(other_agent, lines=[2, 3], available=False)
        second, first = await queue_up(line=2), await queue_up(line=1)
        assert await drain(services) == 1
        assert await holders(services) == {first: agent.id, second: None}
        await person(other_agent, available=True)
        await drain(services)
        assert (await holders(services))[second] == other_agent.id

    async def test_a_line_that_nobody_works_on_is_everybodys(
        self, services: Services, agent: Staff, queue_up: QueueUp
    ) -> None:
        await queue_up(line=3)
        assert await drain(services) == 1

    async def test_only_who_is_in_the_team(
        self, services: Services, agent: Staff, other_agent: Staff, queue_up: QueueUp
    ) -> None:
        async with services.database.writing() as session:
            team = await teams.make_team(session, "Repairs", by=agent)
            await teams.set_members(session, team.id, [other_agent.id], by=agent)
        given = []
        for _ in range(3):
            given.append(await queue_up(team_id=team.id))
        await drain(services)
        assert {(await holders(services))[one] for one in given} == {other_agent.id}

    async def test_a_team_without_members_keeps_nobody_waiting(
        self, services: Services, agent: Staff, queue_up: QueueUp
    ) -> None:
        async with services.database.writing() as session:
            team = await teams.make_team(session, "Repairs", by=agent)
        await queue_up(team_id=team.id)
        assert await drain(services) == 1

    async def test_who_passed_it_on_does_not_get_it_back(
        self, services: Services, agent: Staff, queue_up: QueueUp, other_agent: Staff, person: Change
    ) -> None:
        await person(other_agent, available=False)
        conversation_id = await queue_up()
        await claim(services, conversation_id, agent)
        async with services.database.writing() as session:
            catalog = services.catalog.current()
            to = Destination(line=1)
            await transfer.transfer(session, conversation_id, agent, to, reason="", catalog=catalog)
        behind = await queue_up()
        await drain(services)
        assert await holders(services) == {conversation_id: None, behind: agent.id}
        await person(other_agent, available=True)
        await drain(services)
        assert (await holders(services))[conversation_id] == other_agent.id


class TestWhenTheDoorsAreClosed:
    async def test_the_queue_waits_and_is_drained_in_order_when_they_open(
        self, services: Services, agent: Staff, queue_up: QueueUp, closed: Services, person: Change
    ) -> None:
        waiting = [await queue_up() for _ in range(3)]
        assert await drain(closed) == 0
        await person(agent, capacity=2)
        assert await drain(services) == 2
        assert [(await holders(services))[one] for one in waiting] == [agent.id, agent.id, None]


class TestTwoProcesses:
    async def test_share_out_together_without_filling_a_place_twice(
        self, services: Services, settings: Settings, queue_up: QueueUp, person: Change
    ) -> None:
        other: Services = create_app(settings, dialogue=FakeDialogue()).state.services
        people = [await hire(services, name=name) for name in ("Ada", "Bo", "Cai", "Dan")]
        for one in people:
            await person(one, capacity=3)
        for _ in range(20):
            await queue_up()
        for _ in range(4):
            await asyncio.gather(*(drain(one) for one in (services, other) * 2))
        shares = Counter(holder for holder in (await holders(services)).values() if holder)
        await other.bus.close()
        await other.database.close()
        assert shares == {one.id: 3 for one in people}

    async def test_while_colleagues_take_by_hand_each_is_given_once(
        self, services: Services, settings: Settings, agent: Staff, other_agent: Staff, queue_up: QueueUp
    ) -> None:
        other: Services = create_app(settings, dialogue=FakeDialogue()).state.services
        waiting = [await queue_up() for _ in range(12)]
        hands = (claim(services, one, agent) for one in waiting)
        await asyncio.gather(drain(other), *hands, drain(other), return_exceptions=True)
        await other.bus.close()
        await other.database.close()
        for one in waiting:
            assert len(await events_of(services, one, "claimed")) == 1


class TestTheLoop:
    """What wakes it: everything that makes room, without waiting for the next look."""

    @pytest.fixture
    async def loop(self, services: Services) -> Any:
        task = asyncio.create_task(keep_moving(services, every=timedelta(minutes=5)))
        await asyncio.sleep(0.2)
        yield task
        task.cancel()

    async def given(self, services: Services, conversation_id: str) -> int | None:
        for _ in range(200):
            holder = (await holders(services))[conversation_id]
            if holder is not None:
                return holder
            await asyncio.sleep(0.02)
        return None

    async def test_somebody_new_waits(
        self, services: Services, agent: Staff, loop: Any, queue_up: QueueUp
    ) -> None:
        assert await self.given(services, await queue_up()) == agent.id

    async def test_somebody_comes_back_to_the_desk(
        self, services: Services, agent: Staff, loop: Any, queue_up: QueueUp, person: Change
    ) -> None:
        await person(agent, available=False)
        conversation_id = await queue_up()
        await asyncio.sleep(0.3)
        assert (await holders(services))[conversation_id] is None
        async with services.database.writing() as session:
            await presence.choose_available(session, agent.id, available=True)
        assert await self.given(services, conversation_id) == agent.id

    @pytest.mark.parametrize("how", ["close", "hand_back", "to a line", "to a colleague"])
    async def test_somebody_gets_one_off_their_hands(
        self,
        services: Services,
        agent: Staff,
        other_agent: Staff,
        loop: Any,
        queue_up: QueueUp,
        person: Change,
        how: str,
    ) -> None:
        await person(other_agent, capacity=0)
        await person(agent, capacity=1)
        first = await queue_up()
        assert await self.given(services, first) == agent.id
        second = await queue_up()
        catalog = services.catalog.current()
        async with services.database.writing() as session:
            if how == "close":
                await escalation.close(session, first, agent, "solved", "service", catalog=catalog)
            elif how == "hand_back":
                await escalation.hand_back(session, first, agent, catalog=catalog)
            else:
                to = Destination(line=2) if how == "to a line" else Destination(staff_id=other_agent.id)
                await transfer.transfer(session, first, agent, to, reason="Broken", catalog=catalog)
        assert await self.given(services, second) == agent.id

    async def test_a_stream_of_changes_does_not_keep_it_from_working(
        self, services: Services, agent: Staff, loop: Any, queue_up: QueueUp
    ) -> None:
        async def chatter() -> None:
            while True:
                await services.bus.publish(ROUTING, {})
                await asyncio.sleep(0.01)

        noise = asyncio.create_task(chatter())
        assert await self.given(services, await queue_up()) == agent.id
        noise.cancel()
