"""The console's calls for finding conversations: filters, saved views, full-text search."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.console import desk_reading, queries
from api.console.desk_schemas import DroppedOut, NewView, RowId, ViewOut
from api.console.labels import Labels
from api.console.queue import Row, rows_of
from api.console.reading import LabelsNow
from api.conversations.openings import note_found
from api.dependencies import CatalogNow, ReadSession, ServicesNow, WriteSession
from api.desk import views
from api.desk.filters import Filters, Reading
from api.desk.listing import listing
from api.desk.search import service
from api.desk.search.service import Found
from api.staff.dependencies import require_role
from api.staff.models import Staff

Agent = Annotated[Staff, Depends(require_role("agent", "lead", "admin"))]

router = APIRouter(prefix="/api/console", tags=["console"])


class ListQuery(Filters):
    """Filters in an address; with `view`, those of the view count instead."""

    model_config = ConfigDict(extra="ignore")

    view: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0

    @property
    def filters(self) -> Filters:
        """The filters alone."""
        return Filters.model_validate(self.model_dump(exclude={"view", "limit", "offset"}))


@dataclass(frozen=True, kw_only=True)
class ListOut:
    """One page of a list; `dropped` says which filters of the view no longer mean anything."""

    rows: tuple[Row, ...]
    total: int
    filters: Filters
    dropped: tuple[DroppedOut, ...]


@dataclass(frozen=True, kw_only=True)
class FoundOut:
    """A conversation that was found: its row, and the words it was found by.

    `ranges` are where in `snippet` the hits are, in characters (code points: `Array.from(snippet)` in a browser).
    `kind` is what was found: a message, a note, a person, an id, an order number, a detail, a comment.
    """

    row: Row
    kind: str
    seq: int | None
    said_by: str | None
    snippet: str
    ranges: tuple[tuple[int, int], ...]
    hits: int
    at: datetime
    when: str


@dataclass(frozen=True, kw_only=True)
class SearchOut:
    """What was found, the best first; `looked_for` is false when there was no word to look for."""

    found: tuple[FoundOut, ...]
    looked_for: bool
    cut: bool
    more: bool


@router.get("/list")
async def read_list(
    query: Annotated[ListQuery, Query()], staff: Agent, session: ReadSession, labels: LabelsNow
) -> ListOut:
    """List the conversations that filters, or a saved view, leave."""
    reading = Reading(filters=query.filters)
    if query.view is not None:
        reading = await views.filters_of(session, query.view, staff, catalog=labels.catalog)
    page = await listing(
        session, reading.filters, staff, catalog=labels.catalog, limit=query.limit, offset=query.offset
    )
    rows = await rows_of(session, page.conversations, staff_id=staff.id, labels=labels)
    dropped = desk_reading.dropped_out(reading.dropped, labels)
    return ListOut(rows=rows, total=page.total, filters=reading.filters, dropped=dropped)


@router.get("/search")
async def search(
    query: Annotated[ListQuery, Query()], staff: Agent, services: ServicesNow, labels: LabelsNow
) -> SearchOut:
    """Find conversations by what was said, by whom, an order number or an id; the other filters narrow it.

    The audit trail says of which conversations the answer holds words.
    """
    filters = query.filters
    if "snoozed" not in query.model_fields_set:
        filters = filters.model_copy(update={"snoozed": "also"})
    async with services.database.reading() as session:
        results = await service.search(session, filters, staff, catalog=labels.catalog)
        rows = await _rows(session, results, staff, labels)
        names = await queries.staff_names(session, {one.staff_id for one in results.found if one.staff_id})
    await note_found(services.database, staff, list(results.conversations))
    return SearchOut(
        found=tuple(
            _found(one, rows[one.conversation_id], names.get(one.staff_id or 0), labels)
            for one in results.found
        ),
        looked_for=results.looked_for,
        cut=results.cut,
        more=results.more,
    )


@router.get("/views")
async def all_views(staff: Agent, session: ReadSession, labels: LabelsNow) -> tuple[ViewOut, ...]:
    """List one's own and the shared views, each with its filters and how many conversations it has."""
    return await desk_reading.all_views(session, staff, labels)


@router.post("/views", status_code=201)
async def save_view(new: NewView, staff: Agent, session: WriteSession, catalog: CatalogNow) -> int:
    """Keep a view; the answer is its id."""
    return (await views.save(session, staff, name=new.name, filters=new.filters, shared=new.shared)).id


@router.put("/views/{view_id}", status_code=204)
async def change_view(view_id: RowId, new: NewView, staff: Agent, session: WriteSession) -> None:
    """Change a view."""
    await views.save(session, staff, name=new.name, filters=new.filters, shared=new.shared, view_id=view_id)


@router.delete("/views/{view_id}", status_code=204)
async def delete_view(view_id: RowId, staff: Agent, session: WriteSession) -> None:
    """Remove a view."""
    await views.delete(session, view_id, staff)


async def _rows(
    session: AsyncSession, results: service.Results, staff: Staff, labels: Labels
) -> dict[str, Row]:
    rows = await rows_of(session, list(results.conversations.values()), staff_id=staff.id, labels=labels)
    return {row.id: row for row in rows}


def _found(one: Found, row: Row, colleague: str | None, labels: Labels) -> FoundOut:
    said_by = {"visitor": row.who, "agent": colleague or labels.colleague(None)}
    if one.author in ("bot", "system"):
        said_by[one.author] = labels.catalog.business.bot_name[labels.t.language]
    return FoundOut(
        row=row,
        kind=one.kind,
        seq=one.seq,
        said_by=said_by.get(one.author or ""),
        snippet=one.snippet.text,
        ranges=one.snippet.ranges,
        hits=one.hits,
        at=one.at,
        when=labels.when(one.at),
    )
