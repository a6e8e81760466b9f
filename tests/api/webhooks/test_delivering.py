"""Telling another system, which really listens: signed, once, and again when it was not heard."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from standardwebhooks import Webhook as Signature
from standardwebhooks import WebhookVerificationError

from api.db import now
from api.services import Services
from api.settings import Settings
from api.webhooks import service
from api.webhooks.delivering import LOG_KEPT, MOST_ATTEMPTS, PAUSES, deliver_due, forget_old
from api.webhooks.errors import WebhookOff
from api.webhooks.models import WebhookDelivery
from api.webhooks.receiver import HttpReceiver
from api.webhooks.schemas import WebhookChange
from tests.api.conftest import Visitor, until
from tests.api.webhooks.conftest import Desk

Hook = Callable[..., Awaitable[Any]]
Log = Callable[[], Awaitable[list[WebhookDelivery]]]
Later = Callable[[], Awaitable[None]]
SAID = "conversation.message_received"


class TestDelivery:
    async def test_can_be_verified_with_the_secret_and_with_no_other(
        self, services: Services, open_settings: Settings, desk: Desk, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        made, other = await hook(SAID), await hook("conversation.closed")
        await visitor.say("hej")
        assert await deliver_due(services.database, open_settings) == 1
        headers, body = desk.told[0]
        content = Signature(made.secret).verify(body, headers)
        assert set(content) == {"type", "timestamp", "data"}
        assert content["data"]["conversation_id"] == visitor.id
        with pytest.raises(WebhookVerificationError):
            Signature(other.secret).verify(body, headers)
        (delivery,) = await log()
        assert (delivery.state, delivery.status, delivery.attempts) == ("delivered", 204, 1)
        assert delivery.duration_ms is not None

    async def test_is_told_once_by_two_processes(
        self, services: Services, open_settings: Settings, desk: Desk, hook: Hook, visitor: Visitor
    ) -> None:
        await hook(SAID)
        for number in range(8):
            await visitor.say(f"message {number}")
        done = await asyncio.gather(*(deliver_due(services.database, open_settings) for _ in range(3)))
        assert sum(done) == len(desk.told) == 8
        assert len({headers["webhook-id"] for headers, _ in desk.told}) == 8

    async def test_in_the_order_in_which_it_happened(
        self, services: Services, open_settings: Settings, desk: Desk, hook: Hook, visitor: Visitor
    ) -> None:
        await hook(SAID)
        for number in range(5):
            await visitor.say(f"message {number}")
        await deliver_due(services.database, open_settings)
        numbers = [json.loads(body)["data"]["seq"] for _, body in desk.told]
        assert numbers == sorted(numbers)


class TestTrouble:
    async def test_is_followed_by_another_try_after_a_pause_under_the_same_id(
        self,
        services: Services,
        open_settings: Settings,
        desk: Desk,
        hook: Hook,
        log: Log,
        later: Later,
        visitor: Visitor,
    ) -> None:
        desk.status = 500
        await hook(SAID)
        await visitor.say("hej")
        began = now()
        assert await deliver_due(services.database, open_settings) == 0
        (delivery,) = await log()
        assert (delivery.state, delivery.status, delivery.last_error) == ("waiting", 500, "status")
        assert delivery.next_try_at >= began + PAUSES[0]
        assert await deliver_due(services.database, open_settings) == 0
        assert len(desk.told) == 1
        desk.status = 200
        await later()
        assert await deliver_due(services.database, open_settings) == 1
        assert len({headers["webhook-id"] for headers, _ in desk.told}) == 1

    async def test_of_one_system_is_not_that_of_another(
        self, services: Services, open_settings: Settings, desk: Desk, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        await hook(SAID, url="http://127.0.0.1:1/nobody")
        await hook(SAID)
        for number in range(3):
            await visitor.say(f"message {number}")
        assert await deliver_due(services.database, open_settings) == 3
        states = [(each.state, each.attempts) for each in await log()]
        assert states.count(("delivered", 1)) == 3
        # The one that is down cost one try.
        assert sorted(states)[3:] == [("waiting", 0), ("waiting", 0), ("waiting", 1)]

    async def test_of_silence_ends(
        self, services: Services, open_settings: Settings, desk: Desk, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        desk.silent = True
        await hook(SAID)
        await visitor.say("hej")
        receiver = HttpReceiver(open_settings, timeout_seconds=0.2)
        assert await deliver_due(services.database, open_settings, receiver=receiver) == 0
        assert (await log())[0].last_error == "timeout"

    async def test_for_days_switches_it_off_and_says_so(
        self,
        services: Services,
        open_settings: Settings,
        desk: Desk,
        hook: Hook,
        log: Log,
        later: Later,
        visitor: Visitor,
        webhook_now: Any,
    ) -> None:
        desk.status = 500
        made = await hook(SAID)
        await visitor.say("hej")
        pauses = []
        for attempt in range(MOST_ATTEMPTS):
            assert (await webhook_now(made.id)).active, attempt
            began = now()
            await deliver_due(services.database, open_settings)
            pauses.append((await log())[0].next_try_at - began)
            await later()
        assert len(desk.told) == 10
        assert pauses[:9] == sorted(pauses[:9])
        assert pauses[8] >= timedelta(days=1)
        webhook = await webhook_now(made.id)
        assert (webhook.active, webhook.note) == (False, "failing")
        assert (await log())[0].state == "failed"
        await visitor.say("er der nogen?")
        assert len(await log()) == 1

    async def test_with_one_message_among_many_does_not(
        self,
        services: Services,
        open_settings: Settings,
        desk: Desk,
        hook: Hook,
        log: Log,
        later: Later,
        visitor: Visitor,
        webhook_now: Any,
    ) -> None:
        made = await hook(SAID)
        desk.status = 500
        await visitor.say("hej")
        for _ in range(MOST_ATTEMPTS - 1):
            await deliver_due(services.database, open_settings)
            await later()
        desk.status = 200
        await visitor.say("hej igen")
        async with services.database.writing() as session:
            first = WebhookDelivery.id == (await log())[0].id
            await session.execute(
                update(WebhookDelivery).where(first).values(next_try_at=now() + timedelta(1))
            )
        await deliver_due(services.database, open_settings)
        desk.status = 500
        await later()
        await deliver_due(services.database, open_settings)
        assert [each.state for each in await log()] == ["failed", "delivered"]
        assert (await webhook_now(made.id)).active

    async def test_with_an_address_that_is_gone_switches_it_off_at_once(
        self,
        services: Services,
        open_settings: Settings,
        desk: Desk,
        hook: Hook,
        visitor: Visitor,
        webhook_now: Any,
    ) -> None:
        desk.status = 410
        made = await hook(SAID)
        await visitor.say("hej")
        await deliver_due(services.database, open_settings)
        webhook = await webhook_now(made.id)
        assert (webhook.active, webhook.note) == (False, "gone")

    async def test_with_a_process_that_dies_leaves_it_to_a_later_try(
        self,
        services: Services,
        open_settings: Settings,
        hook: Hook,
        log: Log,
        later: Later,
        visitor: Visitor,
    ) -> None:
        class Dies:
            async def post(self, url: str, body: str, headers: Mapping[str, str]) -> int:
                raise ZeroDivisionError

        await hook(SAID)
        await visitor.say("hej")
        with pytest.raises(ZeroDivisionError):
            await deliver_due(services.database, open_settings, receiver=Dies())
        assert await deliver_due(services.database, open_settings) == 0
        await later()
        assert await deliver_due(services.database, open_settings) == 1


class TestByHand:
    async def test_a_test_is_tried_once_and_never_switches_off(
        self,
        services: Services,
        open_settings: Settings,
        desk: Desk,
        hook: Hook,
        log: Log,
        webhook_now: Any,
    ) -> None:
        desk.status = 500
        made = await hook(SAID)
        async with services.database.writing() as session:
            await service.send_test(session, made.id)
        await deliver_due(services.database, open_settings)
        (delivery,) = await log()
        assert (delivery.event, delivery.state, delivery.last_error) == ("webhook.test", "failed", "status")
        assert (await webhook_now(made.id)).active

    async def test_what_failed_can_be_told_again(
        self, services: Services, open_settings: Settings, desk: Desk, hook: Hook, log: Log
    ) -> None:
        desk.status = 500
        made = await hook(SAID)
        async with services.database.writing() as session:
            told = await service.send_test(session, made.id)
        await deliver_due(services.database, open_settings)
        desk.status = 200
        async with services.database.writing() as session:
            await service.deliver_again(session, made.id, told.id)
        assert await deliver_due(services.database, open_settings) == 1
        assert (await log())[0].state == "delivered"
        assert len({headers["webhook-id"] for headers, _ in desk.told}) == 1

    async def test_switched_off_it_is_told_nothing(
        self, services: Services, open_settings: Settings, desk: Desk, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        made = await hook(SAID)
        await visitor.say("hej")
        async with services.database.writing() as session:
            await service.change(session, made.id, WebhookChange(active=False), plain_http=True)
        await visitor.say("er der nogen?")
        assert await deliver_due(services.database, open_settings) == 0
        (delivery,) = await log()
        assert (delivery.state, delivery.last_error, desk.told) == ("failed", "switched_off", [])
        with pytest.raises(WebhookOff):
            async with services.database.writing() as session:
                await service.deliver_again(session, made.id, delivery.id)


class TestLog:
    async def test_is_kept_for_a_month(
        self, services: Services, open_settings: Settings, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        await hook(SAID)
        await visitor.say("hej")
        await deliver_due(services.database, open_settings)
        async with services.database.writing() as session:
            await session.execute(update(WebhookDelivery).values(ended_at=now() - LOG_KEPT))
        await visitor.say("og igen")
        assert await forget_old(services.database) == 1
        assert [each.state for each in await log()] == ["waiting"]

    async def test_is_read_in_pieces(self, services: Services, hook: Hook, visitor: Visitor) -> None:
        made = await hook(SAID)
        for number in range(5):
            await visitor.say(f"message {number}")
        async with services.database.reading() as session:
            first = await service.log_of(session, made.id, limit=3)
            rest = await service.log_of(session, made.id, limit=3, before=first.before)
        assert [len(first.deliveries), len(rest.deliveries), rest.before] == [3, 2, None]


class TestClockPutBack:
    async def test_what_was_noted_while_it_stood_ahead_is_told_now(
        self, services: Services, open_settings: Settings, desk: Desk, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        await hook(SAID)
        for ahead in (timedelta(days=30), PAUSES[-1]):
            await visitor.say("hej")
            newest = WebhookDelivery.id == (await log())[-1].id
            async with services.database.writing() as session:
                await session.execute(update(WebhookDelivery).where(newest).values(next_try_at=now() + ahead))
        assert await deliver_due(services.database, open_settings) == 1
        assert [each.state for each in await log()] == ["delivered", "waiting"]


class TestSlowness:
    async def test_of_one_system_delays_nothing_of_another(
        self, services: Services, open_settings: Settings, desk: Desk, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        told: list[str] = []
        let_go = asyncio.Event()

        class HangsForOne:
            async def post(self, url: str, body: str, headers: Mapping[str, str]) -> int:
                told.append(url)
                if url.endswith("/slow"):
                    await let_go.wait()
                return 204

        slow, quick = f"{desk.url}/slow", f"{desk.url}/quick"
        await hook(SAID, url=slow)
        await hook(SAID, url=quick)
        await visitor.say("hej")
        round = asyncio.create_task(deliver_due(services.database, open_settings, receiver=HangsForOne()))
        for number in range(1, 4):
            await until(lambda expected=number: told.count(quick) == expected)  # type: ignore[misc]
            await visitor.say(f"message {number}")
        await until(lambda: told.count(quick) == 4)
        assert (told.count(slow), round.done()) == (1, False)
        let_go.set()
        assert await round == 8
        assert {each.state for each in await log()} == {"delivered"}

    async def test_that_is_cut_short_still_notes_what_was_told(
        self, services: Services, open_settings: Settings, hook: Hook, log: Log, visitor: Visitor
    ) -> None:
        handed_over, going_on = asyncio.Event(), asyncio.Event()

        class TakesItsTime:
            async def post(self, url: str, body: str, headers: Mapping[str, str]) -> int:
                handed_over.set()
                await going_on.wait()
                return 204

        await hook(SAID)
        await visitor.say("hej")
        round = asyncio.create_task(deliver_due(services.database, open_settings, receiver=TakesItsTime()))
        await handed_over.wait()
        round.cancel()
        going_on.set()
        with pytest.raises(asyncio.CancelledError):
            await round
        assert [each.state for each in await log()] == ["delivered"]
