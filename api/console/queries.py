"""The only place with SQL for the console: lists of conversations and what a list shows about each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Contact, Conversation, Event
from api.staff.models import Staff

Tab = Literal["waiting", "mine", "open", "closed"]
TABS: tuple[Tab, ...] = ("waiting", "mine", "open", "closed")
_MATTER_TYPES = ("complaint_raised", "need_confirmed", "need_heard")


async def conversations_in(
    session: AsyncSession, tab: Tab, *, staff_id: int, limit: int
) -> Sequence[Conversation]:
    """Return the conversations of a tab.

    Open ones come by due time, and who waits with the same due time (after closing hours all have it) in the
    order of arrival; the rest of them, and closed ones, the newest first.
    """
    query = select(Conversation).where(_in_tab(tab, staff_id))
    if tab == "closed":
        query = query.order_by(Conversation.closed_at.desc(), Conversation.id)
    else:
        waiting_since = case((Conversation.state == "queued", Conversation.queued_at))
        query = query.order_by(
            Conversation.due_at.asc().nulls_last(),
            waiting_since.asc().nulls_last(),
            Conversation.updated_at.desc(),
            Conversation.id,
        )
    return (await session.scalars(query.limit(limit))).all()


async def count_of(session: AsyncSession, tab: Tab, *, staff_id: int) -> int:
    """Return how many conversations a tab has."""
    query = select(func.count()).select_from(Conversation).where(_in_tab(tab, staff_id))
    return await session.scalar(query) or 0


async def names_of(session: AsyncSession, conversations: Sequence[Conversation]) -> Mapping[str, str]:
    """Return the customers' names by conversation id, as far as they are known."""
    ids = [conversation.id for conversation in conversations]
    customers = {c.customer_id for c in conversations if c.customer_id is not None}
    query = select(Contact).where(
        Contact.name.is_not(None), or_(Contact.conversation_id.in_(ids), Contact.customer_id.in_(customers))
    )
    contacts = (await session.scalars(query)).all()
    by_customer = {
        contact.customer_id: contact.name for contact in contacts if contact.customer_id is not None
    }
    by_conversation = {contact.conversation_id: contact.name for contact in contacts}
    found = {c.id: by_conversation.get(c.id) or by_customer.get(c.customer_id or 0) for c in conversations}
    return {conversation_id: name for conversation_id, name in found.items() if name}


async def matters_of(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Mapping[str, Event]]:
    """Return by conversation id the newest event of each type that can say what it is about."""
    newest = (
        select(func.max(Event.id))
        .where(Event.conversation_id.in_(ids), Event.type.in_(_MATTER_TYPES))
        .group_by(Event.conversation_id, Event.type)
    )
    return await _by_conversation(session, newest.scalar_subquery())


async def accepted_offers_of(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Sequence[Event]]:
    """Return by conversation id the offers that were accepted, in their order."""
    query = select(Event).where(Event.conversation_id.in_(ids), Event.type == "offer_accepted")
    found: dict[str, list[Event]] = {}
    for event in await session.scalars(query.order_by(Event.id)):
        found.setdefault(event.conversation_id, []).append(event)
    return found


async def last_words_of(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Event]:
    """Return by conversation id the last message of the visitor."""
    newest = (
        select(func.max(Event.id))
        .where(Event.conversation_id.in_(ids), Event.type == "message", Event.author == "visitor")
        .group_by(Event.conversation_id)
    )
    found = await _by_conversation(session, newest.scalar_subquery())
    return {conversation_id: events["message"] for conversation_id, events in found.items()}


async def unread_of(session: AsyncSession, ids: Collection[str]) -> Mapping[str, int]:
    """Return by conversation id how many messages of the visitor no colleague has seen."""
    query = (
        select(Event.conversation_id, func.count())
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(
            Event.conversation_id.in_(ids),
            Event.type == "message",
            Event.author == "visitor",
            Event.seq > Conversation.staff_read_seq,
        )
        .group_by(Event.conversation_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def unread_by_me(session: AsyncSession, *, staff_id: int) -> int:
    """Return how many unread messages the conversations of one staff member have."""
    mine = (await session.scalars(select(Conversation.id).where(_in_tab("mine", staff_id)))).all()
    return sum((await unread_of(session, mine)).values())


async def staff_names(session: AsyncSession, ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of colleagues by id."""
    rows = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


async def move_staff_read_mark(
    session: AsyncSession, conversation_id: str, *, staff_id: int, seq: int
) -> bool:
    """Note that the person who has the conversation has read as far as `seq`; False if nothing changed."""
    query = (
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            Conversation.assigned_to == staff_id,
            Conversation.staff_read_seq < seq,
            Conversation.last_seq >= seq,
        )
        .values(staff_read_seq=seq)
        .returning(Conversation.id)
    )
    return await session.scalar(query) is not None


def sort_moment(conversation: Conversation) -> datetime:
    """Return the moment a list shows for a conversation that has no due time."""
    return conversation.closed_at or conversation.updated_at


def _in_tab(tab: Tab, staff_id: int) -> ColumnElement[bool]:
    if tab == "waiting":
        return Conversation.state == "queued"
    if tab == "mine":
        return and_(Conversation.state == "assigned", Conversation.assigned_to == staff_id)
    if tab == "open":
        return Conversation.state != "closed"
    return Conversation.state == "closed"


async def _by_conversation(session: AsyncSession, newest: ColumnElement[int]) -> dict[str, dict[str, Event]]:
    found: dict[str, dict[str, Event]] = {}
    for event in await session.scalars(select(Event).where(Event.id.in_(newest))):
        found.setdefault(event.conversation_id, {})[event.type] = event
    return found
