"""Counts and lists over many conversations: the queue, the people, recent cases, a customer's history."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation, Turn
from api.db import now
from api.staff.models import Staff, StaffSession


async def interrupted(
    session: AsyncSession, *, since: datetime, until: datetime
) -> Sequence[tuple[str, int]]:
    """Conversations with turns nobody is doing: (conversation id, number of the newest such message)."""
    query = (
        select(Turn.conversation_id, func.max(Turn.message_seq))
        .where(Turn.outcome.is_(None), Turn.created_at >= since, Turn.created_at < until)
        .where(or_(Turn.asking_until.is_(None), Turn.asking_until < now()))
        .group_by(Turn.conversation_id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def queue_ahead(session: AsyncSession, conversation: Conversation | None) -> int:
    """How many wait before this conversation, or all who wait when it is not in the queue itself.

    The order is that of ``due_at``; those who came while nobody was at work are all due at the same moment, and
    are taken as they came.
    """
    query = select(func.count()).select_from(Conversation).where(Conversation.state == "queued")
    if conversation is not None:
        query = query.where(Conversation.id != conversation.id)
        if conversation.state == "queued" and conversation.due_at is not None:
            place = (Conversation.due_at, Conversation.queued_at, Conversation.id)
            mine = (literal(getattr(conversation, column.key), column.type) for column in place)
            query = query.where(tuple_(*place) < tuple_(*mine))
    return await session.scalar(query) or 0


async def agents_present(session: AsyncSession, *, seen_after: datetime) -> tuple[int, int]:
    """How many people can take a chat now, and how many of them have one."""
    present = (
        select(Staff.id)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(
            Staff.active.is_(True),
            Staff.role.in_(("agent", "admin")),
            StaffSession.expires_at > now(),
            StaffSession.last_seen_at > seen_after,
        )
        .distinct()
    )
    agents = await session.scalar(select(func.count()).select_from(present.subquery())) or 0
    busy = await session.scalar(
        select(func.count(func.distinct(Conversation.assigned_to))).where(
            Conversation.state == "assigned", Conversation.assigned_to.in_(present)
        )
    )
    return agents, busy or 0


async def handling_times(session: AsyncSession, *, closed_after: datetime, limit: int) -> list[timedelta]:
    """From claim to close, the newest cases first."""
    query = (
        select(Conversation.claimed_at, Conversation.closed_at)
        .where(Conversation.closed_at > closed_after, Conversation.claimed_at.is_not(None))
        .order_by(Conversation.closed_at.desc())
        .limit(limit)
    )
    return [closed - claimed for claimed, closed in await session.execute(query) if closed and claimed]


async def earlier(session: AsyncSession, conversation: Conversation, *, limit: int) -> Sequence[Conversation]:
    """Earlier conversations of the same identified customer, newest first."""
    if conversation.customer_id is None:
        return []
    query = select(Conversation).where(
        Conversation.customer_id == conversation.customer_id,
        Conversation.id != conversation.id,
        Conversation.created_at < conversation.created_at,
    )
    return (await session.scalars(query.order_by(Conversation.created_at.desc()).limit(limit))).all()
