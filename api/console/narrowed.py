"""The list as a page shows it: a tab, a saved view or a search, narrowed by filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import QueryParams

from api.console import desk_reading
from api.console.chips import Chip, Names, chips_of
from api.console.desk_schemas import DroppedOut, ViewOut
from api.console.hits import Hit, hits_of
from api.console.labels import Labels
from api.console.queries import Tab, conversations_in
from api.console.queue import MOST_ROWS, Row, at_a_glance, rows_of
from api.desk import queries as desk
from api.desk.filters import Filters, Reading, read_stored
from api.desk.listing import listing
from api.desk.search import service
from api.staff.models import Staff

# What a tab is, said as filters, so that a tab with filters can be kept as a view.
BASES: Mapping[Tab, Mapping[str, Any]] = {
    "waiting": {"state": ["queued"]},
    "mine": {"state": ["assigned"], "holder": "me"},
    "open": {"state": ["bot", "queued", "assigned"]},
    "closed": {"state": ["closed"], "order": "newest"},
}
_LISTS = frozenset(
    name for name, one in Filters.model_fields.items() if str(one.annotation).startswith("list")
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an address asks for; with `view`, its own filters count until the reader has `changed` them."""

    tab: Tab
    view: int | None
    changed: bool
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A list with everything around it.

    `asked` are the filters that the reader can take away, as an address; `stored` is what a view would keep. `total`
    may be more than there are rows.
    """

    tab: Tab
    view: ViewOut | None
    changed: bool
    rows: tuple[Row, ...]
    hits: Mapping[str, Hit]
    searching: bool
    total: int
    more: bool
    chips: tuple[Chip, ...]
    dropped: tuple[DroppedOut, ...]
    text: str
    asked: str
    stored: Mapping[str, Any]
    address: str
    counts: Mapping[Tab, int]
    attention: int
    views: tuple[ViewOut, ...]
    priorities: tuple[tuple[str, str], ...]
    leads: bool


def asked_of(params: QueryParams, tab: Tab) -> Asked:
    """Read an address; what it says about filters is checked when they are used."""
    view = params.get("view", "")
    values = {
        name: params.getlist(name) if name in _LISTS else params[name]
        for name in Filters.model_fields
        if params.get(name)
    }
    known = view.isascii() and view.isdigit() and len(view) < 10
    return Asked(tab=tab, view=int(view) if known else None, changed="changed" in params, values=values)


async def shown(session: AsyncSession, asked: Asked, staff: Staff, labels: Labels) -> Shown:
    """Return the list; an address that means nothing (any more) leaves that part out, and says so."""
    views = await desk_reading.all_views(session, staff, labels)
    view = next((one for one in views if one.id == asked.view), None)
    reading = await _reading(session, asked, view, labels)
    filters = reading.filters
    counts, attention = await at_a_glance(session, staff_id=staff.id)
    usual = counts if view is None else None
    rows, hits, total, more = await _rows(session, asked.tab, filters, staff, labels, counts=usual)
    own = filters.model_copy(update={"text": None})
    names = await Names.read(session, labels) if own.as_stored() else Names.none(labels)
    chosen = urlencode(own.as_stored(), doseq=True)
    return Shown(
        tab=asked.tab,
        view=view,
        changed=view is not None and asked.changed,
        rows=rows,
        hits=hits,
        searching=_searching(filters),
        total=total,
        more=more,
        chips=chips_of(own, names),
        dropped=(*(view.dropped if view and not asked.changed else ()), *_told(reading, labels)),
        text=filters.text or "",
        asked=chosen,
        stored=filters.as_stored() if view else whole(asked.tab, filters).as_stored(),
        address=_address(asked, view, filters),
        counts=counts,
        attention=attention,
        views=views,
        priorities=Names.none(labels).choices("priority"),
        leads=desk_reading.leads(staff),
    )


async def shown_filters(session: AsyncSession, asked: Asked, staff: Staff, labels: Labels) -> Filters:
    """Return the filters of a list that the reader can take away."""
    views = await desk_reading.all_views(session, staff, labels) if asked.view else ()
    view = next((one for one in views if one.id == asked.view), None)
    return (await _reading(session, asked, view, labels)).filters


def whole(tab: Tab, filters: Filters) -> Filters:
    """Return a tab and the filters within it as filters alone; a search looks beyond its tab."""
    if _searching(filters):
        return filters
    return Filters.model_validate({**BASES[tab], **filters.as_stored()})


async def _reading(session: AsyncSession, asked: Asked, view: ViewOut | None, labels: Labels) -> Reading:
    if view is not None and not asked.changed:
        return Reading(filters=view.filters)
    if not asked.values:
        return Reading(filters=Filters())
    return read_stored(asked.values, await desk.known(session, personas=labels.catalog.personas))


def _told(reading: Reading, labels: Labels) -> Sequence[DroppedOut]:
    return desk_reading.dropped_out(reading.dropped, labels)


async def _rows(
    session: AsyncSession,
    tab: Tab,
    filters: Filters,
    staff: Staff,
    labels: Labels,
    *,
    counts: Mapping[Tab, int] | None,
) -> tuple[tuple[Row, ...], Mapping[str, Hit], int, bool]:
    """Return rows, hits by id, how many there are, and whether there are more than are shown.

    Args:
        counts: How many each tab has, None for a saved view, which is not within a tab.
    """
    if _searching(filters):
        everywhere = filters if "snoozed" in filters.as_stored() else _with_snoozed(filters)
        results = await service.search(session, everywhere, staff, catalog=labels.catalog)
        order = [results.conversations[one.conversation_id] for one in results.found]
        rows = await rows_of(session, order, staff_id=staff.id, labels=labels)
        hits = await hits_of(session, results.found, rows, labels)
        return rows, hits, len(rows), results.more
    if counts is not None and not filters.as_stored():
        listed = await conversations_in(session, tab, staff_id=staff.id, limit=MOST_ROWS)
        rows = await rows_of(session, listed, staff_id=staff.id, labels=labels)
        total = max(counts[tab], len(rows))
        return rows, {}, total, total > len(rows)
    narrowed = filters if counts is None else whole(tab, filters)
    page = await listing(session, narrowed, staff, catalog=labels.catalog, limit=MOST_ROWS, offset=0)
    rows = await rows_of(session, page.conversations, staff_id=staff.id, labels=labels)
    return rows, {}, page.total, page.total > len(rows)


def _searching(filters: Filters) -> bool:
    return bool(filters.text and filters.text.strip())


def _with_snoozed(filters: Filters) -> Filters:
    return filters.model_copy(update={"snoozed": "also"})


def _address(asked: Asked, view: ViewOut | None, filters: Filters) -> str:
    """Return the address of this list, without the open conversation."""
    parts: dict[str, Any] = {"tab": asked.tab}
    if view is not None:
        parts["view"] = view.id
    if view is None or asked.changed:
        parts |= {"changed": "1"} if view is not None else {}
        parts |= filters.as_stored()
    return urlencode(parts, doseq=True)
