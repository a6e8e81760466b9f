"""Passing a conversation on."""

from datetime import timedelta
from typing import Any

import pytest

from api.conversations import escalation
from api.conversations.errors import (
    ConversationClosed,
    ConversationNotFound,
    TakenByAnother,
    UnknownChoice,
)
from api.conversations.models import Conversation
from api.routing import teams
from api.routing.errors import (
    ColleagueAway,
    ColleagueNotFound,
    DestinationMissing,
    NotInTheQueue,
    ReasonMissing,
    TeamNotFound,
)
from api.routing.transfer import Destination, last_handover, transfer
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor, hire
from tests.api.routing.conftest import Change, QueueUp, events_of, heard


@pytest.fixture
def pass_on(services: Services) -> Any:
    async def run(conversation_id: str, staff: Staff, *, reason: str = "", **to: int) -> Conversation:
        async with services.database.writing() as session:
            destination, catalog = Destination(**to), services.catalog.current()
            return await transfer(
                session, conversation_id, staff, destination, reason=reason, catalog=catalog
            )

    return run


@pytest.fixture
async def taken(services: Services, agent: Staff, queue_up: QueueUp) -> str:
    """A conversation that Ida has."""
    conversation_id = await queue_up(reason="complaint")
    async with services.database.writing() as session:
        await escalation.claim(session, conversation_id, agent, catalog=services.catalog.current())
    return conversation_id


class TestToALine:
    async def test_up_with_a_reason_that_the_next_person_sees_and_the_visitor_does_not(
        self, services: Services, taken: str, agent: Staff, pass_on: Any
    ) -> None:
        passed = await pass_on(taken, agent, line=2, reason=" The pump is\x00 broken ")
        assert (passed.state, passed.line, passed.assigned_to) == ("queued", 2, None)
        assert (passed.escalation_reason, passed.epoch) == ("complaint", 2)
        [event] = await events_of(services, taken, "transferred")
        assert event.audience == "internal"
        async with services.database.reading() as session:
            handover = await last_handover(session, taken)
        assert handover is not None
        assert (handover.by, handover.from_line, handover.line) == (agent.id, 1, 2)
        assert handover.reason == "The pump is broken"
        assert await heard(services, taken) == ["Ida is here [da]", "queued [da]"]

    @pytest.mark.parametrize("reason", ["", "  ", "\x00"])
    async def test_up_without_a_reason_is_refused(
        self, taken: str, agent: Staff, pass_on: Any, reason: str
    ) -> None:
        with pytest.raises(ReasonMissing):
            await pass_on(taken, agent, line=2, reason=reason)

    async def test_down_needs_none(self, taken: str, agent: Staff, pass_on: Any, services: Services) -> None:
        async with services.database.writing() as session:
            (await session.get_one(Conversation, taken)).line = 3
        assert (await pass_on(taken, agent, line=1)).line == 1

    async def test_there_is_no_fourth(self, taken: str, agent: Staff, pass_on: Any) -> None:
        with pytest.raises(UnknownChoice):
            await pass_on(taken, agent, line=4, reason="Higher")

    async def test_one_that_waits_keeps_its_place(
        self, queue_up: QueueUp, agent: Staff, pass_on: Any, conversation_now: Any
    ) -> None:
        waiting = await queue_up()
        before = await conversation_now(waiting)
        passed = await pass_on(waiting, agent, line=2, reason="About the pump")
        assert (passed.state, passed.line) == ("queued", 2)
        assert (passed.queued_at, passed.due_at) == (before.queued_at, before.due_at)


class TestToATeam:
    async def test_it_waits_for_the_team_until_a_line_is_named(
        self, services: Services, taken: str, agent: Staff, pass_on: Any
    ) -> None:
        async with services.database.writing() as session:
            team = await teams.make_team(session, "Repairs", by=agent)
        passed = await pass_on(taken, agent, team_id=team.id)
        assert (passed.state, passed.team_id, passed.line) == ("queued", team.id, 1)
        passed = await pass_on(taken, agent, line=2, reason="Not a repair")
        assert (passed.team_id, passed.line) == (None, 2)

    async def test_that_is_gone_is_refused(self, taken: str, agent: Staff, pass_on: Any) -> None:
        with pytest.raises(TeamNotFound):
            await pass_on(taken, agent, team_id=99)


