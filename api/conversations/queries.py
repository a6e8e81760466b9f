"""Lists over many conversations: interrupted turns, a customer's history."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation, Event, Turn


async def interrupted(
    session: AsyncSession, *, since: datetime, at: datetime, asked_until_at_most: datetime
) -> Sequence[tuple[str, int]]:
    """Conversations with turns nobody is doing: (conversation id, number of the newest such message).

    Args:
        session: Where to look.
        since: Older ones are left alone.
        at: The present moment.
        asked_until_at_most: Nobody asks longer than this; what says so is from before the clock was put back.
    """
    query = (
        select(Turn.conversation_id, func.max(Turn.message_seq))
        .where(Turn.outcome.is_(None), Turn.created_at >= since)
        .where(
            or_(
                Turn.asking_until.is_(None),
                Turn.asking_until < at,
                Turn.asking_until > asked_until_at_most,
            )
        )
        .group_by(Turn.conversation_id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def latest_of_type(session: AsyncSession, conversation_id: str, type: str) -> Event | None:
    """The newest event of a type in a conversation."""
    query = select(Event).where(Event.conversation_id == conversation_id, Event.type == type)
    return (await session.scalars(query.order_by(Event.seq.desc()).limit(1))).first()


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
