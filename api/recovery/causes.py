"""Why things go wrong, in the business's own words: a list that grows while people work."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.writing import clean
from api.db import now
from api.recovery.errors import CauseExists, CauseInactive, CauseNotFound, CauseUnnamed
from api.recovery.models import Cause, RecoveryCase
from api.staff import audit
from api.staff.models import Staff

_LENGTH = 120


async def search(
    session: AsyncSession, words: str = "", *, inactive: bool = False
) -> list[tuple[Cause, int]]:
    """Causes with every one of ``words`` in their name and how many cases each has, the most frequent first.

    The list is as long as a business can keep in mind, so it is searched here: SQLite knows no capital Ø.
    """
    wanted = words.casefold().split()
    used = await _used(session)
    found = [
        (cause, used.get(cause.id, 0))
        for cause in await _all(session)
        if (cause.active or inactive) and all(word in cause.label.casefold() for word in wanted)
    ]
    return sorted(found, key=lambda one: (not one[0].active, -one[1], one[0].label.casefold()))


async def add(session: AsyncSession, label: str, *, staff: Staff) -> Cause:
    """The cause of this name: the one that is there, in use again if it was not, else a new one.

    Raises:
        CauseUnnamed: There is no name, or a very long one.
    """
    name = _name(label)
    known = await _called(session, name)
    if known is None:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        values = {"label": name, "active": True, "made_by": staff.id, "created_at": now()}
        await session.execute(insert(Cause).values(**values).on_conflict_do_nothing())
        known = (await session.scalars(select(Cause).where(Cause.label == name))).one()
    known.active = True
    await session.flush()
    await audit.note(session, staff, "cause_made", cause=name)
    return known


async def rename(session: AsyncSession, cause_id: int, label: str, *, staff: Staff) -> Cause:
    """Call a cause by a better name, everywhere.

    Raises:
        CauseExists: Another is called so.
        CauseNotFound, CauseUnnamed: It cannot be done.
    """
    name = _name(label)
    cause = await lock(session, cause_id)
    known = await _called(session, name)
    if known is not None and known.id != cause.id:
        raise CauseExists(fields={"id": str(known.id)})
    cause.label = name
    await session.flush()
    await audit.note(session, staff, "cause_changed", cause=name)
    return cause


async def merge(session: AsyncSession, cause_id: int, *, into: int, staff: Staff) -> Cause:
    """Make two causes one: the cases of the first become the second's, and the first is gone.

    Raises:
        CauseNotFound: One of them does not exist, or both are the same.
    """
    if cause_id == into:
        raise CauseNotFound
    for one in sorted((cause_id, into)):
        await lock(session, one)
    await session.execute(update(RecoveryCase).where(RecoveryCase.cause_id == cause_id).values(cause_id=into))
    await session.execute(delete(Cause).where(Cause.id == cause_id))
    kept = await lock(session, into)
    await audit.note(session, staff, "cause_merged", cause=kept.label)
    return kept


async def use(session: AsyncSession, cause_id: int, *, active: bool, staff: Staff) -> Cause:
    """Take a cause out of use, or into it again; cases keep the one they have."""
    cause = await lock(session, cause_id)
    cause.active = active
    await session.flush()
    await audit.note(session, staff, "cause_changed", cause=cause.label, active=active)
    return cause


async def usable(session: AsyncSession, cause_id: int) -> Cause:
    """A cause to be given to a case, held until this transaction ends.

    Raises:
        CauseNotFound, CauseInactive: It cannot be given.
    """
    cause = await lock(session, cause_id, shared=True)
    if not cause.active:
        raise CauseInactive
    return cause


async def label_of(session: AsyncSession, cause_id: int | None) -> str | None:
    """What a cause is called."""
    return await session.scalar(select(Cause.label).where(Cause.id == cause_id)) if cause_id else None


async def lock(session: AsyncSession, cause_id: int, *, shared: bool = False) -> Cause:
    """The cause, held so that it is neither merged nor renamed meanwhile.

    Raises:
        CauseNotFound: It does not exist (any more).
    """
    query = select(Cause).where(Cause.id == cause_id).with_for_update(read=shared)
    cause = await session.scalar(query.execution_options(populate_existing=True))
    if cause is None:
        raise CauseNotFound
    return cause


def _name(label: str) -> str:
    name = " ".join(clean(label).split()).rstrip(".")
    if not 0 < len(name) <= _LENGTH:
        raise CauseUnnamed(fields={"label": f"1 to {_LENGTH} characters."})
    return name


async def _called(session: AsyncSession, name: str) -> Cause | None:
    return next((one for one in await _all(session) if one.label.casefold() == name.casefold()), None)


async def _all(session: AsyncSession) -> Sequence[Cause]:
    return (await session.scalars(select(Cause))).all()


async def _used(session: AsyncSession) -> dict[int, int]:
    query = (
        select(RecoveryCase.cause_id, func.count())
        .where(RecoveryCase.cause_id.is_not(None))
        .group_by(RecoveryCase.cause_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}
