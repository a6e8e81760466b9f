"""How long it takes until a person is there: computed from queue, people and recent cases."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import queries, repository
from api.conversations.models import Conversation
from api.conversations.opening import opening
from api.db import now
from api.live import announce, conversation_topic
from bot.catalog import Catalog

_RECENT = timedelta(days=7)
_CASES = 20
_ENOUGH_CASES = 5
_PRESENT = timedelta(minutes=15)
_WORTH_TELLING_MINUTES = 2


@dataclass(frozen=True, kw_only=True)
class Wait:
    """``minutes`` is None when nobody can tell: the business is closed or nobody is signed in."""

    minutes: int | None
    open: bool
    opens_at: datetime | None

    def as_facts(self) -> dict[str, int | bool | str | None]:
        """The same for JSON, times in ISO 8601."""
        opens_at = self.opens_at.isoformat() if self.opens_at else None
        return {"minutes": self.minutes, "open": self.open, "opens_at": opens_at}


async def current_wait(
    session: AsyncSession, *, catalog: Catalog, conversation: Conversation | None = None
) -> Wait:
    """The wait for ``conversation`` at its place in the queue, or for somebody who joins the queue now."""
    at = now()
    times = opening(catalog.hours, at)
    if not times.open:
        return Wait(minutes=None, open=False, opens_at=times.opens_at)
    agents, busy = await queries.agents_present(session, seen_after=at - _PRESENT)
    ahead = await queries.queue_ahead(session, conversation)
    cases = await queries.handling_times(session, closed_after=at - _RECENT, limit=_CASES)
    handling = usual_minutes(cases, default=catalog.service_levels.handling_minutes)
    minutes = estimate(ahead=ahead, agents=agents, busy=busy, handling=handling)
    return Wait(minutes=minutes, open=True, opens_at=None)


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
    conversation.promised_minutes = wait.minutes
    event = await repository.append(
        session, conversation, type="wait_updated", author="system", audience="public", facts=facts
    )
    announce(session, conversation_topic(conversation.id), {"seq": event.seq})


def estimate(*, ahead: int, agents: int, busy: int, handling: float) -> int | None:
    """Whole minutes until somebody is free, at least 1; None when nobody is there."""
    if agents == 0:
        return None
    free = max(agents - busy, 0)
    if ahead < free:
        return 1
    return max(1, math.ceil(handling * (ahead + 1 - free) / agents))


def usual_minutes(cases: list[timedelta], *, default: float) -> float:
    """The median of recent cases in minutes, or the configured figure when there are too few."""
    if len(cases) < _ENOUGH_CASES:
        return default
    return median(case.total_seconds() for case in cases) / 60
