"""What the api does by itself."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from api.app import create_app
from api.conversations import turns
from api.conversations.models import Contact, Conversation, Customer, Text
from api.db import now
from api.housekeeping import keep_house, one_round
from api.services import Services
from api.settings import Settings
from tests.api.conftest import Visitor
from tests.api.fake_dialogue import FakeDialogue


class TestKeepHouse:
    async def test_again_and_again_until_it_is_stopped(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await visitor.say("hello")
        rounds = asyncio.create_task(keep_house(services, every=timedelta(seconds=0.05)))
        await asyncio.sleep(0.1)
        assert len(await visitor.heard()) == 3
        async with services.database.writing() as session:
            await session.execute(update(Text).values(expires_at=now() - timedelta(seconds=1)))
        await asyncio.sleep(0.3)
        rounds.cancel()
        assert await visitor.heard() == ["", "", ""]
        assert len(dialogue.asked) == 1

    async def test_a_job_that_fails_keeps_none_of_the_others_from_being_done(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await visitor.say("hello")

        async def broken(*_: Any, **__: Any) -> int:
            raise ZeroDivisionError

        monkeypatch.setattr(turns, "answer_interrupted", broken)
        rounds = asyncio.create_task(keep_house(services, every=timedelta(seconds=0.05)))
        await asyncio.sleep(0.1)
        async with services.database.writing() as session:
            await session.execute(update(Text).values(expires_at=now() - timedelta(seconds=1)))
        await asyncio.sleep(0.3)
        assert not rounds.done()
        rounds.cancel()
        assert await visitor.heard() == ["", "", ""]


class TestStopping:
    async def test_everything_is_closed_even_when_one_thing_fails(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = create_app(settings, dialogue=FakeDialogue())
        services: Services = app.state.services
        closed: list[str] = []

        async def fail() -> None:
            raise ZeroDivisionError

        async def note() -> None:
            closed.append("database")

        monkeypatch.setattr(services.dialogue, "close", fail)
        monkeypatch.setattr(services.database, "close", note)
        with pytest.raises(ZeroDivisionError):
            async with app.router.lifespan_context(app):
                pass
        assert closed == ["database"]


class TestExpiry:
    """What nobody has touched for as long as wording is kept."""

    async def idle_for(self, services: Services, days: int) -> None:
        async with services.database.writing() as session:
            await session.execute(update(Conversation).values(updated_at=now() - timedelta(days=days)))

    async def contacts(self, services: Services) -> int:
        async with services.database.reading() as session:
            return await session.scalar(select(func.count()).select_from(Contact)) or 0

    async def test_contacts_go_and_rasa_forgets_once(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await visitor.post("contact", email="mette@mill.example")
        await self.idle_for(services, 366)
        for _ in range(3):
            await one_round(services)
        assert await self.contacts(services) == 0
        assert dialogue.forgotten == [visitor.id]

    async def test_one_that_rasa_has_still_to_forget_can_be_erased(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        dialogue.failure = "down"
        await self.idle_for(services, 366)
        await one_round(services)
        gone = await visitor.client.delete(visitor.path, headers=visitor.headers)
        assert gone.status_code == 204
        dialogue.failure = None
        await one_round(services)
        assert dialogue.forgotten == [visitor.id]

    async def test_what_is_younger_stays(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await visitor.post("contact", email="mette@mill.example")
        await self.idle_for(services, 364)
        await one_round(services)
        assert await self.contacts(services) == 1
        assert dialogue.forgotten == []

    async def test_everything_stays_where_wording_is_kept(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await visitor.post("contact", email="mette@mill.example")
        await self.idle_for(services, 3660)
        await one_round(replace(services, settings=replace(services.settings, texts_kept_days=0)))
        assert await self.contacts(services) == 1

    async def test_contacts_of_customers_go_with_their_last_conversation(
        self, visitor: Visitor, services: Services
    ) -> None:
        async with services.database.writing() as session:
            customer = Customer(external_id="c-1")
            session.add(customer)
            await session.flush()
            session.add(Contact(customer_id=customer.id, name="Mette"))
            await session.execute(update(Conversation).values(customer_id=customer.id))
        await one_round(services)
        assert await self.contacts(services) == 1
        await self.idle_for(services, 366)
        await one_round(services)
        assert await self.contacts(services) == 0
