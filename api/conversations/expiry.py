"""What has had its time: contact details, and the bot's memory, of conversations idle for very long."""

from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.models import Contact, Conversation, Customer
from api.db import now

_AT_ONCE = 500


async def erase_idle_contacts(session: AsyncSession, *, idle_since: datetime) -> int:
    """Remove contacts of conversations, and of customers all of whose conversations, have been idle since then.

    Customers of whom the business's own systems have told since stay.
    """
    idle = select(Conversation.id).where(Conversation.updated_at < idle_since)
    active = select(Conversation.customer_id).where(
        Conversation.updated_at >= idle_since, Conversation.customer_id.is_not(None)
    )
    told_of = select(Customer.id).where(Customer.told_at >= idle_since)
    query = delete(Contact).where(
        or_(
            Contact.conversation_id.in_(idle),
            Contact.customer_id.is_not(None)
            & Contact.customer_id.not_in(active)
            & Contact.customer_id.not_in(told_of),
        )
    )
    return len((await session.scalars(query.returning(Contact.id))).all())


async def note_idle(session: AsyncSession, *, idle_since: datetime) -> int:
    """Note that Rasa is to forget conversations idle since then, once for each; how many were noted now."""
    query = (
        select(Conversation)
        .where(
            Conversation.updated_at < idle_since,
            or_(Conversation.bot_forgot_at.is_(None), Conversation.bot_forgot_at < Conversation.updated_at),
        )
        .order_by(Conversation.updated_at)
        .limit(_AT_ONCE)
        .with_for_update()
    )
    idle = (await session.scalars(query)).all()
    for conversation in idle:
        conversation.bot_forgot_at = now()
        await repository.remember_erasure(session, conversation.id)
    return len(idle)
