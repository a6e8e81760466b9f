"""The only place with SQL about one conversation; ``queries.py`` has what counts over many."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Literal, TypeVar

from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.errors import ConversationNotFound
from api.conversations.models import Contact, Conversation, Customer, Erasure, Event, Text, Turn
from api.db import now

Author = Literal["visitor", "bot", "agent", "system"]
Audience = Literal["public", "internal"]
Events = Sequence[Event]
_Row = TypeVar("_Row")

# Built once: putting a statement together costs as much as running it, and every turn needs these.
_BY_TOKEN = select(Conversation).where(Conversation.token_hash == bindparam("token_hash"))
_LOCKED = (
    select(Conversation)
    .where(Conversation.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_BY_CLIENT_ID = select(Event).where(
    Event.conversation_id == bindparam("id"), Event.client_message_id == bindparam("client_message_id")
)
_TURN = select(Turn).where(Turn.conversation_id == bindparam("id"), Turn.message_seq == bindparam("seq"))
_WAITING = (
    select(Turn)
    .where(
        Turn.conversation_id == bindparam("id"), Turn.outcome.is_(None), Turn.message_seq <= bindparam("upto")
    )
    .order_by(Turn.message_seq)
)
_LISTED = (
    "state",
    "escalation_reason",
    "line",
    "queued_at",
    "assigned_to",
    "language",
    "resolution",
    "rating",
)


async def find(session: AsyncSession, conversation_id: str) -> Conversation | None:
    """The conversation as it stands, or None."""
    return await session.get(Conversation, conversation_id)


async def get(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation as it stands.

    Raises:
        ConversationNotFound: It does not exist (any more).
    """
    conversation = await find(session, conversation_id)
    if conversation is None:
        raise ConversationNotFound
    return conversation


async def find_by_token(session: AsyncSession, token_hash: str) -> Conversation | None:
    """The conversation a token belongs to, or None."""
    return (await session.scalars(_BY_TOKEN, {"token_hash": token_hash})).first()


