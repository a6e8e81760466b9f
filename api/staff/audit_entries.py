"""The SQL of the audit trail: reading it, and letting go of what is old.

There is no update, and the database refuses one; it refuses to delete as well, but while it is pruned
(migration 0002).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, lt

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.staff.models import AuditEntry, AuditPruning, Staff


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries are asked for; None is any. ``until`` is not included, ``before_id`` neither."""

    staff_id: int | None = None
    action: str | None = None
    conversation_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None


async def entries(
    session: AsyncSession, wanted: Wanted, *, limit: int
) -> Sequence[tuple[AuditEntry, Staff | None]]:
    """Return the newest entries that are asked for, each with whoever did it."""
    query = (
        _narrowed(select(AuditEntry, Staff), wanted)
        .outerjoin(Staff, Staff.id == AuditEntry.staff_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def actions(session: AsyncSession) -> Sequence[str]:
    """Return the kinds of entries there are."""
    return (await session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action))).all()


async def noted(
    session: AsyncSession, staff_id: int, action: str, conversation_id: str, *, since: datetime
) -> bool:
    """Say whether there is such an entry since a moment."""
    query = (
        select(AuditEntry.id)
        .where(
            AuditEntry.conversation_id == conversation_id,
            AuditEntry.staff_id == staff_id,
            AuditEntry.action == action,
            AuditEntry.at >= since,
        )
        .limit(1)
    )
    return await session.scalar(query) is not None


async def noted_among(
    session: AsyncSession,
    staff_id: int,
    actions: Collection[str],
    ids: Collection[str],
    *,
    since: datetime,
) -> set[str]:
    """Return those of the conversations that have such an entry since a moment."""
    query = select(AuditEntry.conversation_id).where(
        AuditEntry.conversation_id.in_(ids),
        AuditEntry.staff_id == staff_id,
        AuditEntry.action.in_(actions),
        AuditEntry.at >= since,
    )
    return {found for found in await session.scalars(query) if found is not None}


async def prune(session: AsyncSession, *, before: datetime, limit: int) -> int:
    """Let go of the oldest entries from before a moment, at most so many; how many that was."""
    old = select(AuditEntry.id).where(AuditEntry.at < before).order_by(AuditEntry.at).limit(limit)
    ids = (await session.scalars(old)).all()
    if not ids:
        return 0
    session.add(AuditPruning(before=before))
    await session.flush()
    gone = await session.scalars(delete(AuditEntry).where(AuditEntry.id.in_(ids)).returning(AuditEntry.id))
    count = len(gone.all())
    await session.execute(delete(AuditPruning))
    return count


def _narrowed(query: Select[tuple[AuditEntry, Staff]], wanted: Wanted) -> Select[tuple[AuditEntry, Staff]]:
    conditions = (
        (AuditEntry.staff_id, eq, wanted.staff_id),
        (AuditEntry.action, eq, wanted.action),
        (AuditEntry.conversation_id, eq, wanted.conversation_id),
        (AuditEntry.at, ge, wanted.since),
        (AuditEntry.at, lt, wanted.until),
        (AuditEntry.id, lt, wanted.before_id),
    )
    return query.where(*(holds(column, value) for column, holds, value in conditions if value is not None))
