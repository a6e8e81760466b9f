"""The only place with SQL about who is there, what they have, and who waits for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as conversations
from api.conversations.models import Conversation, Event
from api.conversations.queue_order import queue_order, to_be_taken
from api.conversations.taking import Asked
from api.staff.models import KEY_ACCOUNTS, Staff, StaffSession
from api.staff.permissions import who_may
from api.tokens.models import ApiToken

WORKING_ROLES = who_may("converse")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Somebody in the queue, and who is asked for."""

    id: str
    asked: Asked


@dataclass(frozen=True, kw_only=True)
class Left:
    """A conversation whose holder has left; ``waits`` says whether the visitor waits for an answer."""

    id: str
    waits: bool


async def colleagues(session: AsyncSession) -> Sequence[Staff]:
    """Return everybody who works with conversations, by name."""
    query = select(Staff).where(_works()).order_by(Staff.name, Staff.id)
    return (await session.scalars(query)).all()


async def colleague(session: AsyncSession, staff_id: int) -> Staff | None:
    """Return one of them, None if there is nobody."""
    found: Staff | None = await session.scalar(select(Staff).where(_works(), Staff.id == staff_id))
    return found


async def takers(
    session: AsyncSession, *, seen_after: datetime, at: datetime, hold: bool = False
) -> Sequence[Staff]:
    """Return who is there and available, the one longest without a new conversation first.

    Args:
        session: Where to look.
        seen_after: Who was seen since then is there.
        at: The present moment.
        hold: Keep others from sharing out to them until this transaction ends; whom somebody else holds is left
            out, so that two processes never wait for each other.
    """
    query = (
        select(Staff)
        .where(_works(), Staff.available.is_(True), _seen(seen_after, at))
        .order_by(Staff.assigned_last_at.asc().nulls_first(), Staff.id)
        .execution_options(populate_existing=True)
    )
    if hold:
        query = query.with_for_update(skip_locked=True, key_share=True)
    return (await session.scalars(query)).all()


async def seen_last(session: AsyncSession, *, at: datetime) -> Mapping[int, datetime]:
    """Return when each person was last seen in a session that stands."""
    query = (
        select(StaffSession.staff_id, func.max(StaffSession.last_seen_at))
        .where(StaffSession.expires_at > at)
        .group_by(StaffSession.staff_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def ever_seen(session: AsyncSession, staff_id: int) -> bool:
    """Return whether somebody has a session left, of whatever age: they did not log out."""
    query = select(exists().where(StaffSession.staff_id == staff_id))
    return bool(await session.scalar(query))


async def loads(session: AsyncSession, *, at: datetime) -> Mapping[int, int]:
    """Return how many conversations each person has; what is put aside for later does not count."""
    query = (
        select(Conversation.assigned_to, func.count())
        .where(
            Conversation.state == "assigned",
            Conversation.assigned_to.is_not(None),
            or_(Conversation.snoozed_until.is_(None), Conversation.snoozed_until <= at),
        )
        .group_by(Conversation.assigned_to)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def waiting(session: AsyncSession, *, at: datetime, limit: int) -> Sequence[Waiting]:
    """Return who is in the queue, in the order in which they are to be taken."""
    query = (
        select(
            Conversation.id,
            func.coalesce(Conversation.line, 1),
            Conversation.team_id,
            Conversation.not_to,
            Conversation.for_leads,
        )
        .where(to_be_taken(at))
        .order_by(*queue_order())
        .limit(limit)
    )
    return [
        Waiting(id=row[0], asked=Asked(line=row[1], team_id=row[2], not_to=row[3], for_leads=row[4]))
        for row in await session.execute(query)
    ]


async def take(session: AsyncSession, conversation_id: str, *, at: datetime) -> Conversation | None:
    """Return one that still waits, locked; None if it is gone or in somebody else's hands at this moment."""
    query = (
        select(Conversation.id)
        .where(to_be_taken(at), Conversation.id == conversation_id)
        .with_for_update(skip_locked=True)
    )
    if await session.scalar(query) is None:
        return None
    return await conversations.lock(session, conversation_id)


async def note_assigned(session: AsyncSession, staff_id: int, *, at: datetime) -> None:
    """Note that somebody has just been given a conversation, or taken one."""
    await session.execute(update(Staff).where(Staff.id == staff_id).values(assigned_last_at=at))


async def left_behind(
    session: AsyncSession,
    *,
    not_seen_since: datetime,
    at: datetime,
    limit: int,
    only: str | None = None,
) -> Sequence[Left]:
    """Return conversations whose holder is gone, as far as there is something to do about them.

    Gone is also whoever no longer works with conversations, however often they are seen, and another system whose key
    is no longer good.
    That is where the visitor waits for an answer, and where nobody has noted yet that the holder is gone. Lines
    of the system and of the bot answer nobody, and what was written before a person was asked for again is no answer
    to that.
    """
    spoken = (
        select(Event.author)
        .where(
            Event.conversation_id == Conversation.id,
            Event.type == "message",
            Event.audience == "public",
            Event.author.in_(("visitor", "agent")),
        )
        .order_by(Event.seq.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )
    # By their numbers: the clock may have been put back between them.
    claimed, queued = _last(Event.type == "claimed"), _last(Event.type == "queued")
    answered = _last(Event.type == "message", Event.author == "agent", Event.audience == "public")
    noted = exists().where(
        Event.conversation_id == Conversation.id,
        Event.type == "holder_left",
        Event.seq > func.coalesce(claimed, 0),
    )
    there = exists().where(
        Staff.id == Conversation.assigned_to,
        _works(),
        StaffSession.staff_id == Staff.id,
        StaffSession.last_seen_at > not_seen_since,
    )
    # Another system is not seen in the console, and looks after what it has while it can.
    a_system = exists().where(
        ApiToken.acts_as == Conversation.assigned_to,
        ApiToken.revoked_at.is_(None),
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > at),
    )
    waits = or_(func.coalesce(spoken, "") == "visitor", func.coalesce(answered, 0) < func.coalesce(queued, 0))
    query = (
        select(Conversation.id, case((waits, 1), else_=0))
        .where(Conversation.state == "assigned", ~there, ~a_system, or_(waits, ~noted))
        .order_by(Conversation.claimed_at, Conversation.id)
        .limit(limit)
    )
    if only is not None:
        query = query.where(Conversation.id == only)
    return [Left(id=row[0], waits=bool(row[1])) for row in await session.execute(query)]


def _last(*of: ColumnElement[bool]) -> ScalarSelect[int | None]:
    """The number of the last such event of a conversation."""
    query = select(func.max(Event.seq)).where(Event.conversation_id == Conversation.id, *of)
    return query.correlate(Conversation).scalar_subquery()


async def held_by(session: AsyncSession, staff_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Return by person the conversations they have, the one due first first."""
    query = (
        select(Conversation.assigned_to, Conversation.id)
        .where(Conversation.state == "assigned", Conversation.assigned_to.in_(staff_ids))
        .order_by(*queue_order())
    )
    found: dict[int, list[str]] = {}
    for row in await session.execute(query):
        found.setdefault(row[0], []).append(row[1])
    return found


def _works() -> ColumnElement[bool]:
    return and_(Staff.active.is_(True), Staff.role.in_(WORKING_ROLES), ~Staff.email.endswith(KEY_ACCOUNTS))


def _seen(after: datetime, at: datetime) -> ColumnElement[bool]:
    return exists().where(
        StaffSession.staff_id == Staff.id,
        StaffSession.last_seen_at > after,
        StaffSession.last_seen_at < at + (at - after),
        StaffSession.expires_at > at,
    )
