"""The one e-mail after closing: to those who can be reached and are no longer there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from api.chat import stream
from api.conversations import contacts, escalation, repository, service
from api.conversations.models import Conversation
from api.db import now
from api.housekeeping import one_round
from api.mail.models import OutgoingMail
from api.ratings import asking, presence
from api.ratings.models import VisitorSighting
from api.services import Services
from api.settings import Settings
from api.staff.models import Staff
from tests.api.conftest import Visitor


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, public_url="https://desk.example")


async def mails(services: Services) -> list[OutgoingMail]:
    async with services.database.reading() as session:
        query = select(OutgoingMail).where(OutgoingMail.kind == asking.KIND).order_by(OutgoingMail.id)
        return list(await session.scalars(query))


async def end(
    services: Services, visitor: Visitor, agent: Staff, *, ago: timedelta, email: bool = True
) -> None:
    """A person ends the conversation, some time ago."""
    catalog = services.catalog.current()
    async with services.database.writing() as session:
        if email:
            conversation = await repository.lock(session, visitor.id)
            await contacts.take(session, conversation, {"email": "per@example.com", "name": "Per"})
        await escalation.claim(session, visitor.id, agent, catalog=catalog)
        await escalation.close(session, visitor.id, agent, "solved", "service", catalog=catalog)
    async with services.database.writing() as session:
        await session.execute(update(Conversation).values(closed_at=now() - ago))


async def seen(services: Services, visitor: Visitor, *, ago: timedelta) -> None:
    async with services.database.writing() as session:
        session.add(VisitorSighting(conversation_id=visitor.id, seen_at=now() - ago))


ELEVEN = timedelta(minutes=11)


class TestAsking:
    async def test_who_left_gets_one_e_mail_with_two_links(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        await end(services, visitor, agent, ago=ELEVEN)
        await one_round(services)
        assert await asking.ask_those_who_left(services) == 0
        (mail,) = await mails(services)
        assert mail.conversation_id == visitor.id
        assert mail.address == "per@example.com"
        assert mail.subject is not None
        assert mail.subject.startswith("Fik du hjælp hos")
        assert mail.text is not None
        assert mail.text.startswith("Hej Per.")
        assert "Ja: https://desk.example/rating/ey" in mail.text
        assert "?rating=bad" in mail.text

    async def test_not_before_ten_minutes(self, visitor: Visitor, services: Services, agent: Staff) -> None:
        await end(services, visitor, agent, ago=timedelta(minutes=9))
        assert await asking.ask_those_who_left(services) == 0

    async def test_not_while_the_visitor_is_still_there(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        await end(services, visitor, agent, ago=timedelta(hours=2))
        await seen(services, visitor, ago=timedelta(minutes=8))
        assert await asking.ask_those_who_left(services) == 0
        async with services.database.writing() as session:
            await session.execute(update(VisitorSighting).values(seen_at=now() - ELEVEN))
        assert await asking.ask_those_who_left(services) == 1

    async def test_not_without_an_address(self, visitor: Visitor, services: Services, agent: Staff) -> None:
        await end(services, visitor, agent, ago=ELEVEN, email=False)
        assert await asking.ask_those_who_left(services) == 0

    async def test_not_who_has_rated(self, visitor: Visitor, services: Services, agent: Staff) -> None:
        await end(services, visitor, agent, ago=ELEVEN)
        async with services.database.writing() as session:
            await service.rate(session, visitor.id, rating="good", comment=None)
        assert await asking.ask_those_who_left(services) == 0

    async def test_not_about_what_is_long_past(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        await end(services, visitor, agent, ago=timedelta(days=4))
        assert await asking.ask_those_who_left(services) == 0

    async def test_once_even_when_it_is_reopened_and_closed_again(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        await end(services, visitor, agent, ago=ELEVEN)
        assert await asking.ask_those_who_left(services) == 1
        await visitor.say("en ting til")
        assert await asking.ask_those_who_left(services) == 0
        await end(services, visitor, agent, ago=ELEVEN)
        assert await asking.ask_those_who_left(services) == 0
        assert len(await mails(services)) == 1

    async def test_an_address_that_nobody_has_is_tried_once(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        await end(services, visitor, agent, ago=ELEVEN)
        async with services.database.writing() as session:
            contact = await repository.contact_of(session, await repository.get(session, visitor.id))
            assert contact is not None
            contact.email = "per@"
        assert await asking.ask_those_who_left(services) == 0
        assert await mails(services) == []
        async with services.database.reading() as session:
            assert await repository.last_of(session, visitor.id, ("rating_asked",)) is not None

    async def test_without_a_public_address_nobody_is_asked(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        await end(services, visitor, agent, ago=ELEVEN)
        quiet = replace(services, settings=replace(services.settings, public_url=None))
        assert await asking.ask_those_who_left(quiet) == 0


class TestPresence:
    async def test_only_an_ended_conversation_is_noted_and_only_now_and_then(
        self, visitor: Visitor, services: Services
    ) -> None:
        clock = 1000.0
        watching = presence.Presence(services, visitor.id, clock=lambda: clock)
        await watching.note("bot")
        assert await sighting(services, visitor) is None
        await watching.note("closed")
        first = await sighting(services, visitor)
        assert first is not None
        await watching.note("closed")
        assert await sighting(services, visitor) == first
        clock += presence.EVERY_SECONDS
        await watching.note("closed")
        later = await sighting(services, visitor)
        assert later is not None
        assert later > first

    async def test_an_erased_conversation_leaves_no_trace(self, services: Services) -> None:
        await presence.Presence(services, "0" * 32).note("closed")
        async with services.database.reading() as session:
            assert (await session.scalars(select(VisitorSighting))).all() == []

    async def test_the_widgets_stream_notes_it(self, visitor: Visitor, services: Services) -> None:
        await visitor.post("close")
        open_stream: Any = stream.visitor_stream(services, visitor.id, after=None)
        await anext(open_stream)
        assert await sighting(services, visitor) is not None
        await open_stream.aclose()

    async def test_a_conversation_that_goes_on_is_not_noted_by_it(
        self, visitor: Visitor, services: Services
    ) -> None:
        open_stream: Any = stream.visitor_stream(services, visitor.id, after=None)
        await anext(open_stream)
        assert await sighting(services, visitor) is None
        await open_stream.aclose()


async def sighting(services: Services, visitor: Visitor) -> Any:
    async with services.database.reading() as session:
        found = await session.get(VisitorSighting, visitor.id)
        return found.seen_at if found else None
