"""Clocks begin when a person is asked for, and are judged when the waiting is over."""

from typing import Any

from sqlalchemy import func, select

from api.conversations import escalation
from api.conversations.erasure import erase
from api.routing.transfer import Destination, transfer
from api.service_levels.models import ServiceClock
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor


def shown(found: Any) -> list[tuple[str, str]]:
    return [(clock.kind, clock.state) for clock in found]


class TestHandOver:
    async def test_with_the_bot_no_clock_runs(self, visitor: Visitor, clocks: Any) -> None:
        await visitor.say("hello")
        assert await clocks() == []

    async def test_a_first_answer_and_an_end_are_owed(
        self, visitor: Visitor, ask_for_a_person: Any, clocks: Any, conversation_now: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        first, resolution = await clocks()
        assert shown([first, resolution]) == [("first", "active"), ("resolution", "active")]
        assert (first.level, first.target_seconds, resolution.target_seconds) == ("chat", 30, 1800)
        assert (first.due_at - first.started_at).total_seconds() == 30
        assert (first.warn_at - first.started_at).total_seconds() == 22.5
        now = await conversation_now(visitor.id)
        assert (first.started_at, now.due_at) == (now.queued_at, first.due_at)

    async def test_the_level_is_that_of_the_persona(
        self, visitor: Visitor, ask_for_a_person: Any, clocks: Any
    ) -> None:
        await ask_for_a_person(visitor.id, persona="office")
        first, _ = await clocks()
        assert (first.level, first.target_seconds) == ("priority", 15)

    async def test_another_channel_has_its_own_whoever_it_is(
        self, visitor: Visitor, ask_for_a_person: Any, clocks: Any
    ) -> None:
        await ask_for_a_person(visitor.id, channel="email", persona="office")
        assert {clock.level for clock in await clocks()} == {"email"}

    async def test_asking_again_changes_nothing(
        self, visitor: Visitor, ask_for_a_person: Any, clocks: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        before = [clock.due_at for clock in await clocks()]
        await ask_for_a_person(visitor.id)
        await visitor.say("are you there")
        assert [clock.due_at for clock in await clocks()] == before

    async def test_a_person_who_joins_unasked_owes_no_first_answer(
        self, visitor: Visitor, agent: Staff, act: Any, clocks: Any
    ) -> None:
        await act(escalation.claim, visitor.id, agent)
        assert shown(await clocks()) == [("resolution", "active")]


class TestAnswer:
    async def test_in_time_is_met(
        self,
        visitor: Visitor,
        agent: Staff,
        act: Any,
        ask_for_a_person: Any,
        clocks: Any,
        pass_time: Any,
        conversation_now: Any,
    ) -> None:
        await ask_for_a_person(visitor.id)
        await act(escalation.claim, visitor.id, agent)
        assert shown(await clocks()) == [("first", "active"), ("resolution", "active")]
        await pass_time(20)
        await act(escalation.reply, visitor.id, agent, "Hello", "a1")
        first, resolution = await clocks()
        assert shown([first, resolution]) == [("first", "met"), ("resolution", "active")]
        assert 20 <= first.elapsed_seconds <= 25
        assert first.business_seconds == first.elapsed_seconds
        assert (await conversation_now(visitor.id)).due_at == resolution.due_at

    async def test_too_late_is_missed_and_noted(
        self,
        visitor: Visitor,
        agent: Staff,
        act: Any,
        ask_for_a_person: Any,
        clocks: Any,
        pass_time: Any,
        missed: Any,
    ) -> None:
        await ask_for_a_person(visitor.id)
        await pass_time(31, kind="first")
        await act(escalation.reply, visitor.id, agent, "Hello", "a1")
        assert shown(await clocks())[0] == ("first", "missed")
        assert (await clocks())[0].ended_at is not None
        assert await missed() == ["first"]

    async def test_the_next_is_owed_from_the_visitors_message_on(
        self,
        visitor: Visitor,
        agent: Staff,
        act: Any,
        ask_for_a_person: Any,
        clocks: Any,
        conversation_now: Any,
    ) -> None:
        await ask_for_a_person(visitor.id)
        await act(escalation.reply, visitor.id, agent, "Hello", "a1")
        await visitor.say("one question")
        _, _, following = await clocks()
        assert (following.kind, following.state, following.target_seconds) == ("next", "active", 60)
        assert (await conversation_now(visitor.id)).due_at == following.due_at
        await visitor.say("and another")
        assert len(await clocks()) == 3
        await act(escalation.reply, visitor.id, agent, "Yes", "a2")
        assert shown(await clocks())[2] == ("next", "met")

    async def test_before_the_first_answer_nothing_else_is_owed(
        self, visitor: Visitor, agent: Staff, act: Any, ask_for_a_person: Any, clocks: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        await act(escalation.claim, visitor.id, agent)
        await visitor.say("hello?")
        assert shown(await clocks()) == [("first", "active"), ("resolution", "active")]


class TestPassedOn:
    async def test_who_waits_for_a_first_answer_goes_on_waiting(
        self,
        visitor: Visitor,
        agent: Staff,
        act: Any,
        ask_for_a_person: Any,
        clocks: Any,
        conversation_now: Any,
    ) -> None:
        await ask_for_a_person(visitor.id)
        before = await clocks()
        await act(escalation.claim, visitor.id, agent)
        await act(transfer, visitor.id, agent, Destination(line=2), reason="Higher")
        after = await clocks()
        assert [clock.due_at for clock in after] == [clock.due_at for clock in before]
        assert (await conversation_now(visitor.id)).due_at == before[0].due_at

    async def test_where_nobody_owed_an_answer_the_next_person_does(
        self,
        visitor: Visitor,
        agent: Staff,
        act: Any,
        ask_for_a_person: Any,
        clocks: Any,
        conversation_now: Any,
    ) -> None:
        await ask_for_a_person(visitor.id)
        await act(escalation.reply, visitor.id, agent, "A colleague knows more", "a1")
        await act(transfer, visitor.id, agent, Destination(line=2), reason="Higher")
        found = await clocks()
        assert shown(found) == [("first", "met"), ("resolution", "active"), ("next", "active")]
        assert (await conversation_now(visitor.id)).due_at == found[2].due_at


class TestHandedBack:
    async def test_nobody_waits_any_more(
        self,
        visitor: Visitor,
        agent: Staff,
        act: Any,
        ask_for_a_person: Any,
        clocks: Any,
        conversation_now: Any,
    ) -> None:
        await ask_for_a_person(visitor.id)
        await act(escalation.claim, visitor.id, agent)
        await act(escalation.hand_back, visitor.id, agent)
        assert shown(await clocks()) == [("first", "void"), ("resolution", "void")]
        assert (await conversation_now(visitor.id)).due_at is None

    async def test_what_was_late_by_then_stays_missed(
        self, visitor: Visitor, agent: Staff, act: Any, ask_for_a_person: Any, clocks: Any, pass_time: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        await act(escalation.claim, visitor.id, agent)
        await pass_time(31, kind="first")
        await act(escalation.hand_back, visitor.id, agent)
        assert shown(await clocks()) == [("first", "missed"), ("resolution", "void")]


class TestClosed:
    async def test_by_a_person_in_time(
        self,
        visitor: Visitor,
        agent: Staff,
        act: Any,
        ask_for_a_person: Any,
        clocks: Any,
        conversation_now: Any,
    ) -> None:
        await ask_for_a_person(visitor.id)
        await act(escalation.reply, visitor.id, agent, "Done", "a1")
        await act(escalation.close, visitor.id, agent, "solved", "service")
        assert shown(await clocks()) == [("first", "met"), ("resolution", "met")]
        assert (await conversation_now(visitor.id)).due_at is None

    async def test_too_late(
        self,
        visitor: Visitor,
        agent: Staff,
        act: Any,
        ask_for_a_person: Any,
        clocks: Any,
        pass_time: Any,
        missed: Any,
    ) -> None:
        await ask_for_a_person(visitor.id)
        await act(escalation.reply, visitor.id, agent, "Soon", "a1")
        await pass_time(1801)
        await act(escalation.close, visitor.id, agent, "solved", "service")
        assert shown(await clocks()) == [("first", "met"), ("resolution", "missed")]
        assert await missed() == ["resolution"]

    async def test_by_a_visitor_who_gave_up_is_neither_met_nor_missed(
        self, visitor: Visitor, ask_for_a_person: Any, clocks: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        await visitor.post("close")
        assert shown(await clocks()) == [("first", "void"), ("resolution", "void")]

    async def test_opened_again_the_clocks_begin_anew_with_the_next_hand_over(
        self, visitor: Visitor, agent: Staff, act: Any, ask_for_a_person: Any, clocks: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        await act(escalation.reply, visitor.id, agent, "Done", "a1")
        await act(escalation.close, visitor.id, agent, "solved", "service")
        await visitor.say("it broke again")
        assert len(await clocks()) == 2
        await ask_for_a_person(visitor.id)
        assert shown(await clocks())[2:] == [("first", "active"), ("resolution", "active")]


class TestErasure:
    async def test_takes_the_clocks_along(
        self, visitor: Visitor, services: Services, ask_for_a_person: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        await erase(services, visitor.id)
        async with services.database.reading() as session:
            assert await session.scalar(select(func.count()).select_from(ServiceClock)) == 0
