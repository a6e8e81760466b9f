"""What is noted to be told."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import escalation
from api.conversations import repository as conversations
from api.conversations.hooks import Change
from api.conversations.models import Conversation
from api.services import Services
from api.staff.models import Staff
from api.webhooks import repository
from api.webhooks.delivering import body_of
from api.webhooks.models import WebhookDelivery
from api.webhooks.observer import note_change
from tests.api.conftest import Visitor
from tests.api.fake_dialogue import FakeDialogue, answer

Hook = Callable[..., Awaitable[Any]]
Log = Callable[[], Awaitable[list[WebhookDelivery]]]


async def told(services: Services, delivery: WebhookDelivery) -> dict[str, Any]:
    async with services.database.reading() as session:
        found: dict[str, Any] = json.loads(await body_of(session, delivery))
        return found


class TestChanges:
    async def test_the_way_of_a_conversation(
        self, services: Services, hook: Hook, log: Log, visitor: Visitor, agent: Staff
    ) -> None:
        names = [
            f"conversation.{each}" for each in ("assigned", "replied", "closed", "rated", "message_received")
        ]
        await hook(*names)
        await visitor.say("hej")
        catalog = services.catalog.current()
        async with services.database.writing() as session:
            await escalation.reply(session, visitor.id, agent, "Hej, Ida her.", "m-1", catalog=catalog)
            await escalation.close(session, visitor.id, agent, "solved", "service", catalog=catalog)
        await visitor.post("rating", rating="good", comment="Tak, Ida")
        found = await log()
        assert [each.event.removeprefix("conversation.") for each in found] == [
            "message_received",
            "assigned",
            "replied",
            "closed",
            "rated",
        ]
        last = (await told(services, found[-1]))["data"]
        assert (last["state"], last["resolution"], last["rating"]) == ("closed", "solved", "good")
        assert last["assigned_to"] == agent.id

    async def test_an_erasure_with_the_id_and_nothing_else(
        self, services: Services, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        await hook("conversation.erased", "conversation.message_received.with_text")
        await visitor.say("hej")
        erased = await visitor.client.delete(visitor.path, headers=visitor.headers)
        assert erased.status_code == 204
        # What was still to be told about it is gone with it; that it is gone is told.
        (delivery,) = await log()
        body = await told(services, delivery)
        assert (body["type"], body["data"]) == ("conversation.erased", {"conversation_id": visitor.id})

    async def test_only_what_was_asked_for(self, hook: Hook, log: Log, visitor: Visitor) -> None:
        await hook("conversation.closed")
        await visitor.say("hej")
        assert await log() == []

    async def test_nothing_that_did_not_happen(
        self, services: Services, hook: Hook, log: Log, visitor: Visitor, agent: Staff
    ) -> None:
        await hook("conversation.assigned")

        async def refuse(session: AsyncSession, conversation: Conversation, change: Change) -> None:
            raise ZeroDivisionError

        services.observers.add(refuse)
        with pytest.raises(ZeroDivisionError):
            async with services.database.writing() as session:
                await escalation.claim(session, visitor.id, agent, catalog=services.catalog.current())
        assert await log() == []

    async def test_a_complaint_with_its_kind(
        self, services: Services, hook: Hook, log: Log, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        await hook("complaint.raised")
        complaint = {"type": "complaint_raised", "subject": "delivery", "quote": "Den kom aldrig!"}
        dialogue.reply = lambda _: answer("Tak", events=[complaint])
        await visitor.say("Den kom aldrig!")
        (delivery,) = await log()
        content = await told(services, delivery)
        assert content["type"] == "complaint.raised"
        assert content["data"]["complaint"]["kind"] == "delivery"
        assert "aldrig" not in json.dumps([content, delivery.payload])

    async def test_a_step_of_a_case(self, services: Services, hook: Hook, log: Log, visitor: Visitor) -> None:
        await hook("case.solved", "case.closed")
        facts = {"case_id": 7, "kind": "delivery"}
        async with services.database.writing() as session:
            conversation = await conversations.lock(session, visitor.id)
            await conversations.append(
                session, conversation, type="solved", author="agent", subject="refund", facts=facts
            )
            await note_change(session, conversation, "case_changed")
        (delivery,) = await log()
        assert delivery.event == "case.solved"
        assert (await told(services, delivery))["data"]["case"] == {**facts, "subject": "refund"}


class TestWords:
    async def test_are_told_only_to_those_who_ask_for_them(
        self, services: Services, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        await hook("conversation.message_received")
        await hook("conversation.message_received", "conversation.message_received.with_text")
        await visitor.say("Min kværn larmer")
        without, with_words = await log()
        assert "text" not in (await told(services, without))["data"]
        content = await told(services, with_words)
        assert content["type"] == "conversation.message_received"
        assert content["data"]["text"] == {"text": "Min kværn larmer"}
        assert "kværn" not in json.dumps(with_words.payload, ensure_ascii=False)

    async def test_are_those_of_the_very_message(
        self, services: Services, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        await hook("conversation.message_received.with_text")
        await visitor.say("first")
        await visitor.say("second")
        texts = [(await told(services, each))["data"]["text"]["text"] for each in await log()]
        assert texts == ["first", "second"]

    async def test_are_not_told_once_they_are_erased(
        self, services: Services, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        await hook("conversation.message_received.with_text")
        await visitor.say("Min kværn larmer")
        assert (await visitor.client.delete(visitor.path, headers=visitor.headers)).status_code == 204
        assert await log() == []


class TestCustomer:
    async def test_goes_by_the_name_the_business_uses(self, services: Services, visitor: Visitor) -> None:
        async with services.database.writing() as session:
            customer = await conversations.lock_customer(session, "K-1001")
            conversation = await conversations.lock(session, visitor.id)
            conversation.customer_id = customer.id
        async with services.database.reading() as session:
            assert await repository.customer_key(session, visitor.id) == "K-1001"
