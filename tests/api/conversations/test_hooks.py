"""Who is told when a conversation changes hands."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import escalation
from api.conversations.hooks import Change
from api.conversations.models import Conversation
from api.routing.transfer import Destination, transfer
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor


@pytest.fixture
def told(services: Services) -> list[Change]:
    changes: list[Change] = []

    async def note(session: AsyncSession, conversation: Conversation, change: Change) -> None:
        assert session.in_transaction()
        changes.append(change)

    services.observers.add(note)
    return changes


class TestObservers:
    async def test_are_told_of_every_change_in_order(
        self, services: Services, told: list[Change], visitor: Visitor, agent: Staff
    ) -> None:
        catalog = services.catalog.current()
        await visitor.say("hej")
        async with services.database.writing() as session:
            await escalation.claim(session, visitor.id, agent, catalog=catalog)
            await escalation.reply(session, visitor.id, agent, "Hej, Ida her.", "m-1", catalog=catalog)
            to = Destination(line=2)
            await transfer(session, visitor.id, agent, to, reason="Higher", catalog=catalog)
            await escalation.claim(session, visitor.id, agent, catalog=catalog)
            await escalation.hand_back(session, visitor.id, agent, catalog=catalog)
        assert told[-8:] == [
            "visitor_wrote",
            "assigned",
            "replied",
            "transferred",
            "released",
            "queued",
            "assigned",
            "handed_back",
        ]

    async def test_one_that_fails_undoes_the_change(
        self, services: Services, visitor: Visitor, agent: Staff
    ) -> None:
        async def refuse(session: AsyncSession, conversation: Conversation, change: Change) -> None:
            raise RuntimeError("no")

        services.observers.add(refuse)
        with pytest.raises(RuntimeError):
            async with services.database.writing() as session:
                await escalation.claim(session, visitor.id, agent, catalog=services.catalog.current())
        async with services.database.reading() as session:
            conversation = await session.get_one(Conversation, visitor.id)
            assert conversation.state == "bot"
