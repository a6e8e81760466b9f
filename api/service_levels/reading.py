"""Clocks as a page shows them: how they stand and what is left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import business_time
from api.conversations.models import Conversation
from api.conversations.opening import opening
from api.db import now
from api.service_levels import repository
from api.service_levels.models import ServiceClock
from bot.catalog.models import Hours


@dataclass(frozen=True, kw_only=True)
class ClockNow:
    """One clock at one moment.

    ``state`` is ``missed`` as soon as it is late, whether or not that was noted yet. ``remaining_seconds`` are of
    business time and below 0 when it is late; ``share_left`` is that of its target, from 1 to 0; ``warned`` means
    that it is time to hurry. Of one that has ended nothing remains: it has its ``elapsed_seconds`` (on the wall) and
    ``business_seconds`` instead. ``paused`` means that nobody is at work, so that it stands still.
    """

    conversation_id: str
    kind: str
    level: str
    state: str
    started_at: datetime
    warn_at: datetime
    due_at: datetime
    ended_at: datetime | None
    target_seconds: int
    remaining_seconds: int | None
    share_left: float | None
    warned: bool
    paused: bool
    elapsed_seconds: int | None
    business_seconds: int | None


async def clocks_of(
    session: AsyncSession, conversation: Conversation, *, hours: Hours, at: datetime | None = None
) -> Sequence[ClockNow]:
    """All clocks of a conversation, in the order they started.

    Args:
        hours: The business's, from the catalog.
        at: The moment for which to tell; the present one when not given.
    """
    return await clocks_of_many(session, [conversation.id], hours=hours, at=at)


async def clocks_of_many(
    session: AsyncSession, ids: Collection[str], *, hours: Hours, at: datetime | None = None
) -> Sequence[ClockNow]:
    """All clocks of many conversations, for a list."""
    moment = at or now()
    return [clock_now(clock, hours, moment) for clock in await repository.of_conversations(session, ids)]


def clock_now(clock: ServiceClock, hours: Hours, at: datetime) -> ClockNow:
    """How a clock stands at a moment."""
    ended = clock.ended_at is not None
    late = not ended and at > clock.due_at
    remaining = None if ended else _remaining(clock, hours, at)
    return ClockNow(
        conversation_id=clock.conversation_id,
        kind=clock.kind,
        level=clock.level,
        state="missed" if late else clock.state,
        started_at=clock.started_at,
        warn_at=clock.warn_at,
        due_at=clock.due_at,
        ended_at=clock.ended_at,
        target_seconds=clock.target_seconds,
        remaining_seconds=remaining,
        share_left=None if remaining is None else _share(remaining, clock.target_seconds),
        warned=not ended and at >= clock.warn_at,
        paused=not ended and not opening(hours, at).open,
        elapsed_seconds=clock.elapsed_seconds,
        business_seconds=clock.business_seconds,
    )


def _remaining(clock: ServiceClock, hours: Hours, at: datetime) -> int:
    if at > clock.due_at:
        return -round(business_time.between(hours, clock.due_at, at))
    return round(business_time.between(hours, at, clock.due_at))


def _share(remaining: int, target: int) -> float:
    return min(1.0, max(0.0, remaining / target)) if target else 0.0
