"""Which answers nobody has read, and where they can be sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Contact, Conversation, Event

MAILED = "reply_mailed"


def _unread() -> Select[tuple[Event]]:
    """Messages of people that their visitor has not read on the page, newest state of the conversation assumed."""
    return (
        select(Event)
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(
            Event.type == "message",
            Event.author == "agent",
            Event.audience == "public",
            Event.seq > Conversation.visitor_read_seq,
            Conversation.channel == "chat",
        )
    )


async def left_unread(
    session: AsyncSession, *, written_after: datetime, written_before: datetime, limit: int
) -> Sequence[str]:
    """Chats with answers of that age that were neither read nor sent on, of visitors with an e-mail address."""
    later = Event.__table__.alias("later")
    unread = _unread().where(
        Event.created_at > written_after,
        Event.created_at <= written_before,
        ~exists().where(
            and_(
                later.c.conversation_id == Event.conversation_id,
                later.c.type == MAILED,
                later.c.seq > Event.seq,
            )
        ),
        exists().where(
            Contact.email.is_not(None),
            or_(
                Contact.conversation_id == Conversation.id,
                Contact.customer_id == Conversation.customer_id,
            ),
        ),
    )
    query = unread.with_only_columns(Event.conversation_id).distinct().limit(limit)
    return (await session.scalars(query)).all()


async def unread_of(session: AsyncSession, conversation_id: str) -> Sequence[Event]:
    """What one visitor has neither read nor been sent, in order."""
    sent = select(Event.seq).where(Event.conversation_id == conversation_id, Event.type == MAILED)
    last_sent = await session.scalar(sent.order_by(Event.seq.desc()).limit(1)) or 0
    query = _unread().where(Event.conversation_id == conversation_id, Event.seq > last_sent)
    return (await session.scalars(query.order_by(Event.seq))).all()