async def lock(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation, held so that nobody else writes to it until this transaction ends.

    Raises:
        ConversationNotFound: It does not exist (any more).
    """
    conversation = await find_locked(session, conversation_id)
    if conversation is None:
        raise ConversationNotFound
    return conversation


async def find_locked(session: AsyncSession, conversation_id: str) -> Conversation | None:
    """The same, or None when it does not exist."""
    conversation = await session.scalar(_LOCKED, {"id": conversation_id})
    if conversation is not None:
        _listed(session).setdefault(conversation.id, _listing(conversation))
    return conversation


def moved_in_queue(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether the columns that the queue is made of changed in this transaction, since it was last asked."""
    before, after = _listed(session).get(conversation.id), _listing(conversation)
    _listed(session)[conversation.id] = after
    return before != after


async def append(
    session: AsyncSession,
    conversation: Conversation,
    *,
    type: str,
    author: Author,
    audience: Audience = "internal",
    subject: str | None = None,
    facts: dict[str, Any] | None = None,
    texts: dict[str, str] | None = None,
    message_seq: int | None = None,
    client_message_id: str | None = None,
) -> Event:
    """Put an event at the end of the timeline of a locked conversation.

    Args:
        texts: Wording by field; ``{"text": …}`` for messages and notes. It is erased after the number of days
            the database was opened with.
    """
    moment = now()
    days = session.info.get("texts_kept_days")
    expires_at = moment + timedelta(days=days) if days else None
    conversation.last_seq += 1
    conversation.updated_at = moment
    event = Event(
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        type=type,
        subject=subject,
        author=author,
        audience=audience,
        facts=facts or {},
        message_seq=message_seq,
        client_message_id=client_message_id,
        created_at=moment,
        texts=[
            Text(field=field, text=text, expires_at=expires_at)
            for field, text in (texts or {}).items()
            if text
        ],
    )
    session.add(event)
    # The session itself holds what it has written only weakly.
    session.info.setdefault("appended", []).append(event)
    return event


def appended(session: AsyncSession, *, message_seq: int) -> Events:
    """The events that this transaction has added because of a message, in order."""
    return [event for event in session.info.get("appended", ()) if event.message_seq == message_seq]


async def timeline(
    session: AsyncSession,
    conversation_id: str,
    *,
    after: int = 0,
    types: Iterable[str] | None = None,
    audience: Audience | None = None,
) -> Sequence[Event]:
    """Events of a conversation in order, from the one after number ``after``."""
    query = select(Event).where(Event.conversation_id == conversation_id, Event.seq > after)
    if types is not None:
        query = query.where(Event.type.in_(tuple(types)))
    if audience is not None:
        query = query.where(Event.audience == audience)
    return (await session.scalars(query.order_by(Event.seq))).all()


async def event_at(session: AsyncSession, conversation_id: str, seq: int) -> Event | None:
    """The event with this number."""
    return await _first(
        session, select(Event).where(Event.conversation_id == conversation_id, Event.seq == seq)
    )


async def message_by_client_id(
    session: AsyncSession, conversation_id: str, client_message_id: str
) -> Event | None:
    """The message a client has already sent under this id."""
    values = {"id": conversation_id, "client_message_id": client_message_id}
    return (await session.scalars(_BY_CLIENT_ID, values)).first()


async def person_wrote(session: AsyncSession, conversation_id: str, *, after: int) -> bool:
    """Whether a colleague has written to the visitor after number ``after``."""
    query = select(Event.id).where(
        Event.conversation_id == conversation_id,
        Event.type == "message",
        Event.author == "agent",
        Event.audience == "public",
        Event.seq > after,
    )
    return await session.scalar(query.limit(1)) is not None


async def by_reference(session: AsyncSession, reference: str) -> Conversation | None:
    """The conversation that another system told of under this name."""
    return await _first(session, select(Conversation).where(Conversation.reference == reference))


async def caused_by(session: AsyncSession, conversation_id: str, message_seq: int) -> Sequence[Event]:
    """What one visitor message led to, in order: replies and annotations."""
    query = select(Event).where(Event.conversation_id == conversation_id, Event.message_seq == message_seq)
    return (await session.scalars(query.order_by(Event.seq))).all()


async def turn_of(session: AsyncSession, conversation_id: str, message_seq: int) -> Turn | None:
    """The turn of one visitor message; None when the message was not for the bot."""
    return (await session.scalars(_TURN, {"id": conversation_id, "seq": message_seq})).first()


async def turn_before(session: AsyncSession, turn: Turn) -> Turn | None:
    """The turn of the message before, in the same conversation."""
    query = select(Turn).where(
        Turn.conversation_id == turn.conversation_id, Turn.message_seq < turn.message_seq
    )
    return await _first(session, query.order_by(Turn.message_seq.desc()).limit(1))


def add_turn(session: AsyncSession, conversation: Conversation, *, message_seq: int) -> Turn:
    """Note that the bot is to answer a message, as long as nobody takes the conversation."""
    turn = Turn(
        conversation_id=conversation.id, message_seq=message_seq, epoch=conversation.epoch, entities=[]
    )
    session.add(turn)
    return turn


async def waiting_turns(session: AsyncSession, conversation_id: str, *, upto: int) -> Sequence[Turn]:
    """Turns that are still to be done, oldest first, as far as message number ``upto``."""
    return (await session.scalars(_WAITING, {"id": conversation_id, "upto": upto})).all()


async def last_of(session: AsyncSession, conversation_id: str, types: Iterable[str]) -> Event | None:
    """The newest event of one of these types."""
    query = select(Event).where(Event.conversation_id == conversation_id, Event.type.in_(tuple(types)))
    return await _first(session, query.order_by(Event.seq.desc()).limit(1))


async def bot_messages(session: AsyncSession, conversation_id: str, *, limit: int) -> Sequence[Event]:
    """What the bot said last, newest first."""
    query = select(Event).where(
        Event.conversation_id == conversation_id, Event.type == "message", Event.author == "bot"
    )
    return (await session.scalars(query.order_by(Event.seq.desc()).limit(limit))).all()


async def contact_of(session: AsyncSession, conversation: Conversation) -> Contact | None:
    """The contact given in the conversation."""
    return await _first(session, select(Contact).where(Contact.conversation_id == conversation.id))


async def customer_contact(session: AsyncSession, conversation: Conversation) -> Contact | None:
    """The contact of the identified customer, when there is one."""
    if conversation.customer_id is None:
        return None
    return await contact_of_customer(session, conversation.customer_id)


async def contact_of_customer(session: AsyncSession, customer_id: int) -> Contact | None:
    """What the business has signed about a customer."""
    return await _first(session, select(Contact).where(Contact.customer_id == customer_id))


async def lock_customer(session: AsyncSession, external_id: str) -> Customer:
    """The customer whom the business calls by this id, made when new, held until this transaction ends.

    Two first visits at once make one customer: the second waits for the first.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    new = insert(Customer).values(external_id=external_id, created_at=now())
    await session.execute(new.on_conflict_do_nothing(index_elements=[Customer.external_id]))
    query = select(Customer).where(Customer.external_id == external_id).with_for_update()
    return (await session.scalars(query)).one()


async def erase(session: AsyncSession, conversation: Conversation) -> None:
    """Remove a conversation with all that belongs to it.

    The customer goes with the last one, except where the business's own systems have told of them.
    """
    events = select(Event.id).where(Event.conversation_id == conversation.id)
    await session.execute(delete(Text).where(Text.event_id.in_(events)))
    for table in (Event, Turn, Contact):
        await session.execute(delete(table).where(table.conversation_id == conversation.id))
    await session.execute(delete(Conversation).where(Conversation.id == conversation.id))
    if conversation.customer_id is None:
        return
    others = select(Conversation.id).where(Conversation.customer_id == conversation.customer_id)
    told_of = select(Customer.told_at).where(Customer.id == conversation.customer_id)
    if await session.scalar(others.limit(1)) is None and await session.scalar(told_of) is None:
        await session.execute(delete(Contact).where(Contact.customer_id == conversation.customer_id))
        await session.execute(delete(Customer).where(Customer.id == conversation.customer_id))


async def remember_erasure(session: AsyncSession, conversation_id: str) -> None:
    """Note that Rasa has still to forget a conversation; it may have been noted before."""
    await session.merge(Erasure(conversation_id=conversation_id))


async def erasures(session: AsyncSession) -> Sequence[str]:
    """Conversations that Rasa has still to forget."""
    return (await session.scalars(select(Erasure.conversation_id))).all()


async def forget_erasure(session: AsyncSession, conversation_id: str) -> None:
    """Rasa has forgotten it."""
    await session.execute(delete(Erasure).where(Erasure.conversation_id == conversation_id))


async def erase_expired_texts(session: AsyncSession) -> int:
    """Remove wording whose time has passed; how many texts that was."""
    gone = await session.scalars(delete(Text).where(Text.expires_at <= now()).returning(Text.event_id))
    return len(gone.all())


async def move_read_mark(session: AsyncSession, conversation_id: str, *, seq: int) -> bool:
    """Note that the visitor has read as far as ``seq``; False when that was known already."""
    query = (
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            Conversation.visitor_read_seq < seq,
            Conversation.last_seq >= seq,
        )
        .values(visitor_read_seq=seq)
        .returning(Conversation.id)
    )
    return await session.scalar(query) is not None


def _listed(session: AsyncSession) -> dict[str, tuple[Any, ...]]:
    listed: dict[str, tuple[Any, ...]] = session.info.setdefault("listed", {})
    return listed


def _listing(conversation: Conversation) -> tuple[Any, ...]:
    # Only those who wait are taken by the time they are due; a person's own clocks start with every message.
    due_at = conversation.due_at if conversation.state == "queued" else None
    return (due_at, *(getattr(conversation, column) for column in _LISTED))


async def _first(session: AsyncSession, query: Select[tuple[_Row]]) -> _Row | None:
    return (await session.scalars(query)).first()
