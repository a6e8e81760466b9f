"""A key has a webhook told no more than it may read itself."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from api.conversations import repository as conversations
from api.services import Services
from api.staff.models import AuditEntry, Staff
from api.tokens import service as tokens
from api.tokens.errors import ScopeMissing
from api.tokens.models import ApiToken
from api.tokens.schemas import NewToken
from api.tokens.scopes import Scope
from api.webhooks import service
from api.webhooks.delivering import body_of
from api.webhooks.models import WebhookDelivery
from api.webhooks.schemas import NewWebhook, WebhookChange, WebhookMade
from tests.api.conftest import Visitor

SAID = "conversation.message_received"
WORDS = f"{SAID}.with_text"
Hook = Callable[..., Awaitable[Any]]
Log = Callable[[], Awaitable[list[WebhookDelivery]]]
Key = Callable[..., Awaitable[ApiToken]]


@pytest.fixture
def key(services: Services) -> Key:
    """Makes a key that may keep webhooks, and what else is named."""

    async def make(*more: Scope) -> ApiToken:
        async with services.database.writing() as session:
            new = NewToken(name="Zendesk", scopes=["webhooks:manage", *more])
            made = await tokens.make(session, new, made_by=None)
            return await session.get_one(ApiToken, made.id)

    return make


async def made_with(services: Services, key: ApiToken, *events: str) -> WebhookMade:
    new = NewWebhook(url="https://desk.example.com/hooks", events=list(events))
    async with services.database.writing() as session:
        return await service.make(session, new, plain_http=False, made_by=None, key=key)


async def changed_with(services: Services, key: ApiToken | None, webhook_id: int, **changes: Any) -> None:
    async with services.database.writing() as session:
        await service.change(session, webhook_id, WebhookChange(**changes), plain_http=True, key=key)


async def identified(services: Services, visitor: Visitor) -> None:
    async with services.database.writing() as session:
        customer = await conversations.lock_customer(session, "K-1001")
        (await conversations.lock(session, visitor.id)).customer_id = customer.id


async def told(services: Services, log: Log) -> dict[str, Any]:
    async with services.database.reading() as session:
        data: dict[str, Any] = json.loads(await body_of(session, (await log())[-1]))["data"]
        return data


class TestWords:
    async def test_need_a_key_that_reads_conversations(self, services: Services, key: Key) -> None:
        with pytest.raises(ScopeMissing) as refused:
            await made_with(services, await key(), SAID, WORDS)
        assert refused.value.fields == {"scope": "conversations:read"}
        made = await made_with(services, await key("conversations:read"), WORDS)
        assert made.events == [WORDS]

    async def test_are_for_nobody_who_is_not_known(self, services: Services) -> None:
        new = NewWebhook(url="https://desk.example.com/hooks", events=[WORDS])
        async with services.database.writing() as session:
            with pytest.raises(ScopeMissing):
                await service.make(session, new, plain_http=False, made_by=None)

    @pytest.mark.parametrize("changes", [{"events": [WORDS]}, {"url": "https://elsewhere.example.com"}])
    async def test_cannot_be_had_by_changing_a_webhook(
        self, services: Services, key: Key, hook: Hook, changes: dict[str, Any], webhook_now: Any
    ) -> None:
        made = await hook(WORDS if "url" in changes else SAID)
        with pytest.raises(ScopeMissing):
            await changed_with(services, await key(), made.id, **changes)
        kept = await webhook_now(made.id)
        assert (kept.url, kept.events) == (made.url, made.events)

    async def test_do_not_keep_a_key_from_switching_a_webhook_off(
        self, services: Services, key: Key, hook: Hook, webhook_now: Any
    ) -> None:
        made = await hook(WORDS)
        await changed_with(services, await key(), made.id, active=False)
        kept = await webhook_now(made.id)
        assert (kept.active, kept.tells_customer) == (False, True)


class TestCustomer:
    async def test_is_left_out_for_a_key_that_reads_no_customers(
        self, services: Services, key: Key, log: Log, visitor: Visitor
    ) -> None:
        await made_with(services, await key("conversations:read"), SAID)
        await identified(services, visitor)
        await visitor.say("hej")
        assert "customer" not in await told(services, log)

    async def test_is_told_to_one_that_does(
        self, services: Services, key: Key, log: Log, visitor: Visitor
    ) -> None:
        await made_with(services, await key("customers:read"), SAID)
        await identified(services, visitor)
        await visitor.say("hej")
        assert (await told(services, log))["customer"] == "K-1001"

    async def test_is_lost_with_a_change_by_a_key_and_back_with_one_by_a_person(
        self, services: Services, key: Key, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        made = await hook(SAID)
        await identified(services, visitor)
        await changed_with(services, await key(), made.id, url="https://desk.example.com/other")
        await visitor.say("hej")
        assert "customer" not in await told(services, log)
        await changed_with(services, None, made.id, url="https://desk.example.com/ours")
        assert (await told(services, log))["customer"] == "K-1001"


class TestAuditTrail:
    async def test_names_the_key_and_what_is_told(self, services: Services, key: Key) -> None:
        made = await made_with(services, zendesk := await key("conversations:read"), WORDS)
        await changed_with(services, zendesk, made.id, active=False)
        async with services.database.reading() as session:
            query = select(AuditEntry, Staff.name).join(Staff).order_by(AuditEntry.id)
            found = [(row[0].action, row[1], row[0].facts) for row in await session.execute(query)]
        assert found == [
            ("webhook_made", "Zendesk", {"webhook": made.id, "events": [WORDS]}),
            ("webhook_changed", "Zendesk", {"webhook": made.id, "events": [WORDS], "active": False}),
        ]
