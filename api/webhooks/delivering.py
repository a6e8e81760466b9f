"""Telling other systems what waits to be told, signed by Standard Webhooks, again after growing pauses.

As with e-mail, each delivery is claimed before it is sent. One webhook's deliveries go one after another, those of
different webhooks at the same time; the first that fails ends the webhook's turn, so that a system which is down costs
one try a round and keeps nobody waiting.
"""

import asyncio
import json
import time
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from standardwebhooks import Webhook as Signature

from api.db import Database, now
from api.grace import unbroken
from api.settings import Settings
from api.webhooks import events, repository
from api.webhooks.models import Webhook, WebhookDelivery
from api.webhooks.receiver import HttpReceiver, NotTold, Problem, Receiver

log = structlog.get_logger(__name__)

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 60, 300, 1800, 7200, 18000, 36000, 57600, 86400))
MOST_ATTEMPTS = len(PAUSES) + 1
LOG_KEPT = timedelta(days=30)
_PER_TURN = 25
_HELD_FOR = timedelta(minutes=5)
_GONE = 410


async def deliver_due(database: Database, settings: Settings, *, receiver: Receiver | None = None) -> int:
    """Tell what is due; how many deliveries got through.

    Args:
        receiver: Whom to tell; the address of each webhook when not given.
    """
    async with database.reading() as session:
        webhooks = await repository.with_something_due(session)
    to = receiver or HttpReceiver(settings)
    done = await asyncio.gather(*(_turn(database, each, to) for each in webhooks), return_exceptions=True)
    for each in done:
        if isinstance(each, BaseException):
            raise each
    return sum(each for each in done if isinstance(each, int))


async def forget_old(database: Database) -> int:
    """Remove what ended a month ago from the log; how many deliveries that was."""
    async with database.writing() as session:
        return await repository.forget(session, before=now() - LOG_KEPT)


async def _turn(database: Database, webhook_id: int, receiver: Receiver) -> int:
    told = 0
    for _ in range(_PER_TURN):
        if not await unbroken(_deliver_next(database, webhook_id, receiver)):
            break
        told += 1
    return told


async def _deliver_next(database: Database, webhook_id: int, receiver: Receiver) -> bool:
    """Tell one thing; whether it got through, which nothing does when nothing is left."""
    async with database.writing() as session:
        delivery = await repository.claim(session, webhook_id, held_for=_HELD_FOR)
        if delivery is None:
            return False
        if delivery.attempts > MOST_ATTEMPTS:
            # Every try so far ended with the process that made it.
            await _note(session, delivery, status=None, problem="interrupted", took_ms=0)
            return False
        webhook = await repository.get(session, webhook_id)
        body = await body_of(session, delivery)
    began = time.monotonic()
    status: int | None = None
    problem: Problem | None = None
    try:
        status = await receiver.post(webhook.url, body, signed(webhook, delivery, body))
        problem = _problem_of(status)
    except NotTold as error:
        problem = error.problem
    took = round((time.monotonic() - began) * 1000)
    async with database.writing() as session:
        await _note(session, delivery, status=status, problem=problem, took_ms=took)
    return problem is None


async def body_of(session: AsyncSession, delivery: WebhookDelivery) -> str:
    """What is sent: ``{type, timestamp, data}``, with words if they were asked for and still exist."""
    event = events.plain(delivery.event)
    data = dict(delivery.payload)
    conversation_id = delivery.conversation_id
    if conversation_id is not None:
        data["customer"] = await repository.customer_key(session, conversation_id)
    if conversation_id is not None and delivery.event.endswith(events.WITH_TEXT):
        type, author = events.WORDS[event]
        said = await repository.said(session, conversation_id, upto=data["seq"], type=type, author=author)
        data["text"] = {each.field: each.text for each in said.texts} if said else {}
    content = {"type": event, "timestamp": delivery.created_at.isoformat(), "data": data}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def signed(webhook: Webhook, delivery: WebhookDelivery, body: str) -> dict[str, str]:
    """The headers by which the other system knows that it is us, that it is new, and whether it heard it before."""
    moment = now()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Kundedialog",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Signature(webhook.secret).sign(delivery.message_id, moment, body),
    }


async def _note(
    session: AsyncSession,
    delivery: WebhookDelivery,
    *,
    status: int | None,
    problem: Problem | None,
    took_ms: int,
) -> None:
    facts: dict[str, object] = {"status": status, "last_error": problem, "duration_ms": took_ms}
    if problem is None:
        await repository.note_try(session, delivery.id, state="delivered", ended_at=now(), **facts)
        return
    log.warning("webhook_not_told", webhook=delivery.webhook_id, problem=problem, attempt=delivery.attempts)
    last = delivery.attempts >= MOST_ATTEMPTS or problem == "gone" or delivery.event == events.TEST
    if not last:
        pause = PAUSES[delivery.attempts - 1]
        await repository.note_try(session, delivery.id, next_try_at=now() + pause, **facts)
        return
    await repository.note_try(session, delivery.id, state="failed", ended_at=now(), **facts)
    if problem == "gone":
        await repository.switch_off(session, delivery.webhook_id, note="gone")
    elif delivery.event != events.TEST and not await repository.delivered_since(
        session, delivery.webhook_id, since=delivery.created_at
    ):
        await repository.switch_off(session, delivery.webhook_id, note="failing")


def _problem_of(status: int) -> Problem | None:
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return "redirect"
    return "gone" if status == _GONE else "status"
