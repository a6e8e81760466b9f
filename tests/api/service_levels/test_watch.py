"""Clocks that nobody touches: warned of in time, and noted once when they run out."""

import asyncio
from typing import Any

from api.conversations import escalation, repository
from api.housekeeping import one_round
from api.live import QUEUE
from api.service_levels.watch import note_missed, warn
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor


class TestNoteMissed:
    async def test_nothing_before_it_is_late(
        self, visitor: Visitor, services: Services, ask_for_a_person: Any, pass_time: Any, missed: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        await pass_time(20)
        assert await note_missed(services) == 0
        assert await missed() == []

    async def test_once_however_often_one_looks(
        self, visitor: Visitor, services: Services, ask_for_a_person: Any, pass_time: Any, missed: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        await pass_time(31)
        assert sum(await asyncio.gather(note_missed(services), note_missed(services))) == 1
        await one_round(services)
        assert await missed() == ["first"]

    async def test_only_staff_see_it(
        self, visitor: Visitor, services: Services, ask_for_a_person: Any, pass_time: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        await pass_time(31)
        await note_missed(services)
        async with services.database.reading() as session:
            event = await repository.last_of(session, visitor.id, ("service_level_missed",))
            assert event is not None
            assert (event.audience, event.facts["level"], event.facts["target_seconds"]) == (
                "internal",
                "chat",
                30,
            )

    async def test_it_keeps_its_place_in_the_queue_until_somebody_answers(
        self,
        visitor: Visitor,
        agent: Staff,
        services: Services,
        act: Any,
        ask_for_a_person: Any,
        pass_time: Any,
        clocks: Any,
        missed: Any,
        conversation_now: Any,
    ) -> None:
        await ask_for_a_person(visitor.id)
        due = (await conversation_now(visitor.id)).due_at
        await pass_time(100, kind="first")
        await note_missed(services)
        first, resolution = await clocks()
        assert (first.state, first.ended_at, resolution.state) == ("missed", None, "active")
        assert (await conversation_now(visitor.id)).due_at == due
        await act(escalation.reply, visitor.id, agent, "Hello", "a1")
        assert (await clocks())[0].elapsed_seconds >= 100
        assert await missed() == ["first"]

    async def test_the_list_looks_again(
        self, visitor: Visitor, services: Services, ask_for_a_person: Any, pass_time: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        await pass_time(31)
        async with services.bus.subscribe(QUEUE) as hints:
            await note_missed(services)
            assert (await anext(hints))["conversation_id"] == visitor.id


class TestWarn:
    async def test_when_three_quarters_of_the_time_have_passed(
        self, visitor: Visitor, services: Services, ask_for_a_person: Any, pass_time: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        assert await warn(services) == 0
        await pass_time(25, kind="first")
        async with services.bus.subscribe(QUEUE) as hints:
            assert await warn(services) == 1
            hint = await anext(hints)
        assert (hint["conversation_id"], hint["warning"]) == (visitor.id, "first")

    async def test_not_for_what_was_warned_of_long_ago_or_is_late(
        self, visitor: Visitor, services: Services, ask_for_a_person: Any, pass_time: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        await pass_time(31, kind="first")
        await pass_time(1350 + 80, kind="resolution")
        assert await warn(services) == 0
