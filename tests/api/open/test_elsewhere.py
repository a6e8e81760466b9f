"""Conversations that began on the phone, in social media or by e-mail, told of by another system."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from api.conversations.models import Conversation, Event
from api.service_levels.models import ServiceClock
from api.services import Services
from tests.api.conftest import Visitor
from tests.api.fake_dialogue import FakeDialogue
from tests.api.open.conftest import Connect, OtherSystem

CALL = {"reference": "call-4711", "channel": "phone", "language": "da", "text": "Min kværn larmer"}


async def take_in(zendesk: OtherSystem, **more: Any) -> str:
    answer = await zendesk.post("conversations", {**CALL, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def texts_of(zendesk: OtherSystem, conversation_id: str, author: str = "visitor") -> list[str]:
    got = (await zendesk.get(f"conversations/{conversation_id}")).json()
    return [e["text"]["text"] for e in got["timeline"] if e["type"] == "message" and e["author"] == author]


class TestTakeIn:
    async def test_waits_for_a_person_and_the_bot_is_silent(
        self, zendesk: OtherSystem, dialogue: FakeDialogue
    ) -> None:
        conversation_id = await take_in(zendesk)
        got = (await zendesk.get(f"conversations/{conversation_id}")).json()["conversation"]
        assert (got["state"], got["channel"], got["language"]) == ("queued", "phone", "da")
        assert await texts_of(zendesk, conversation_id) == ["Min kværn larmer"]
        assert dialogue.asked == []

    async def test_told_again_it_is_the_same(self, zendesk: OtherSystem, services: Services) -> None:
        first, second = await asyncio.gather(take_in(zendesk), take_in(zendesk))
        assert first == second == await take_in(zendesk, text="other words")
        async with services.database.reading() as session:
            assert await session.scalar(select(func.count()).select_from(Conversation)) == 1

    async def test_a_reference_is_the_keys_own(self, zendesk: OtherSystem, connect: Connect) -> None:
        other = await connect("conversations:write", name="Front")
        assert await take_in(zendesk) != await take_in(other)

    async def test_has_the_service_level_of_its_channel(
        self, zendesk: OtherSystem, services: Services
    ) -> None:
        levels = services.catalog.current().service_levels
        for channel in ("phone", "social", "email"):
            conversation_id = await take_in(zendesk, reference=channel, channel=channel)
            async with services.database.reading() as session:
                clock = await session.scalar(
                    select(ServiceClock).where(
                        ServiceClock.conversation_id == conversation_id, ServiceClock.kind == "first"
                    )
                )
            assert clock is not None
            assert clock.target_seconds == getattr(levels, channel).first_response_seconds

    async def test_knows_the_customer_and_how_to_reach_them(self, connect: Connect) -> None:
        other = await connect("conversations:write", "conversations:read", "customers:read")
        conversation_id = await take_in(other, customer="K-1", name="Anna Holm", email="anna@home.example")
        got = (await other.get(f"conversations/{conversation_id}")).json()
        assert got["conversation"]["customer"] == "K-1"
        assert got["contact"] == {"name": "Anna Holm", "email": "anna@home.example", "phone": None}

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"channel": "chat"}, "channel"),
            ({"language": "sv"}, "language"),
            ({"text": " "}, "text"),
            ({"text": "x" * 4001}, "text"),
            ({"email": "nobody"}, "email"),
            ({"reference": "with spaces"}, "reference"),
        ],
    )
    async def test_what_cannot_be_is_named_and_nothing_is_kept(
        self, zendesk: OtherSystem, services: Services, wrong: dict[str, Any], field: str
    ) -> None:
        answer = await zendesk.post("conversations", {**CALL, **wrong})
        assert answer.status_code == 422
        assert field in answer.json()["error"]["fields"]
        async with services.database.reading() as session:
            assert await session.scalar(select(func.count()).select_from(Conversation)) == 0


class TestHear:
    async def test_the_customers_next_words_follow_once(self, zendesk: OtherSystem) -> None:
        conversation_id = await take_in(zendesk)
        words = {"text": "Den står i køkkenet", "client_message_id": "mail-2"}
        for _ in range(2):
            answer = await zendesk.post(f"conversations/{conversation_id}/messages", words)
            assert answer.status_code == 201
        assert await texts_of(zendesk, conversation_id) == ["Min kværn larmer", "Den står i køkkenet"]
        other = {**words, "text": "Noget andet"}
        answer = await zendesk.post(f"conversations/{conversation_id}/messages", other)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "message_conflict")

    async def test_opens_one_that_had_ended(self, zendesk: OtherSystem, services: Services) -> None:
        conversation_id = await take_in(zendesk)
        await zendesk.post(f"conversations/{conversation_id}/claim")
        await zendesk.post(f"conversations/{conversation_id}/close", {"resolution": "solved"})
        words = {"text": "Den larmer igen", "client_message_id": "mail-3"}
        await zendesk.post(f"conversations/{conversation_id}/messages", words)
        got = (await zendesk.get(f"conversations/{conversation_id}")).json()["conversation"]
        assert got["state"] == "queued"
        async with services.database.reading() as session:
            by_the_bot = select(func.count()).select_from(Event).where(Event.author == "bot")
            assert await session.scalar(by_the_bot) == 0

    async def test_nobody_writes_for_a_visitor(self, zendesk: OtherSystem, visitor: Visitor) -> None:
        words = {"text": "Hej", "client_message_id": "m"}
        answer = await zendesk.post(f"conversations/{visitor.id}/messages", words)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_from_elsewhere")

    async def test_is_not_given_to_the_bot(self, zendesk: OtherSystem) -> None:
        conversation_id = await take_in(zendesk)
        await zendesk.post(f"conversations/{conversation_id}/claim")
        answer = await zendesk.post(f"conversations/{conversation_id}/hand-back")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "no_bot_here")
