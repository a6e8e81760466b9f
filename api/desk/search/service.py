"""Finding conversations: one row for each, with the words it was found by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Contact, Conversation, Event
from api.db import now
from api.desk import queries as desk
from api.desk.filters import Filters
from api.desk.search import queries
from api.desk.search.marks import Snippet, snippet
from api.desk.search.queries import Hit
from api.desk.search.wanted import Wanted, wanted
from api.staff.models import Staff
from bot.catalog import Catalog

Kind = Literal["message", "note", "order_number", "detail", "comment", "person", "id"]
MOST = 50
_KINDS: dict[str, Kind] = {"order_number": "order_number", "value": "detail", "comment": "comment"}


@dataclass(frozen=True, kw_only=True)
class Found:
    """A conversation and the best place in it; `seq` and `author` are those of the event, None for a name or an id.

    `hits` is how many texts of it are among the best.
    """

    conversation_id: str
    kind: Kind
    seq: int | None
    author: str | None
    staff_id: int | None
    at: datetime
    snippet: Snippet
    hits: int


@dataclass(frozen=True, kw_only=True)
class Results:
    """What was found, the best first; `looked_for` is false when nothing was typed that can be looked for."""

    found: tuple[Found, ...]
    conversations: dict[str, Conversation]
    looked_for: bool
    cut: bool
    more: bool


async def search(session: AsyncSession, filters: Filters, staff: Staff, *, catalog: Catalog) -> Results:
    """Look for ``filters.text`` in the conversations that the other filters leave.

    Ids come first, then people, then what was said, ranked; nothing that can be typed is an error.
    """
    looking_for = wanted(filters.text or "")
    if not looking_for.terms:
        return Results(found=(), conversations={}, looked_for=False, cut=False, more=False)
    others = filters.model_copy(update={"text": None})
    zone = ZoneInfo(catalog.hours.timezone)
    condition = desk.condition_of(session, others, staff_id=staff.id, at=now(), zone=zone)
    same = looking_for.identifier
    by_id = await queries.by_id(session, same, condition, limit=MOST) if same else ()
    people = await queries.people(session, looking_for, condition, limit=MOST)
    hits = await queries.hits(session, looking_for, condition)
    found: dict[str, Found] = {}
    for one in (
        *_by_id(by_id, looking_for),
        *_by_person(people, looking_for),
        *_by_words(hits, looking_for),
    ):
        found.setdefault(one.conversation_id, one)
    best = tuple(found.values())[:MOST]
    return Results(
        found=best,
        conversations=await desk.conversations_by_id(session, [one.conversation_id for one in best]),
        looked_for=True,
        cut=looking_for.cut,
        more=len(found) > MOST,
    )


def _by_id(conversations: Sequence[Conversation], looking_for: Wanted) -> Iterator[Found]:
    for one in conversations:
        yield _about(one, "id", one.id, looking_for)


def _by_person(people: Sequence[tuple[Conversation, Contact]], looking_for: Wanted) -> Iterator[Found]:
    for conversation, contact in people:
        known = " · ".join(part for part in (contact.name, contact.email) if part)
        yield _about(conversation, "person", known, looking_for)


def _by_words(hits: Sequence[Hit], looking_for: Wanted) -> Iterator[Found]:
    times: dict[str, int] = {}
    for hit in hits:
        times[hit.event.conversation_id] = times.get(hit.event.conversation_id, 0) + 1
    for hit in hits:
        event = hit.event
        yield Found(
            conversation_id=event.conversation_id,
            kind=_kind(event, hit.field),
            seq=event.seq,
            author=event.author,
            staff_id=event.facts.get("staff_id"),
            at=event.created_at,
            snippet=snippet(hit.text, looking_for),
            hits=times[event.conversation_id],
        )


def _about(conversation: Conversation, kind: Kind, text: str, looking_for: Wanted) -> Found:
    return Found(
        conversation_id=conversation.id,
        kind=kind,
        seq=None,
        author=None,
        staff_id=None,
        at=conversation.updated_at,
        snippet=snippet(text, looking_for),
        hits=1,
    )


def _kind(event: Event, field: str) -> Kind:
    if field == "value" and event.subject == "order_number":
        return "order_number"
    return _KINDS.get(field, "note" if event.type == "note" else "message")
