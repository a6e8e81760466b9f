"""The only place with SQL for the console: lists of conversations and what a list shows about each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only, raiseload

from api.conversations.models import Contact, Conversation, Event, Text
from api.conversations.queue_order import queue_order
from api.db import now
from api.desk.queries import not_snoozed
from api.staff.models import Staff

Tab = Literal["waiting", "mine", "open", "closed"]
TABS: tuple[Tab, ...] = ("waiting", "mine", "open", "closed")
_NEED_TYPES = ("need_confirmed", "need_heard")
# A list needs a few facts of hundreds of events: their wording would be another query and as many objects.
_WITHOUT_WORDS = (
    load_only(Event.conversation_id, Event.type, Event.subject, Event.facts),
    raiseload(Event.texts),
)


@dataclass(frozen=True, kw_only=True)
class Called:
    """What a customer is called, and the e-mail address, as far as they are known."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a visitor said last; `rated_bad` where it is the word with a thumb down."""

    words: str
    rated_bad: bool


async def conversations_in(
    session: AsyncSession, tab: Tab, *, staff_id: int, limit: int
) -> Sequence[Conversation]:
    """Return the conversations of a tab; what is snoozed is in none of the open ones.

    Open ones come as they are to be taken (see `queue_order`); the rest of them, and closed ones, the newest
    first.
    """
    query = select(Conversation).where(_in_tab(tab, staff_id))
    if tab == "closed":
        query = query.order_by(Conversation.closed_at.desc(), Conversation.id)
    else:
        *place, last = queue_order()
        query = query.order_by(*place, Conversation.updated_at.desc(), last)
    return (await session.scalars(query.limit(limit))).all()


async def counts_of(session: AsyncSession, *, staff_id: int) -> dict[Tab, int]:
    """Return how many conversations each tab has."""
    under_way = [func.count(case((_in_tab(tab, staff_id), 1))) for tab in TABS if tab != "closed"]
    found = (await session.execute(select(*under_way).where(Conversation.state != "closed"))).one()
    closed = select(func.count()).select_from(Conversation).where(_in_tab("closed", staff_id))
    return {**dict(zip(TABS, found, strict=False)), "closed": await session.scalar(closed) or 0}


async def names_of(session: AsyncSession, conversations: Sequence[Conversation]) -> Mapping[str, str]:
    """Return by conversation id the customers' names, else their e-mail addresses, as far as they are known."""
    called = await called_of(session, conversations)
    found = {id: one.name or one.email for id, one in called.items()}
    return {id: name for id, name in found.items() if name}


async def called_of(session: AsyncSession, conversations: Sequence[Conversation]) -> Mapping[str, Called]:
    """Return by conversation id the customers' names and e-mail addresses; what was told in it goes first."""
    ids = [conversation.id for conversation in conversations]
    customers = {c.customer_id for c in conversations if c.customer_id is not None}
    query = select(Contact).where(
        or_(Contact.name.is_not(None), Contact.email.is_not(None)),
        or_(Contact.conversation_id.in_(ids), Contact.customer_id.in_(customers)),
    )
    contacts = (await session.scalars(query)).all()
    by_customer = {contact.customer_id: contact for contact in contacts if contact.customer_id is not None}
    by_conversation = {contact.conversation_id: contact for contact in contacts}
    found = {}
    for c in conversations:
        known = [one for one in (by_conversation.get(c.id), by_customer.get(c.customer_id or 0)) if one]
        found[c.id] = Called(
            name=next((one.name for one in known if one.name), None),
            email=next((one.email for one in known if one.email), None),
        )
    return found


async def needs_of(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Mapping[str, Event]]:
    """Return by conversation id the newest need that was confirmed, and the newest that was heard, by type."""
    newest = (
        select(func.max(Event.id))
        .where(Event.conversation_id.in_(ids), Event.type.in_(_NEED_TYPES))
        .group_by(Event.conversation_id, Event.type)
    )
    query = select(Event).where(Event.id.in_(newest.scalar_subquery())).options(*_WITHOUT_WORDS)
    found: dict[str, dict[str, Event]] = {}
    for event in await session.scalars(query):
        found.setdefault(event.conversation_id, {})[event.type] = event
    return found


async def accepted_offers_of(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Sequence[Event]]:
    """Return by conversation id the offers that were accepted, in their order."""
    query = select(Event).where(Event.conversation_id.in_(ids), Event.type == "offer_accepted")
    found: dict[str, list[Event]] = {}
    for event in await session.scalars(query.order_by(Event.id).options(*_WITHOUT_WORDS)):
        found.setdefault(event.conversation_id, []).append(event)
    return found


async def last_words_of(session: AsyncSession, ids: Collection[str]) -> Mapping[str, str]:
    """Return by conversation id the visitor's last words, where they are still kept."""
    return {id: said.words for id, said in (await last_said_of(session, ids)).items()}


async def last_said_of(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Said]:
    """Return by conversation id what the visitor said last, in a message or with a thumb down."""
    written = and_(Event.type == "message", Event.author == "visitor", Text.field == "text")
    rated = and_(Event.type == "rated", Event.subject == "bad", Text.field == "comment")
    newest = (
        select(func.max(Event.id))
        .join(Text, Text.event_id == Event.id)
        .where(Event.conversation_id.in_(ids), or_(written, rated))
        .group_by(Event.conversation_id)
    )
    query = (
        select(Event.conversation_id, Event.type, Text.text)
        .join(Text, Text.event_id == Event.id)
        .where(Event.id.in_(newest.scalar_subquery()), or_(written, rated))
    )
    return {row[0]: Said(words=row[2], rated_bad=row[1] == "rated") for row in await session.execute(query)}


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


async def without_reply(session: AsyncSession, ids: Collection[str]) -> int:
    """Return how many of these conversations no person has ever written in to the customer."""
    answered = (
        select(Event.conversation_id)
        .where(Event.conversation_id.in_(ids), Event.type == "message", Event.author == "agent")
        .distinct()
    )
    query = select(func.count()).select_from(Conversation).where(Conversation.id.in_(ids))
    return await session.scalar(query.where(Conversation.id.not_in(answered))) or 0


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
    if tab == "closed":
        return Conversation.state == "closed"
    shown = not_snoozed(now())
    if tab == "waiting":
        return and_(Conversation.state == "queued", shown)
    if tab == "mine":
        return and_(Conversation.state == "assigned", Conversation.assigned_to == staff_id, shown)
    return and_(Conversation.state != "closed", shown)
