"""Whoever does something with a conversation, or with what everybody works by, is in the audit trail once."""

import pytest
from sqlalchemy import select

from api.conversations import escalation
from api.conversations.openings import note_found
from api.desk import labels, starts, views
from api.desk.filters import Filters
from api.desk.palette import PALETTE
from api.open import acting
from api.open.schemas import Closing, NewText
from api.routing.transfer import Destination, transfer
from api.services import Services
from api.staff import audit, audit_changes
from api.staff.models import AuditEntry, Staff
from api.tokens import service as tokens
from api.tokens.models import ApiToken
from api.tokens.schemas import NewToken
from tests.api.conftest import Visitor, arrive, hire
from tests.api.staff.conftest import trail


@pytest.fixture(autouse=True)
def observed(services: Services) -> None:
    """Changes of hands are noted; once, however often that was asked for."""
    audit_changes.install(services)


@pytest.fixture
async def key(services: Services) -> ApiToken:
    async with services.database.writing() as session:
        new = NewToken(name="Zendesk", scopes=["conversations:read", "conversations:write"])
        made = await tokens.make(session, new, made_by=None)
        return await session.get_one(ApiToken, made.id)


async def noted(services: Services) -> list[tuple[str, str | None]]:
    """What was done, by the name of whoever did it."""
    async with services.database.reading() as session:
        query = select(AuditEntry.action, Staff.name).outerjoin(Staff).order_by(AuditEntry.id)
        return [(row[0], row[1]) for row in await session.execute(query)]


class TestHands:
    async def test_taking_passing_on_handing_back_and_closing(
        self, services: Services, visitor: Visitor, agent: Staff, other_agent: Staff
    ) -> None:
        catalog = services.catalog.current()
        async with services.database.writing() as session:
            await escalation.claim(session, visitor.id, agent, catalog=catalog)
        async with services.database.writing() as session:
            to = Destination(line=2)
            await transfer(session, visitor.id, agent, to, reason="Kværnen", catalog=catalog)
        async with services.database.writing() as session:
            await escalation.claim(session, visitor.id, other_agent, catalog=catalog)
            await escalation.hand_back(session, visitor.id, other_agent, catalog=catalog)
        async with services.database.writing() as session:
            await escalation.close(session, visitor.id, agent, "solved", "service", catalog=catalog)
        entries = await trail(services)
        assert [(one.action, one.staff_id, one.conversation_id) for one in entries] == [
            ("conversation_claimed", agent.id, visitor.id),
            ("conversation_transferred", agent.id, visitor.id),
            ("conversation_claimed", other_agent.id, visitor.id),
            ("conversation_handed_back", other_agent.id, visitor.id),
            ("conversation_closed", agent.id, visitor.id),
        ]
        assert entries[1].facts["line"] == 2

    async def test_being_given_one_is_the_act_of_whoever_gives(
        self, services: Services, visitor: Visitor, agent: Staff, other_agent: Staff
    ) -> None:
        catalog = services.catalog.current()
        async with services.database.writing() as session:
            await escalation.claim(session, visitor.id, agent, catalog=catalog)
        async with services.database.writing() as session:
            to = Destination(staff_id=other_agent.id)
            await transfer(session, visitor.id, agent, to, reason="Kværnen", catalog=catalog)
        entries = await trail(services)
        assert [(one.action, one.staff_id) for one in entries] == [
            ("conversation_claimed", agent.id),
            ("conversation_transferred", agent.id),
        ]
        assert entries[1].facts["person"] == other_agent.id

    async def test_what_customers_do_themselves_is_nobodys_act(
        self, services: Services, visitor: Visitor
    ) -> None:
        await visitor.say("hej")
        await visitor.post("close")
        assert await noted(services) == []

    async def test_nothing_that_did_not_happen(
        self, services: Services, visitor: Visitor, agent: Staff
    ) -> None:
        async def undone() -> None:
            async with services.database.writing() as session:
                await escalation.claim(session, visitor.id, agent, catalog=services.catalog.current())
                raise LookupError

        with pytest.raises(LookupError):
            await undone()
        assert await noted(services) == []


class TestOtherSystems:
    async def test_read_reply_and_close_by_the_name_of_their_key(
        self, services: Services, visitor: Visitor, key: ApiToken
    ) -> None:
        catalog = services.catalog.current()
        for _ in range(2):
            await acting.note_reading(services.database, key, visitor.id)
        for _ in range(2):
            async with services.database.writing() as session:
                new = NewText(text="Hej", client_message_id="ticket-1")
                await acting.reply(session, visitor.id, key, new, catalog=catalog)
        async with services.database.writing() as session:
            await acting.close(session, visitor.id, key, Closing(resolution="solved"), catalog=catalog)
        assert await noted(services) == [
            ("conversation_opened", "Zendesk"),
            ("conversation_claimed", "Zendesk"),
            ("conversation_replied", "Zendesk"),
            ("conversation_closed", "Zendesk"),
        ]


class TestSearch:
    async def test_each_conversation_once_an_hour_and_not_after_it_was_opened(
        self, services: Services, visitor: Visitor, agent: Staff
    ) -> None:
        other = await arrive(visitor.client, locale="da-DK")
        await audit.noted(services.database, agent, audit.OPENED, conversation_id=other.id)
        for _ in range(2):
            await note_found(services.database, agent, [visitor.id, other.id])
        entries = (await trail(services))[1:]
        assert [(one.action, one.conversation_id) for one in entries] == [(audit.FOUND, visitor.id)]


class TestSettings:
    async def test_labels_starts_and_shared_views(self, services: Services) -> None:
        lena = await hire(services, name="Lena", role="lead")
        async with services.database.writing() as session:
            label = await labels.make(session, name="Vred", colour=PALETTE[0].light, by=lena)
            await labels.change(session, label.id, name="Rolig", colour=PALETTE[0].light, by=lena)
            await labels.delete(session, label.id, by=lena)
            start = await starts.keep(session, lena, shortcut="sent", language="da", text="Hej, tak.")
            await starts.keep(
                session, lena, shortcut="sent", language="da", text="Hej med dig.", start_id=start.id
            )
            await starts.delete(session, start.id, by=lena)
            await views.save(session, lena, name="Mine", filters=Filters(), shared=False)
            view = await views.save(session, lena, name="Alle", filters=Filters(), shared=True)
            await views.save(session, lena, name="Alt", filters=Filters(), shared=True, view_id=view.id)
            await views.delete(session, view.id, lena)
        assert [name for name, _ in await noted(services)] == [
            f"{thing}_{act}" for thing in ("label", "start", "view") for act in ("made", "changed", "removed")
        ]
        assert {who for _, who in await noted(services)} == {"Lena"}
