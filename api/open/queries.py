"""The only place with SQL for other systems: lists, and the names that belong to what they show."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation, Customer
from api.db import UtcDateTime
from api.open.cursor import Place
from api.staff.models import Staff


async def conversations(
    session: AsyncSession,
    *,
    after: Place | None,
    updated_since: datetime | None,
    states: Collection[str],
    language: str | None,
    limit: int,
) -> Sequence[Conversation]:
    """Conversations by last change, the earliest first, from behind a place."""
    query = select(Conversation)
    if after is not None:
        here = tuple_(Conversation.updated_at, Conversation.id)
        query = query.where(here > tuple_(literal(after[0], UtcDateTime()), literal(after[1])))
    if updated_since is not None:
        query = query.where(Conversation.updated_at >= updated_since)
    if states:
        query = query.where(Conversation.state.in_(states))
    if language is not None:
        query = query.where(Conversation.language == language)
    query = query.order_by(Conversation.updated_at, Conversation.id).limit(limit)
    return (await session.scalars(query)).all()


async def staff_names(session: AsyncSession, ids: Collection[int]) -> Mapping[int, str]:
    """The names of colleagues by id."""
    rows = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


async def customer_keys(session: AsyncSession, ids: Collection[int]) -> Mapping[int, str | None]:
    """What the business calls customers, by id."""
    rows = await session.execute(select(Customer.id, Customer.external_id).where(Customer.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


async def conversations_of(session: AsyncSession, customer_id: int, *, limit: int) -> Sequence[str]:
    """The newest conversations of a customer."""
    query = select(Conversation.id).where(Conversation.customer_id == customer_id)
    return (await session.scalars(query.order_by(Conversation.created_at.desc()).limit(limit))).all()


async def figures(session: AsyncSession, *, since: datetime, until: datetime) -> Mapping[str, int]:
    """How many conversations were begun between two moments, and what became of these."""
    query = select(
        func.count(),
        func.count(Conversation.queued_at),
        func.count(Conversation.claimed_at),
        func.count(Conversation.closed_at),
        func.count().filter(Conversation.rating == "good"),
        func.count().filter(Conversation.rating == "bad"),
    ).where(Conversation.created_at >= since, Conversation.created_at < until)
    row = (await session.execute(query)).one()
    names = ("conversations", "waiting_for_a_person", "with_a_person", "closed", "rated_good", "rated_bad")
    return dict(zip(names, row, strict=True))
