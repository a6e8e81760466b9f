"""The way to a person and back."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.conversations import escalation, repository
from api.conversations.errors import (
    ConversationClosed,
    ConversationNotFound,
    MessageConflict,
    MessageEmpty,
    NotAssigned,
    TakenByAnother,
    UnknownChoice,
)
from api.conversations.models import Conversation, Event
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor, arrive
from tests.api.fake_dialogue import FakeDialogue, answer
from tests.api.handled import have_cases, works


@pytest.fixture
def act(services: Services) -> Any:
    """Runs a function of the core in a transaction of its own, with the catalog where it wants one."""

    async def run(function: Any, *arguments: Any, **options: Any) -> Any:
        if function not in (escalation.note,):
            options["catalog"] = services.catalog.current()
        async with services.database.writing() as session:
            return await function(session, *arguments, **options)

    return run


async def types_of(services: Services, conversation_id: str) -> list[str]:
    async with services.database.reading() as session:
        events = await repository.timeline(session, conversation_id)
        return [event.type for event in events if event.type != "message"]


async def escalate(
    visitor: Visitor, dialogue: FakeDialogue, *, reason: str = "requested", line: int = 1
) -> Any:
    dialogue.reply = lambda _: answer(
        "I will get somebody", events=[{"type": "escalate", "subject": reason, "line": line}]
    )
    return await visitor.say("help")


class TestEnqueue:
    async def test_the_bot_escalates(
        self,
        visitor: Visitor,
        services: Services,
        dialogue: FakeDialogue,
        agent: Staff,
        conversation_now: Any,
    ) -> None:
        await have_cases(services, line=2)
        got = await escalate(visitor, dialogue, reason="complaint", line=2)
        assert got["state"] == "queued"
        assert got["turn"]["escalation_reason"] == "complaint"
        assert got["wait"] == {"minutes": 1, "open": True, "opens_at": None, "long": False}
        now = await conversation_now(visitor.id)
        assert (now.line, now.promised_minutes) == (2, 1)
        assert (now.due_at - now.queued_at).total_seconds() == 30

    async def test_a_persona_with_a_better_service_level_is_due_sooner(
        self, visitor: Visitor, dialogue: FakeDialogue, conversation_now: Any
    ) -> None:
        dialogue.reply = lambda _: answer(
            "Yes",
            events=[
                {"type": "persona_suggested", "subject": "office"},
                {"type": "escalate", "subject": "requested"},
            ],
        )
        await visitor.say("we are an office")
        now = await conversation_now(visitor.id)
        assert (now.due_at - now.queued_at).total_seconds() == 15

    async def test_twice_is_once_and_the_more_serious_reason_wins(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, conversation_now: Any
    ) -> None:
        await escalate(visitor, dialogue, reason="requested")
        await escalate(visitor, dialogue, reason="complaint", line=2)
        await escalate(visitor, dialogue, reason="low_confidence")
        now = await conversation_now(visitor.id)
        assert (now.escalation_reason, now.line) == ("complaint", 2)
        assert (await types_of(services, visitor.id)).count("queued") == 1

    async def test_without_a_word_of_the_bot_the_visitor_is_told(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        dialogue.reply = lambda _: answer(events=[{"type": "escalate", "subject": "policy"}])
        got = await visitor.say("hm")
        assert [reply["text"] for reply in got["replies"]] == ["queued [da]"]

    async def test_while_queued_the_bot_is_told_so_and_sells_nothing(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        await escalate(visitor, dialogue)
        await visitor.say("it was order MC-10001")
        assert dialogue.asked[-1].metadata["state"] == "queued"
        assert dialogue.asked[-1].metadata["offers_left"] == 0

    async def test_a_reason_nobody_knows_still_leads_to_a_person(
        self, visitor: Visitor, dialogue: FakeDialogue, conversation_now: Any
    ) -> None:
        await escalate(visitor, dialogue, reason="gut feeling", line=9)
        now = await conversation_now(visitor.id)
        assert (now.state, now.escalation_reason, now.line) == ("queued", "requested", 1)


class TestClaim:
    async def test_the_visitor_is_told_who_it_is(
        self, visitor: Visitor, act: Any, agent: Staff, conversation_now: Any
    ) -> None:
        await act(escalation.claim, visitor.id, agent)
        now = await conversation_now(visitor.id)
        assert (now.state, now.assigned_to, now.epoch) == ("assigned", agent.id, 1)
        assert (await visitor.heard())[-1] == "Ida is here [da]"

    async def test_again_by_the_same_changes_nothing(self, visitor: Visitor, act: Any, agent: Staff) -> None:
        await act(escalation.claim, visitor.id, agent)
        before = await visitor.heard()
        await act(escalation.claim, visitor.id, agent)
        assert await visitor.heard() == before

    async def test_by_another_is_refused(
        self, visitor: Visitor, act: Any, agent: Staff, other_agent: Staff
    ) -> None:
        await act(escalation.claim, visitor.id, agent)
        with pytest.raises(TakenByAnother):
            await act(escalation.claim, visitor.id, other_agent)

    async def test_closed_is_refused(self, visitor: Visitor, act: Any, agent: Staff) -> None:
        await visitor.post("close")
        with pytest.raises(ConversationClosed):
            await act(escalation.claim, visitor.id, agent)

    async def test_unknown(self, act: Any, agent: Staff) -> None:
        with pytest.raises(ConversationNotFound):
            await act(escalation.claim, "0" * 32, agent)


class TestReply:
    async def test_claims_by_itself_and_silences_the_bot(
        self, visitor: Visitor, act: Any, agent: Staff, dialogue: FakeDialogue, conversation_now: Any
    ) -> None:
        await escalate(visitor, dialogue)
        event = await act(escalation.reply, visitor.id, agent, "  I have read it  ", "a1")
        assert event.wording() == "I have read it"
        now = await conversation_now(visitor.id)
        assert now.state == "assigned"
        # The answer is given; what is still owed is the end of the matter.
        assert (now.due_at - now.queued_at).total_seconds() == 30 * 60

    async def test_the_same_id_again_is_the_same_message(
        self, visitor: Visitor, act: Any, agent: Staff
    ) -> None:
        first = await act(escalation.reply, visitor.id, agent, "Hello", "a1")
        again = await act(escalation.reply, visitor.id, agent, "Hello", "a1")
        assert (again.id, (await visitor.heard()).count("Hello")) == (first.id, 1)
        with pytest.raises(MessageConflict):
            await act(escalation.reply, visitor.id, agent, "Goodbye", "a1")

    async def test_in_a_colleagues_conversation_is_refused(
        self, visitor: Visitor, act: Any, agent: Staff, other_agent: Staff
    ) -> None:
        await act(escalation.claim, visitor.id, agent)
        with pytest.raises(TakenByAnother):
            await act(escalation.reply, visitor.id, other_agent, "Hello", "b1")

    async def test_nothing_is_no_message(self, visitor: Visitor, act: Any, agent: Staff) -> None:
        with pytest.raises(MessageEmpty):
            await act(escalation.reply, visitor.id, agent, "  ", "a1")


class TestHandBack:
    async def test_the_old_escalation_is_forgotten(
        self, visitor: Visitor, act: Any, agent: Staff, dialogue: FakeDialogue, conversation_now: Any
    ) -> None:
        await escalate(visitor, dialogue, reason="complaint", line=3)
        await act(escalation.claim, visitor.id, agent)
        await act(escalation.hand_back, visitor.id, agent)
        now = await conversation_now(visitor.id)
        assert (now.state, now.epoch) == ("bot", 2)
        forgotten = (now.escalation_reason, now.line, now.queued_at, now.due_at, now.assigned_to)
        assert forgotten == (None,) * 5
        assert (await visitor.heard())[-1] == "handed_back [da]"
        dialogue.reply = lambda asked: answer(f"Back with {asked.metadata['state']}")
        assert (await visitor.say("fine"))["replies"][0]["text"] == "Back with bot"

    async def test_only_by_the_one_who_has_it(
        self, visitor: Visitor, act: Any, agent: Staff, other_agent: Staff
    ) -> None:
        with pytest.raises(NotAssigned):
            await act(escalation.hand_back, visitor.id, agent)
        await act(escalation.claim, visitor.id, agent)
        with pytest.raises(NotAssigned):
            await act(escalation.hand_back, visitor.id, other_agent)


class TestClose:
    async def test_with_a_resolution_and_an_outcome(
        self, visitor: Visitor, act: Any, agent: Staff, services: Services, conversation_now: Any
    ) -> None:
        await act(escalation.claim, visitor.id, agent)
        await act(escalation.close, visitor.id, agent, "refunded", "lost")
        now = await conversation_now(visitor.id)
        assert (now.state, now.resolution, now.outcome, now.epoch) == ("closed", "refunded", "lost", 2)
        async with services.database.reading() as session:
            event = await session.scalar(select(Event).where(Event.type == "closed"))
            assert event is not None
            assert (event.subject, event.facts["outcome"]) == ("refunded", "lost")
        assert (await visitor.heard())[-1] == "closed [da]"

    @pytest.mark.parametrize(("resolution", "outcome"), [("magic", "won"), ("solved", "magic")])
    async def test_only_with_those_that_exist(
        self, visitor: Visitor, act: Any, agent: Staff, resolution: str, outcome: str
    ) -> None:
        with pytest.raises(UnknownChoice):
            await act(escalation.close, visitor.id, agent, resolution, outcome)

    async def test_twice_is_refused(self, visitor: Visitor, act: Any, agent: Staff) -> None:
        await act(escalation.close, visitor.id, agent, "solved", "service")
        with pytest.raises(ConversationClosed):
            await act(escalation.close, visitor.id, agent, "solved", "service")


class TestPersona:
    async def test_a_persons_judgement_stands(
        self, visitor: Visitor, act: Any, agent: Staff, dialogue: FakeDialogue, conversation_now: Any
    ) -> None:
        await act(escalation.correct_persona, visitor.id, agent, "office")
        dialogue.reply = lambda _: answer(
            "Hm", events=[{"type": "persona_suggested", "subject": "household"}]
        )
        await visitor.say("my kitchen")
        assert (await conversation_now(visitor.id)).persona == "office"

    async def test_only_one_of_the_catalogs(self, visitor: Visitor, act: Any, agent: Staff) -> None:
        with pytest.raises(UnknownChoice):
            await act(escalation.correct_persona, visitor.id, agent, "royalty")


class TestQueueOrder:
    async def test_the_wait_counts_those_before(
        self, client: httpx.AsyncClient, dialogue: FakeDialogue, services: Services, agent: Staff
    ) -> None:
        await have_cases(services, minutes=6)
        await works(services, agent, capacity=1)
        visitors = [await arrive(client) for _ in range(3)]
        minutes = [(await escalate(visitor, dialogue))["wait"]["minutes"] for visitor in visitors]
        assert minutes == [1, 6, 12]
        async with services.database.reading() as session:
            queued = select(Conversation).where(Conversation.state == "queued")
            assert len((await session.scalars(queued)).all()) == 3
