"""What the api does by itself: finishes turns a crash interrupted, erases what has had its time."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import structlog

from api.attachments import housekeeping as files
from api.conversations import erasure, turns
from api.desk import reminders, snooze
from api.desk.search import upkeep
from api.errors import DatabaseBusy
from api.live import Payload
from api.mail import sending as mail
from api.ratings import asking
from api.recovery import reminders as cases
from api.replies import mailing
from api.routing import assignment, leaving
from api.routing.hints import ROUTING
from api.service_levels import watch
from api.services import Services
from api.staff import audit, links
from api.webhooks import delivering as webhooks

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=1)
SENDING_EVERY = timedelta(seconds=3)
_WORTH_ANSWERING = timedelta(minutes=15)
Job = Callable[[Services], Awaitable[int]]


async def keep_house(services: Services, *, every: timedelta = EVERY) -> None:
    """Do the rounds now and then every minute, until cancelled."""
    while True:
        await one_round(services)
        await asyncio.sleep(every.total_seconds())


async def keep_sending(services: Services, *, every: timedelta = SENDING_EVERY) -> None:
    """Send what waits to go out of the house, and have the bot say what it could not, until cancelled.

    Each kind in a loop of its own, apart from the rounds: a server that hangs holds up nothing else.
    """
    # A group waits for all of them when it is cancelled: what is just being handed over is still noted as sent.
    async with asyncio.TaskGroup() as group:
        for name, job in _SENDING.items():
            group.create_task(_again_and_again(name, job, services, every))


async def _again_and_again(name: str, job: Job, services: Services, every: timedelta) -> None:
    while True:
        await _do(name, job, services)
        await asyncio.sleep(every.total_seconds())


async def one_round(services: Services) -> None:
    """One round: each job by itself, so that one that fails keeps none of the others from being done."""
    for name, job in _JOBS.items():
        await _do(name, job, services)


async def _do(name: str, job: Job, services: Services) -> None:
    try:
        done = await job(services)
    except DatabaseBusy:
        log.warning("housekeeping_postponed", job=name)
    except Exception:
        # Nobody waits for this task, so an error that ended it would go unseen, and so would all that it leaves.
        log.exception("housekeeping_failed", job=name)
    else:
        if done:
            log.info("housekeeping_done", job=name, items=done)


async def _finish_turns(services: Services) -> int:
    return await turns.answer_interrupted(services, not_older_than=_WORTH_ANSWERING)


async def _send_mail(services: Services) -> int:
    return await mail.send_due(services.database, services.settings)


async def _give_up_mail(services: Services) -> int:
    return await mail.give_up_old(services.database)


async def _send_webhooks(services: Services) -> int:
    return await webhooks.deliver_due(services.database, services.settings)


async def _forget_webhooks(services: Services) -> int:
    return await webhooks.forget_old(services.database)


_JOBS: dict[str, Job] = {
    "give_up_mail": _give_up_mail,
    "forget_webhook_deliveries": _forget_webhooks,
    "forget_links": links.forget_ended,
    "erase_texts": erasure.erase_expired,
    "expire_conversations": erasure.expire_idle,
    "have_rasa_forget": erasure.forget_later,
    "forget_deleted_words": upkeep.forget_deleted,
    "wake_snoozed": snooze.wake_due,
    "tell_due_reminders": reminders.tell_due,
    "remove_files": files.remove_old,
    "remove_unknown_files": files.remove_orphans,
    "mail_unread_replies": mailing.mail_unread,
    "ask_for_ratings": asking.ask_those_who_left,
    "warn_of_service_levels": watch.warn,
    "note_missed_service_levels": watch.note_missed,
    "remind_of_cases": cases.remind,
    "prune_audit_trail": audit.prune,
}
_SENDING: dict[str, Job] = {
    "send_mail": _send_mail,
    "send_webhooks": _send_webhooks,
    # Somebody looks at the page and waits for what the bot was about to say.
    "finish_turns": _finish_turns,
}


MOVING_EVERY = timedelta(seconds=3)
_TOGETHER_SECONDS = 0.1
_MOVING: dict[str, Job] = {"return_left": leaving.return_left, "share_out": assignment.drain}


async def keep_moving(services: Services, *, every: timedelta = MOVING_EVERY) -> None:
    """Keep the queue moving: every few seconds, and at once when something changed, until cancelled."""
    async with services.bus.subscribe(ROUTING) as hints:
        while True:
            services.pace.look()
            for name, job in _MOVING.items():
                await _do(name, job, services)
            if await _hint(hints, within=every.total_seconds()):
                # What comes in one breath is one reason to look again.
                until = time.monotonic() + _TOGETHER_SECONDS
                while await _hint(hints, within=until - time.monotonic()):
                    pass


async def _hint(hints: AsyncIterator[Payload], *, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            await anext(hints)
    except TimeoutError:
        return False
    except StopAsyncIteration:
        # The bus has closed: the process stops, and with it this loop.
        await asyncio.sleep(within)
        return False
    return True
