"""The only place with SQL for the insights, written so that SQLite and PostgreSQL give the same figures.

Everything counts conversations, each once, unless a name says otherwise. Days are never cut out of a time in
SQL, where the two databases differ: the ends of each day in the business's time zone are computed before.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    column,
    exists,
    func,
    not_,
    or_,
    select,
    true,
    values,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from api.conversations.models import Contact, Conversation, Event, Text
from api.db import UtcDateTime
from api.insights.figures import UNKNOWN, Figure
from api.insights.period import Bucket, Window

_HANDED_OVER = ("queued", "claimed")


@dataclass(frozen=True, kw_only=True)
class Said:
    """Words of a visitor: ``text`` behind ``subject``, with the message to find them at (``seq``)."""

    conversation_id: str
    customer_id: int | None
    language: str
    subject: str | None
    text: str
    seq: int | None
    at: datetime


class _NextDay(FunctionElement[datetime]):
    """The same time 24 hours later; the databases say that differently."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(_NextDay)
def _next_day(element: _NextDay, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} + INTERVAL '24 hours')"


@compiles(_NextDay, "sqlite")
def _next_day_sqlite(element: _NextDay, compiler: SQLCompiler, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"(strftime('%Y-%m-%d %H:%M:%f', {moment}, '+1 day') || '000')"


async def count(session: AsyncSession, window: Window, figure: Figure, subject: str | None = None) -> int:
    """How many conversations are behind a figure."""
    query = select(func.count()).select_from(Conversation)
    return await session.scalar(query.where(_behind(figure, subject), _counted(window))) or 0


async def visitor_messages(session: AsyncSession, window: Window) -> int:
    """How many messages the visitors wrote in the conversations."""
    query = (
        select(func.count())
        .select_from(Event)
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(_counted(window), Event.type == "message", Event.author == "visitor")
    )
    return await session.scalar(query) or 0


async def closed(session: AsyncSession, window: Window) -> int:
    """How many conversations have been closed and could be rated."""
    query = select(func.count()).select_from(Conversation)
    return await session.scalar(query.where(_counted(window), _has("closed"))) or 0


async def by_subject(session: AsyncSession, window: Window, figure: Figure) -> dict[str, int]:
    """How many conversations each subject of a figure has; a conversation may be in several."""
    key = _key(Event, figure).label("key")
    met = (
        select(key, Event.conversation_id.label("conversation_id"))
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(_counted(window), _made(Event, figure))
        .distinct()
        .subquery()
    )
    query = select(met.c.key, func.count()).where(met.c.key.is_not(None)).group_by(met.c.key)
    return {row[0]: row[1] for row in await session.execute(query)}


async def by_column(session: AsyncSession, window: Window, figure: Figure) -> dict[str, int]:
    """How many conversations there are by what they say themselves, such as their language."""
    said = _said(figure)
    query = select(said, func.count()).where(_counted(window)).group_by(said)
    return {row[0] or UNKNOWN: row[1] for row in await session.execute(query)}


async def by_bucket(session: AsyncSession, buckets: Sequence[Bucket], figure: Figure) -> list[int]:
    """How many conversations behind a figure began in each bucket."""
    ends = [(place, b.window.start, b.window.end) for place, b in enumerate(buckets)]
    spans = (
        values(column("place", Integer), column("begins", UtcDateTime()), column("ends", UtcDateTime()))
        .data(ends)
        .cte("spans")
    )
    query = (
        select(spans.c.place, func.count())
        .select_from(spans)
        .join(
            Conversation,
            and_(Conversation.created_at >= spans.c.begins, Conversation.created_at < spans.c.ends),
        )
        .where(_behind(figure, None), _wrote())
        .group_by(spans.c.place)
    )
    found = {row[0]: row[1] for row in await session.execute(query)}
    return [found.get(place, 0) for place in range(len(buckets))]


async def ratings(session: AsyncSession, window: Window) -> list[tuple[str, bool, str, int]]:
    """How many conversations were rated, as (language, went on to a person, good or bad, conversations)."""
    person = case((_handed_over(), 1), else_=0).label("person")
    rated = (
        select(Conversation.language, person, Event.subject)
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(_counted(window), Event.type == "rated", Event.subject.in_(("good", "bad")))
        .subquery()
    )
    query = select(*rated.c, func.count()).group_by(*rated.c)
    return [(row[0], bool(row[1]), row[2], row[3]) for row in await session.execute(query)]


async def quotes(session: AsyncSession, window: Window, figure: Figure, *, each: int) -> list[Said]:
    """The newest words behind each subject of a figure, at most `each`, one of a conversation."""
    said = _words(figure, window).subquery()
    place = func.row_number().over(partition_by=said.c.key, order_by=(said.c.at.desc(), said.c.id.desc()))
    placed = select(said, place.label("place")).subquery()
    query = select(placed).where(placed.c.place <= each).order_by(placed.c.key, placed.c.place)
    return [_as_said(row) for row in (await session.execute(query)).mappings()]


async def conversations_behind(
    session: AsyncSession, window: Window, figure: Figure, subject: str | None, *, limit: int, offset: int
) -> Sequence[Conversation]:
    """The conversations behind a figure, the newest first."""
    query = (
        select(Conversation)
        .where(_behind(figure, subject), _counted(window))
        .order_by(Conversation.created_at.desc(), Conversation.id)
        .limit(limit)
        .offset(offset)
    )
    return (await session.scalars(query)).all()


async def events_behind(
    session: AsyncSession, ids: Collection[str], figure: Figure, subject: str | None
) -> Sequence[Event]:
    """The events that put these conversations behind a figure, in their order."""
    if not figure.events:
        return []
    query = select(Event).where(Event.conversation_id.in_(ids), _made(Event, figure, subject))
    return (await session.scalars(query.order_by(Event.conversation_id, Event.seq))).all()


async def messages_at(
    session: AsyncSession, places: Collection[tuple[str, int]]
) -> dict[tuple[str, int], Event]:
    """The messages at (conversation, number)."""
    wanted = set(places)
    query = select(Event).where(
        Event.conversation_id.in_({place[0] for place in wanted}),
        Event.seq.in_({place[1] for place in wanted}),
        Event.type == "message",
    )
    found = {(event.conversation_id, event.seq): event for event in await session.scalars(query)}
    return {place: event for place, event in found.items() if place in wanted}


async def first_words(session: AsyncSession, ids: Collection[str]) -> dict[str, Event]:
    """The first message of the visitor in each conversation."""
    first = (
        select(func.min(Event.id))
        .where(Event.conversation_id.in_(ids), Event.type == "message", Event.author == "visitor")
        .group_by(Event.conversation_id)
    )
    found = await session.scalars(select(Event).where(Event.id.in_(first.scalar_subquery())))
    return {event.conversation_id: event for event in found}


async def names(session: AsyncSession, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The names that must not be shown, by conversation; read only to take them out of what is shown."""
    query = (
        select(Conversation.id, Contact.name)
        .join(
            Contact,
            or_(
                Contact.conversation_id == Conversation.id,
                and_(Contact.customer_id == Conversation.customer_id, Contact.customer_id.is_not(None)),
            ),
        )
        .where(Conversation.id.in_(ids), Contact.name.is_not(None))
    )
    found: dict[str, tuple[str, ...]] = {}
    for conversation_id, name in (await session.execute(query)).all():
        found[conversation_id] = (*found.get(conversation_id, ()), name)
    return found


def _counted(window: Window) -> ColumnElement[bool]:
    return and_(Conversation.created_at >= window.start, Conversation.created_at < window.end, _wrote())


def _wrote() -> ColumnElement[bool]:
    message = aliased(Event)
    return exists().where(
        message.conversation_id == Conversation.id, message.type == "message", message.author == "visitor"
    )


def _behind(figure: Figure, subject: str | None) -> ColumnElement[bool]:
    if figure.column is not None:
        return func.coalesce(_said(figure), UNKNOWN) == subject
    if figure.rule == "handed_over":
        return _handed_over()
    if figure.rule == "returned":
        return and_(not_(_handed_over()), _returned())
    if figure.rule == "contained":
        return not_(or_(_handed_over(), _returned()))
    if figure.rule == "stepped_in":
        return and_(_has("claimed"), not_(_has("queued")))
    if not figure.events:
        return true()
    event = aliased(Event)
    return exists().where(event.conversation_id == Conversation.id, _made(event, figure, subject))


def _made(event: type[Event], figure: Figure, subject: str | None = None) -> ColumnElement[bool]:
    made: ColumnElement[bool] = event.type.in_(figure.events)
    if subject is not None:
        made = and_(made, _key(event, figure) == subject)
    if figure.then:
        later = aliased(Event)
        made = and_(
            made,
            exists().where(
                later.conversation_id == event.conversation_id,
                later.type.in_(figure.then),
                later.seq > event.seq,
            ),
        )
    return made


def _key(event: type[Event], figure: Figure) -> ColumnElement[Any]:
    if figure.by == "matter":
        matter: ColumnElement[Any] = event.facts["matter"].as_string()
        return event.subject + ":" + matter
    if figure.by in ("product", "kind"):
        fact: ColumnElement[Any] = event.facts[figure.by].as_string()
        return fact
    return func.coalesce(event.subject, UNKNOWN)


def _said(figure: Figure) -> ColumnElement[Any]:
    said: ColumnElement[Any] = getattr(Conversation, figure.column or "").expression
    return said


def _handed_over() -> ColumnElement[bool]:
    return _has(*_HANDED_OVER)


def _has(*types: str) -> ColumnElement[bool]:
    event = aliased(Event)
    return exists().where(event.conversation_id == Conversation.id, event.type.in_(types))


def _returned() -> ColumnElement[bool]:
    """The visitor came back within 24 hours: wrote again after the end, or began anew as a known customer."""
    again, ended, other = aliased(Event), aliased(Event), aliased(Conversation)
    reopened = exists().where(
        again.conversation_id == Conversation.id,
        again.type == "reopened",
        ended.conversation_id == again.conversation_id,
        ended.type == "closed",
        ended.seq < again.seq,
        again.created_at <= _NextDay(ended.created_at),
    )
    anew = exists().where(
        other.customer_id == Conversation.customer_id,
        other.created_at > Conversation.created_at,
        other.created_at <= _NextDay(Conversation.updated_at),
    )
    return or_(reopened, anew)


def _words(figure: Figure, window: Window) -> Select[Any]:
    """One row per subject and conversation: the first event with words that are still kept."""
    own, message, spoken = aliased(Text), aliased(Event), aliased(Text)
    words = spoken.text if figure.quoted == "text" else own.text
    key = _key(Event, figure)
    newest = func.row_number().over(partition_by=(key, Event.conversation_id), order_by=Event.seq)
    rows = (
        select(
            Event.id,
            Event.conversation_id,
            Conversation.customer_id,
            Conversation.language,
            key.label("key"),
            words.label("text"),
            Event.message_seq.label("seq"),
            Event.created_at.label("at"),
            newest.label("turn"),
        )
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(_counted(window), _made(Event, figure))
    )
    if figure.quoted == "text":
        rows = rows.join(
            message, and_(message.conversation_id == Event.conversation_id, message.seq == Event.message_seq)
        ).join(spoken, and_(spoken.event_id == message.id, spoken.field == "text"))
        rows = rows.where(message.facts["payload"].as_string().is_(None))
    else:
        rows = rows.join(own, and_(own.event_id == Event.id, own.field == figure.quoted))
    found = rows.subquery()
    return select(found).where(found.c.turn == 1)


def _as_said(row: Any) -> Said:
    return Said(
        conversation_id=row["conversation_id"],
        customer_id=row["customer_id"],
        language=row["language"],
        subject=row["key"],
        text=row["text"],
        seq=row["seq"],
        at=row["at"],
    )
