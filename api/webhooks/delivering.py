"""Telling other systems what waits to be told, signed by Standard Webhooks, again after growing pauses.

As with e-mail, each delivery is claimed before it is sent. One webhook's deliveries go one after another, those of
different webhooks at the same time; the first that fails ends the webhook's turn, so that a system which is down costs
one try a round. A system that is slow or hangs delays nothing but what it is told itself.
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
_LOOK_AGAIN_SECONDS = 0.5
# Only while others are under way: a round in which nothing else happens ends before.
_REST_SECONDS = 3.0
_HELD_FOR = timedelta(minutes=5)
_GONE = 410


async def deliver_due(database: Database, settings: Settings, *, receiver: Receiver | None = None) -> int:
    """Tell what is due; how many deliveries got through.

    Args:
        receiver: Whom to tell; the address of each webhook when not given.
    """
    turns = _Turns(database, receiver or HttpReceiver(settings))
    try:
        while await turns.begin():
            await turns.wait()
    finally:
        await turns.end()
    if turns.error is not None:
        raise turns.error
    return turns.told


async def forget_old(database: Database) -> int:
    """Remove what ended a month ago from the log; how many deliveries that was."""
    async with database.writing() as session:
        return await repository.forget(session, before=now() - LOG_KEPT)


class _Turns:
    """The turns of the webhooks, each by itself: while one hangs, the others have theirs again and again."""

    def __init__(self, database: Database, receiver: Receiver) -> None:
        self.told = 0
        self._database = database
        self._receiver = receiver
        self._running: dict[asyncio.Task[bool], int] = {}
        self._resting: dict[int, float] = {}
        self.error: BaseException | None = None

    async def begin(self) -> bool:
        """Begin a turn for each webhook that has something due and none under way; whether any is under way."""
        if self.error is None:
            async with self._database.reading() as session:
                due = await repository.with_something_due(session, longest=PAUSES[-1])
            busy = set(self._running.values())
            for webhook_id in due:
                if webhook_id not in busy and self._resting.get(webhook_id, 0.0) <= time.monotonic():
                    self._running[asyncio.create_task(self._turn(webhook_id))] = webhook_id
        return bool(self._running)

    async def wait(self) -> None:
        """Wait until a turn ends, or it is time to look whether another can begin."""
        done, _ = await asyncio.wait(
            self._running, timeout=_LOOK_AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            webhook_id = self._running.pop(task)
            if error := task.exception():
                self.error = self.error or error
            elif not task.result():
                self._resting[webhook_id] = time.monotonic() + _REST_SECONDS

    async def end(self) -> None:
        """End what is still under way."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _turn(self, webhook_id: int) -> bool:
        """Tell one webhook what is due; whether it hears us, as far as that is known now."""
        for _ in range(_PER_TURN):
            outcome = await unbroken(_deliver_next(self._database, webhook_id, self._receiver))
            if not outcome:
                return outcome is None
            self.told += 1
        return True


async def _deliver_next(database: Database, webhook_id: int, receiver: Receiver) -> bool | None:
    """Tell one thing; whether it got through, None when nothing is left."""
    async with database.writing() as session:
        delivery = await repository.claim(session, webhook_id, held_for=_HELD_FOR, longest=PAUSES[-1])
        if delivery is None:
            return None
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
    """What is sent: ``{type, timestamp, data}``; with words if they were asked for and still exist."""
    event = events.plain(delivery.event)
    data = dict(delivery.payload)
    conversation_id = delivery.conversation_id
    if conversation_id is not None and (await repository.get(session, delivery.webhook_id)).tells_customer:
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