class TestToAColleague:
    async def test_into_their_hands(
        self, services: Services, taken: str, agent: Staff, other_agent: Staff, pass_on: Any
    ) -> None:
        passed = await pass_on(taken, agent, staff_id=other_agent.id)
        assert (passed.state, passed.assigned_to, passed.epoch) == ("assigned", other_agent.id, 2)
        assert await heard(services, taken) == ["Ida is here [da]"]
        async with services.database.writing() as session:
            catalog = services.catalog.current()
            await escalation.reply(session, taken, other_agent, "Hej", "m1", catalog=catalog)
        assert await heard(services, taken) == ["Ida is here [da]", "Lars is here [da]"]
        types = [event.type for event in await events_of(services, taken)]
        assert types.index("transferred") < len(types) - 1 - types[::-1].index("claimed")

    async def test_above_their_capacity_too(
        self, taken: str, agent: Staff, other_agent: Staff, pass_on: Any, person: Change
    ) -> None:
        await person(other_agent, capacity=0)
        assert (await pass_on(taken, agent, staff_id=other_agent.id)).assigned_to == other_agent.id

    async def test_who_is_away_is_refused_by_name(
        self, taken: str, agent: Staff, other_agent: Staff, pass_on: Any, person: Change
    ) -> None:
        await person(other_agent, available=False)
        with pytest.raises(ColleagueAway, match="Lars is away"):
            await pass_on(taken, agent, staff_id=other_agent.id)

    async def test_who_is_not_there_is_refused(
        self, taken: str, agent: Staff, other_agent: Staff, pass_on: Any, last_seen: Change
    ) -> None:
        await last_seen(other_agent, ago=timedelta(minutes=2))
        with pytest.raises(ColleagueAway):
            await pass_on(taken, agent, staff_id=other_agent.id)

    async def test_who_does_not_work_with_conversations_is_nobody(
        self, services: Services, taken: str, agent: Staff, pass_on: Any
    ) -> None:
        marketer = await hire(services, name="Robin", role="marketer")
        for staff_id in (marketer.id, 999):
            with pytest.raises(ColleagueNotFound):
                await pass_on(taken, agent, staff_id=staff_id)

    async def test_who_has_it_already_changes_nothing(
        self, services: Services, taken: str, agent: Staff, pass_on: Any
    ) -> None:
        assert (await pass_on(taken, agent, staff_id=agent.id)).epoch == 1
        assert await events_of(services, taken, "transferred") == []


class TestWhoMay:
    async def test_not_what_a_colleague_has(self, taken: str, other_agent: Staff, pass_on: Any) -> None:
        with pytest.raises(TakenByAnother):
            await pass_on(taken, other_agent, line=2, reason="Mine")

    async def test_a_lead_what_anybody_has(
        self, taken: str, mette: Staff, other_agent: Staff, pass_on: Any
    ) -> None:
        assert (await pass_on(taken, mette, staff_id=other_agent.id)).assigned_to == other_agent.id

    async def test_not_what_the_bot_has_unless_one_leads(
        self, visitor: Visitor, agent: Staff, mette: Staff, pass_on: Any
    ) -> None:
        with pytest.raises(NotInTheQueue):
            await pass_on(visitor.id, agent, line=2, reason="Interesting")
        passed = await pass_on(visitor.id, mette, line=2, reason="Interesting")
        assert (passed.state, passed.line) == ("queued", 2)

    async def test_not_what_is_closed(self, visitor: Visitor, mette: Staff, pass_on: Any) -> None:
        await visitor.post("close")
        with pytest.raises(ConversationClosed):
            await pass_on(visitor.id, mette, line=2, reason="Again")

    async def test_not_what_does_not_exist(self, mette: Staff, pass_on: Any) -> None:
        with pytest.raises(ConversationNotFound):
            await pass_on("0" * 32, mette, line=1)

    async def test_not_to_nowhere(self, taken: str, agent: Staff, pass_on: Any) -> None:
        with pytest.raises(DestinationMissing):
            await pass_on(taken, agent)
