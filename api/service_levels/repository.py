"""The only place with SQL about clocks."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.service_levels.models import ServiceClock


async def running(session: AsyncSession, conversation_id: str) -> Sequence[ServiceClock]:
    """The clocks of a conversation that have not ended, late ones included, in the order they started."""
    query = select(ServiceClock).where(
        ServiceClock.conversation_id == conversation_id,
        ServiceClock.state.in_(("active", "missed")),
        ServiceClock.ended_at.is_(None),
    )
    return (await session.scalars(query.order_by(ServiceClock.id))).all()


async def of_conversations(session: AsyncSession, ids: Collection[str]) -> Sequence[ServiceClock]:
    """All clocks of these conversations, in the order they started."""
    query = select(ServiceClock).where(ServiceClock.conversation_id.in_(ids))
    return (await session.scalars(query.order_by(ServiceClock.id))).all()


async def overdue(session: AsyncSession, *, at: datetime, limit: int) -> Sequence[str]:
    """Conversations with clocks that ran out without anybody having noted it, the longest ago first."""
    query = (
        select(ServiceClock.conversation_id)
        .where(ServiceClock.state == "active", ServiceClock.due_at < at)
        .order_by(ServiceClock.due_at)
        .limit(limit)
    )
    return list(dict.fromkeys((await session.scalars(query)).all()))


async def to_warn_of(
    session: AsyncSession, *, since: datetime, at: datetime, limit: int
) -> Sequence[tuple[str, str]]:
    """Clocks whose warning time has come since then: (conversation id, kind)."""
    query = (
        select(ServiceClock.conversation_id, ServiceClock.kind)
        .where(
            ServiceClock.state == "active",
            ServiceClock.due_at >= at,
            ServiceClock.warn_at <= at,
            ServiceClock.warn_at > since,
        )
        .order_by(ServiceClock.due_at)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]
