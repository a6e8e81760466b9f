"""The only place with SQL for searching words: what differs between FTS5 and tsvector lives here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    String,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Contact, Conversation, Event, Text
from api.desk.search.wanted import Wanted

FIELDS = ("text", "order_number", "value", "comment")
INDEXES = ("search_texts", "search_contacts")
_HITS = 200
_TEXTS_INDEX, _CONTACTS_INDEX = (
    table(name, column("rowid", Integer), column("words", String), column("rank", Float)) for name in INDEXES
)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A text that holds what is wanted, with the event it belongs to."""

    event: Event
    field: str
    text: str


def found_in(session: AsyncSession, wanted: Wanted) -> ColumnElement[bool]:
    """Return the condition that a conversation, its customer's name or address, or its id is what is wanted."""
    told = _texts(session, wanted).with_only_columns(Event.conversation_id)
    people = _contacts(session, wanted).subquery()
    conditions: list[ColumnElement[bool]] = [
        Conversation.id.in_(told),
        Conversation.id.in_(select(people.c.conversation_id).where(people.c.conversation_id.is_not(None))),
        Conversation.customer_id.in_(select(people.c.customer_id).where(people.c.customer_id.is_not(None))),
    ]
    if wanted.identifier:
        conditions.append(Conversation.id.startswith(wanted.identifier))
    return or_(*conditions)


async def hits(session: AsyncSession, wanted: Wanted, condition: ColumnElement[bool]) -> Sequence[Hit]:
    """Return the best texts among the conversations of `condition`, those that rank alike the newest first."""
    query = (
        _texts(session, wanted)
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(condition)
        .order_by(_rank(session, wanted), Event.id.desc())
        .limit(_HITS)
    )
    best = [(row[0], row[1]) for row in await session.execute(query)]
    events = await _events(session, [event_id for event_id, _ in best])
    found = ((events.get(event_id), field) for event_id, field in best)
    return [
        Hit(event=event, field=field, text=words)
        for event, field in found
        if event is not None and (words := event.wording(field))
    ]


async def people(
    session: AsyncSession, wanted: Wanted, condition: ColumnElement[bool], *, limit: int
) -> Sequence[tuple[Conversation, Contact]]:
    """Return the newest conversations with somebody whose name or address is what is wanted."""
    matching = _contacts(session, wanted).with_only_columns(Contact.id)
    query = (
        select(Conversation, Contact)
        .join(
            Contact,
            or_(Contact.conversation_id == Conversation.id, Contact.customer_id == Conversation.customer_id),
        )
        .where(Contact.id.in_(matching), condition)
        .order_by(Conversation.updated_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def by_id(
    session: AsyncSession, identifier: str, condition: ColumnElement[bool], *, limit: int
) -> Sequence[Conversation]:
    """Return the newest conversations whose id begins so."""
    query = select(Conversation).where(Conversation.id.startswith(identifier), condition)
    return (await session.scalars(query.order_by(Conversation.updated_at.desc()).limit(limit))).all()


async def unmerged(session: AsyncSession) -> Sequence[str]:
    """Return the indexes whose files still hold words that were deleted; none on PostgreSQL, which vacuums."""
    if not _is_sqlite(session):
        return []
    return (await session.scalars(text("SELECT name FROM search_unmerged"))).all()


async def merge(session: AsyncSession, index: str, *, pages: int, begin: bool) -> bool:
    """Merge some pages of an index, beginning with all its segments; False when nothing is left to do.

    Args:
        index: One of :data:`INDEXES`.
    """
    assert index in INDEXES
    if begin:
        await session.execute(text("DELETE FROM search_unmerged WHERE name = :name"), {"name": index})
    before = await session.scalar(select(func.total_changes())) or 0
    step = text(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', :pages)")
    await session.execute(step, {"pages": -pages if begin else pages})
    # As SQLite's documentation has it: fewer than two changes mean that there was nothing to merge.
    return (await session.scalar(select(func.total_changes())) or 0) - before >= 2


async def _events(session: AsyncSession, ids: Sequence[int]) -> dict[int, Event]:
    found = await session.scalars(select(Event).where(Event.id.in_(ids)))
    return {event.id: event for event in found}


def _texts(session: AsyncSession, wanted: Wanted) -> Select[tuple[int, str]]:
    if not _is_sqlite(session):
        query = select(Event.id, Text.field).join(Text, Text.event_id == Event.id)
        return query.where(_matches_postgresql("texts", wanted), Text.field.in_(FIELDS))
    names = func.substr("".join(name.ljust(20) for name in FIELDS), (_TEXTS_INDEX.c.rowid % 4) * 20 + 1, 20)
    return (
        select(Event.id, func.trim(names))
        .select_from(_TEXTS_INDEX)
        .join(Event, Event.id == _TEXTS_INDEX.c.rowid.op(">>")(2))
        .where(_TEXTS_INDEX.c.words.op("MATCH")(fts5(wanted)))
    )


def _contacts(session: AsyncSession, wanted: Wanted) -> Select[tuple[str | None, int | None]]:
    query = select(Contact.conversation_id, Contact.customer_id)
    if not _is_sqlite(session):
        return query.where(_matches_postgresql("contacts", wanted))
    matching = select(_CONTACTS_INDEX.c.rowid).where(_CONTACTS_INDEX.c.words.op("MATCH")(fts5(wanted)))
    return query.where(Contact.id.in_(matching))


def _matches_postgresql(name: str, wanted: Wanted) -> ColumnElement[bool]:
    query = func.to_tsquery(literal_column("'simple'::regconfig"), bindparam(None, tsquery(wanted), String))
    matches: ColumnElement[bool] = literal_column(f"{name}.searched", TSVECTOR).op("@@", is_comparison=True)(
        query
    )
    return matches


def _rank(session: AsyncSession, wanted: Wanted) -> ColumnElement[float]:
    """The better, the smaller; rounded, so that what is about as good comes by age."""
    if _is_sqlite(session):
        return func.round(_TEXTS_INDEX.c.rank, 1)
    query = func.to_tsquery(literal_column("'simple'::regconfig"), bindparam(None, tsquery(wanted), String))
    return -func.round(func.ts_rank(literal_column("texts.searched", TSVECTOR), query) * 50)


def fts5(wanted: Wanted) -> str:
    """Write what is wanted as an FTS5 query; words are letters and digits only, so nothing needs escaping."""
    return " AND ".join(f'"{" ".join(term.words)}"{" *" if term.begun else ""}' for term in wanted.terms)


def tsquery(wanted: Wanted) -> str:
    """Write what is wanted as a tsquery."""
    terms = (
        " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.begun else "")
        for term in wanted.terms
    )
    return " & ".join(f"({term})" for term in terms)


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"
