"""Who was seen when, and who is to be asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Contact, Conversation, Event
from api.db import now
from api.ratings.models import VisitorSighting

ASKED = "rating_asked"


async def note_sighting(session: AsyncSession, conversation_id: str) -> None:
    """Somebody has the conversation open now."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    moment = now()
    # A conversation that is being erased is none to note anything of.
    there = select(Conversation.id, literal(moment, VisitorSighting.seen_at.type)).where(
        Conversation.id == conversation_id
    )
    new = insert(VisitorSighting).from_select(["conversation_id", "seen_at"], there)
    await session.execute(
        new.on_conflict_do_update(index_elements=[VisitorSighting.conversation_id], set_={"seen_at": moment})
    )


async def to_be_asked(
    session: AsyncSession, *, closed_after: datetime, not_seen_since: datetime, limit: int
) -> Sequence[str]:
    """Conversations closed and left without a rating, whose visitor can be reached and was not asked yet."""
    query = (
        select(Conversation.id)
        .where(
            Conversation.state == "closed",
            Conversation.rating.is_(None),
            Conversation.closed_at > closed_after,
            Conversation.closed_at <= not_seen_since,
            exists().where(
                Contact.email.is_not(None),
                or_(
                    Contact.conversation_id == Conversation.id,
                    Contact.customer_id == Conversation.customer_id,
                ),
            ),
            ~exists().where(
                VisitorSighting.conversation_id == Conversation.id, VisitorSighting.seen_at > not_seen_since
            ),
            ~exists().where(Event.conversation_id == Conversation.id, Event.type == ASKED),
        )
        .order_by(Conversation.closed_at)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def was_asked(session: AsyncSession, conversation_id: str) -> bool:
    """Whether the one e-mail about this conversation has gone out."""
    query = select(Event.id).where(Event.conversation_id == conversation_id, Event.type == ASKED)
    return await session.scalar(query.limit(1)) is not None
