"""How long it takes until a person is there: computed from queue, people and recent cases, or not promised."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.models import Conversation
from api.conversations.opening import opening
from api.conversations.taking import SEEN_WITHIN
from api.conversations.wait_queries import Desk, wait_basis
from api.db import now
from api.live import announce, conversation_topic
from bot.catalog import Catalog

_RECENT = timedelta(days=7)
_ENOUGH_CASES = 5
_WORTH_TELLING_MINUTES = 2


@dataclass(frozen=True, kw_only=True)
class Wait:
    """``minutes`` is None when nobody can tell: closed, put aside for later, nobody there who may take it, or too few
    cases to learn from.

    A ``long`` wait is one in which an answer by e-mail is better than sitting there.
    """

    minutes: int | None
    open: bool
    opens_at: datetime | None
    long: bool = False

    def as_facts(self) -> dict[str, int | bool | str | None]:
        """The same for JSON, times in ISO 8601."""
        opens_at = self.opens_at.isoformat() if self.opens_at else None
        return {"minutes": self.minutes, "open": self.open, "opens_at": opens_at, "long": self.long}


async def current_wait(
    session: AsyncSession, *, catalog: Catalog, conversation: Conversation | None = None
) -> Wait:
    """The wait for ``conversation`` at its place in the queue, or for somebody who joins the queue now."""
    at = now()
    times = opening(catalog.hours, at)
    if not times.open:
        return Wait(minutes=None, open=False, opens_at=times.opens_at)
    if (
        conversation is not None
        and conversation.snoozed_until is not None
        and conversation.snoozed_until > at
    ):
        return Wait(minutes=None, open=True, opens_at=None)
    basis = await wait_basis(session, conversation, seen_after=at - SEEN_WITHIN, claimed_after=at - _RECENT)
    handling = usual_minutes(basis.cases)
    minutes = None if handling is None else estimate(ahead=basis.ahead, desks=basis.desks, handling=handling)
    long = minutes is not None and minutes >= catalog.service_levels.long_wait_minutes
    return Wait(minutes=minutes, open=True, opens_at=None, long=long)


async def changed(session: AsyncSession, conversation: Conversation, *, catalog: Catalog) -> Wait | None:
    """The wait now, when it differs by two minutes or more from what a waiting visitor was last told.

    It differs too when minutes were promised and nobody can tell any more: the doors closed, or all have left.
    """
    if conversation.state != "queued":
        return None
    wait = await current_wait(session, catalog=catalog, conversation=conversation)
    said = conversation.promised_minutes
    if wait.minutes is None or said is None:
        return wait if wait.minutes != said else None
    return wait if abs(wait.minutes - said) >= _WORTH_TELLING_MINUTES else None


async def tell_if_changed(session: AsyncSession, conversation: Conversation, *, catalog: Catalog) -> None:
    """Tell the visitor of a locked conversation what has changed; the new figure is what is promised now."""
    wait = await changed(session, conversation, catalog=catalog)
    if wait is None:
        return
    facts = {**wait.as_facts(), "before": conversation.promised_minutes}
    promise(conversation, wait)
    event = await repository.append(
        session, conversation, type="wait_updated", author="system", audience="public", facts=facts
    )
    announce(session, conversation_topic(conversation.id), {"seq": event.seq})


def promise(conversation: Conversation, wait: Wait, *, first: bool = False) -> None:
    """Keep what a visitor is told, and for which moment that is.

    Args:
        first: They begin to wait; what was promised before is nothing to this wait.
    """
    moment = None if wait.minutes is None else now() + timedelta(minutes=wait.minutes)
    conversation.promised_minutes, conversation.promised_for = wait.minutes, moment
    conversation.first_promised_for = moment if first else conversation.first_promised_for or moment


def promise_kept(conversation: Conversation) -> dict[str, Any]:
    """What was promised to somebody who waited, and what it came to; empty if nobody waited.

    ``waited_minutes`` are from the beginning of the wait, ``promised_minutes`` from when they were told, which may be
    much later; ``promised_for`` and ``first_promised_for`` are moments, and say whether it was kept. They are absent
    where it is not known for which moment the minutes were (see ``promises.py``).
    """
    queued, came = conversation.queued_at, conversation.claimed_at
    if queued is None or came is None:
        return {}
    waited = max(0.0, (came - queued).total_seconds() / 60)
    facts = {"promised_minutes": conversation.promised_minutes, "waited_minutes": round(waited, 1)}
    if conversation.promised_minutes is not None and conversation.promised_for is None:
        return facts
    last, first = conversation.promised_for, conversation.first_promised_for
    return {
        **facts,
        "promised_for": last.isoformat() if last else None,
        "first_promised_for": first.isoformat() if first else None,
    }


def estimate(*, ahead: int, desks: Sequence[Desk], handling: float) -> int | None:
    """Whole minutes until somebody is free, at least 1; None when nobody is there.

    Args:
        ahead: How many are taken before.
        desks: Those who are there. Each takes several conversations at a time, and gets one done in ``handling``
            minutes at each of these places.
        handling: How long a case usually takes, in minutes.
    """
    places = sum(desk.capacity for desk in desks)
    if places == 0:
        return None
    free = sum(max(desk.capacity - desk.held, 0) for desk in desks)
    if ahead < free:
        return 1
    return max(1, math.ceil(handling * (ahead + 1 - free) / places))


def usual_minutes(cases: Sequence[timedelta]) -> float | None:
    """The median of recent cases in minutes; None when there are too few to promise anything."""
    if len(cases) < _ENOUGH_CASES:
        return None
    return median(case.total_seconds() for case in cases) / 60
