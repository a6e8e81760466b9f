"""What the bot is told when a person hands a conversation back."""

from typing import Any

import pytest

from api.conversations import escalation, repository
from api.conversations.briefing import Briefing
from api.conversations.errors import UnknownChoice
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor
from tests.api.fake_dialogue import FakeDialogue, answer

NOTE = "Knows Mette in accounts; a new mill is on its way"


@pytest.fixture
async def held(visitor: Visitor, dialogue: FakeDialogue, services: Services, agent: Staff) -> Visitor:
    """A visitor with a need and a complaint, in the hands of a person."""
    events = [
        {"type": "need_heard", "subject": "quiet", "quote": "no noise"},
        {"type": "complaint_raised", "subject": "complain_delivery", "quote": "late"},
    ]
    dialogue.reply = lambda _: answer("Yes", events=events)
    await visitor.say("hm")
    dialogue.reply = lambda _: answer("Yes")
    async with services.database.writing() as session:
        await escalation.claim(session, visitor.id, agent, catalog=services.catalog.current())
    return visitor


async def hand_back(services: Services, visitor: Visitor, agent: Staff, **told: Any) -> None:
    async with services.database.writing() as session:
        await escalation.hand_back(
            session, visitor.id, agent, catalog=services.catalog.current(), briefing=Briefing(**told)
        )


class TestHandingBack:
    async def test_the_next_turns_know_it(
        self, held: Visitor, services: Services, agent: Staff, dialogue: FakeDialogue
    ) -> None:
        await hand_back(services, held, agent, note=NOTE, needs=["quiet"], stage="experience")
        for _ in range(2):
            await held.say("Thanks")
            told = dialogue.asked[-1].metadata["handed_back"]
            assert told == {"note": NOTE, "needs": ["quiet"], "stage": "experience", "complaint_done": None}

    async def test_without_anything_told_nothing_is(
        self, held: Visitor, services: Services, agent: Staff, dialogue: FakeDialogue
    ) -> None:
        await hand_back(services, held, agent)
        await held.say("Thanks")
        assert "handed_back" not in dialogue.asked[-1].metadata

    async def test_it_is_over_when_a_person_takes_over_again(
        self, held: Visitor, services: Services, agent: Staff, dialogue: FakeDialogue
    ) -> None:
        await hand_back(services, held, agent, note=NOTE)
        async with services.database.writing() as session:
            await escalation.claim(session, held.id, agent, catalog=services.catalog.current())
        await hand_back(services, held, agent)
        await held.say("Thanks")
        assert "handed_back" not in dialogue.asked[-1].metadata

    async def test_the_visitor_never_sees_the_note(
        self, held: Visitor, services: Services, agent: Staff
    ) -> None:
        await hand_back(services, held, agent, note=NOTE)
        assert NOTE not in " ".join(await held.heard())
        assert "Mette" not in (await held.get("export")).text

    @pytest.mark.parametrize("done", [True, False])
    async def test_nothing_is_offered_while_the_matter_is_open(
        self, held: Visitor, services: Services, agent: Staff, dialogue: FakeDialogue, done: bool
    ) -> None:
        await hand_back(services, held, agent, complaint_done=done)
        await held.say("Thanks")
        assert (dialogue.asked[-1].metadata["offers_left"] == 0) is not done


class TestSettling:
    async def test_needs_are_confirmed_and_taken_back(
        self, held: Visitor, services: Services, agent: Staff
    ) -> None:
        async def standing() -> list[tuple[str, str | None]]:
            async with services.database.reading() as session:
                events = await repository.timeline(
                    session, held.id, types=("need_confirmed", "need_rejected")
                )
                return [(event.type, event.subject) for event in events]

        await hand_back(services, held, agent, needs=["quiet"])
        assert await standing() == [("need_confirmed", "quiet")]
        async with services.database.writing() as session:
            await escalation.claim(session, held.id, agent, catalog=services.catalog.current())
        await hand_back(services, held, agent, needs=[])
        assert await standing() == [("need_confirmed", "quiet"), ("need_rejected", "quiet")]

    @pytest.mark.parametrize("told", [{"needs": ["nonsense"]}, {"stage": "nonsense"}])
    async def test_what_there_is_not_is_refused(
        self, held: Visitor, services: Services, agent: Staff, told: dict[str, Any]
    ) -> None:
        with pytest.raises(UnknownChoice):
            await hand_back(services, held, agent, **told)
