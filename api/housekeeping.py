"""What the api does by itself: finishes turns a crash interrupted, erases what has had its time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from api.conversations import erasure, turns
from api.errors import DatabaseBusy
from api.services import Services

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=1)
_WORTH_ANSWERING = timedelta(minutes=15)
Job = Callable[[Services], Awaitable[int]]


async def keep_house(services: Services, *, every: timedelta = EVERY) -> None:
    """Do the rounds now and then every minute, until cancelled."""
    while True:
        await one_round(services)
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


_JOBS: dict[str, Job] = {
    "finish_turns": _finish_turns,
    "erase_texts": erasure.erase_expired,
    "expire_conversations": erasure.expire_idle,
    "have_rasa_forget": erasure.forget_later,
}
