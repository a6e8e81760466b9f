"""Lists over many conversations: interrupted turns, a customer's history."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Contact, Conversation, Event, Turn

# An address that very many have written from is nobody's in particular.
_OF_ONE_ADDRESS = 100


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
    """Earlier conversations of the same identified customer, then those with the same e-mail address, newest first.

    An address in other letter case is the same one.
    """
    same = await _with_address_of(session, conversation)
    customers = {contact.customer_id for contact in same} | {conversation.customer_id}
    ids = {contact.conversation_id for contact in same}
    query = select(Conversation).where(
        or_(
            Conversation.customer_id.in_([one for one in customers if one is not None]),
            Conversation.id.in_([one for one in ids if one is not None]),
        ),
        Conversation.id != conversation.id,
        Conversation.created_at < conversation.created_at,
    )
    if conversation.customer_id is not None:
        query = query.order_by(case((Conversation.customer_id == conversation.customer_id, 0), else_=1))
    return (await session.scalars(query.order_by(Conversation.created_at.desc()).limit(limit))).all()


async def _with_address_of(session: AsyncSession, conversation: Conversation) -> Sequence[Contact]:
    """The newest contacts that have an e-mail address of this conversation's customer."""
    theirs = [Contact.conversation_id == conversation.id]
    if conversation.customer_id is not None:
        theirs.append(Contact.customer_id == conversation.customer_id)
    own = select(func.lower(Contact.email)).where(Contact.email.is_not(None), or_(*theirs))
    addresses = (await session.scalars(own)).all()
    if not addresses:
        return []
    same = select(Contact).where(func.lower(Contact.email).in_(addresses))
    return (await session.scalars(same.order_by(Contact.id.desc()).limit(_OF_ONE_ADDRESS))).all()
