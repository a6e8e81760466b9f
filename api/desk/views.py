"""Saved views: lists somebody wants to see again, one's own or everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.writing import clean
from api.db import now
from api.desk import queries, repository
from api.desk.errors import OnlyLeadsShare, TooMany, UnknownThing
from api.desk.filters import Filters, Reading, read_stored
from api.desk.models import SavedView
from api.staff import audit
from api.staff.models import Staff
from bot.catalog import Catalog

MOST = 50
_LEADS = ("lead", "admin")


@dataclass(frozen=True, kw_only=True)
class View:
    """A view as it can be used now, and how many conversations it has."""

    id: int
    name: str
    shared: bool
    may_change: bool
    reading: Reading
    count: int


async def views(session: AsyncSession, staff: Staff, *, catalog: Catalog) -> tuple[View, ...]:
    """Return the views somebody sees, each with its count, all counted in one statement."""
    saved = await repository.views(session, staff_id=staff.id)
    known = await queries.known(session, personas=catalog.personas)
    readings = [read_stored(view.filters, known) for view in saved]
    counts = await _counts(session, [reading.filters for reading in readings], staff, catalog)
    return tuple(
        View(
            id=view.id,
            name=view.name,
            shared=view.staff_id is None,
            may_change=_may_change(view, staff),
            reading=reading,
            count=count,
        )
        for view, reading, count in zip(saved, readings, counts, strict=True)
    )


async def filters_of(session: AsyncSession, view_id: int, staff: Staff, *, catalog: Catalog) -> Reading:
    """Return what a view narrows a list to, without what no longer means anything.

    Raises:
        UnknownThing: There is no such view, or it is a colleague's own.
    """
    view = await _visible(session, view_id, staff)
    return read_stored(view.filters, await queries.known(session, personas=catalog.personas))


async def save(
    session: AsyncSession,
    staff: Staff,
    *,
    name: str,
    filters: Filters,
    shared: bool,
    view_id: int | None = None,
) -> SavedView:
    """Keep a view, or change the one with ``view_id``.

    Raises:
        OnlyLeadsShare: It is, or is to be, everybody's, and ``staff`` leads no team.
        UnknownThing: There is no such view, or it is a colleague's own.
        TooMany: There are very many already.
    """
    if shared and staff.role not in _LEADS:
        raise OnlyLeadsShare
    if view_id is None:
        if len(await repository.views(session, staff_id=staff.id)) >= MOST:
            raise TooMany
        view = SavedView()
    else:
        view = await _changeable(session, view_id, staff)
    everybodys = shared or (view_id is not None and view.staff_id is None)
    view.staff_id = None if shared else staff.id
    view.name, view.filters = clean(name), filters.as_stored()
    session.add(view)
    await session.flush()
    if everybodys:
        await audit.note(session, staff, "view_made" if view_id is None else "view_changed", view=view.name)
    return view


async def delete(session: AsyncSession, view_id: int, staff: Staff) -> None:
    """Remove a view.

    Raises:
        OnlyLeadsShare, UnknownThing: As for :func:`save`.
    """
    view = await _changeable(session, view_id, staff)
    await repository.remove(session, view)
    if view.staff_id is None:
        await audit.note(session, staff, "view_removed", view=view.name)


async def _counts(
    session: AsyncSession, many: Sequence[Filters], staff: Staff, catalog: Catalog
) -> Sequence[int]:
    zone, moment = ZoneInfo(catalog.hours.timezone), now()
    conditions = [
        queries.condition_of(session, filters, staff_id=staff.id, at=moment, zone=zone) for filters in many
    ]
    return await queries.counts(session, conditions)


async def _visible(session: AsyncSession, view_id: int, staff: Staff) -> SavedView:
    view = await session.get(SavedView, view_id)
    if view is None or view.staff_id not in (None, staff.id):
        raise UnknownThing
    return view


async def _changeable(session: AsyncSession, view_id: int, staff: Staff) -> SavedView:
    view = await _visible(session, view_id, staff)
    if not _may_change(view, staff):
        raise OnlyLeadsShare
    return view


def _may_change(view: SavedView, staff: Staff) -> bool:
    return view.staff_id == staff.id or (view.staff_id is None and staff.role in _LEADS)
