"""Keeping webhooks."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from standardwebhooks import Webhook as Signature

from api.services import Services
from api.webhooks import service
from api.webhooks.errors import WebhookInvalid, WebhookNotFound
from api.webhooks.events import CHOICES
from api.webhooks.schemas import NewWebhook, WebhookChange

Hook = Callable[..., Awaitable[Any]]


class TestMake:
    async def test_the_secret_is_shown_once(self, services: Services, hook: Hook) -> None:
        made = await hook("conversation.closed")
        assert made.secret.startswith("whsec_")
        assert Signature(made.secret)
        async with services.database.reading() as session:
            (listed,) = await service.listed(session)
        assert made.secret not in listed.model_dump_json()

    @pytest.mark.parametrize(
        ("url", "events", "field"),
        [
            ("https://u:p@x.example", ["conversation.closed"], "url"),
            ("https://x.example", ["conversation.exploded"], "events"),
            ("https://x.example", ["conversation.closed.with_text"], "events"),
            ("http://x.example", ["conversation.closed"], "url"),
        ],
    )
    async def test_what_cannot_work_is_refused(
        self, services: Services, url: str, events: list[str], field: str
    ) -> None:
        with pytest.raises(WebhookInvalid) as refused:
            async with services.database.writing() as session:
                await service.make(
                    session, NewWebhook(url=url, events=events), plain_http=False, made_by=None
                )
        assert set(refused.value.fields or {}) == {field}

    async def test_only_so_many(self, hook: Hook) -> None:
        for _ in range(service.MOST):
            await hook("conversation.closed")
        with pytest.raises(WebhookInvalid):
            await hook("conversation.closed")


class TestChange:
    async def test_what_is_left_out_stays(self, services: Services, hook: Hook) -> None:
        made = await hook("conversation.closed")
        async with services.database.writing() as session:
            changes = WebhookChange(events=list(reversed(CHOICES[:2])))
            changed = await service.change(session, made.id, changes, plain_http=True)
        assert (changed.url, changed.events, changed.active) == (made.url, list(CHOICES[:2]), True)

    async def test_a_new_secret_signs_from_now_on(self, services: Services, hook: Hook) -> None:
        made = await hook("conversation.closed")
        async with services.database.writing() as session:
            again = await service.new_secret(session, made.id)
        assert again.secret != made.secret

    async def test_one_that_is_removed_is_gone(self, services: Services, hook: Hook) -> None:
        made = await hook("conversation.closed")
        async with services.database.writing() as session:
            await service.send_test(session, made.id)
        async with services.database.writing() as session:
            await service.remove(session, made.id)
        async with services.database.reading() as session:
            with pytest.raises(WebhookNotFound):
                await service.log_of(session, made.id)
