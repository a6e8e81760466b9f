"""What a search found, ready to be shown: the words it was found by in pieces, so that a page escapes them itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.console import queries
from api.console.labels import Labels
from api.console.queue import Row
from api.desk.search.marks import Snippet
from api.desk.search.service import Found


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Part of a found text; `hit` where it is what was looked for."""

    text: str
    hit: bool


@dataclass(frozen=True, kw_only=True)
class Hit:
    """The best place in a conversation; `seq` is that of the event, None for a name or an id."""

    seq: int | None
    where: str
    pieces: tuple[Piece, ...]
    hits: int


async def hits_of(
    session: AsyncSession, found: Sequence[Found], rows: Sequence[Row], labels: Labels
) -> Mapping[str, Hit]:
    """Return by conversation id where it was found."""
    who = {row.id: row.who for row in rows}
    names = await queries.staff_names(session, {one.staff_id for one in found if one.staff_id})
    return {
        one.conversation_id: Hit(
            seq=one.seq,
            where=_where(
                one, who=who[one.conversation_id], colleague=names.get(one.staff_id or 0), labels=labels
            ),
            pieces=tuple(pieces(one.snippet)),
            hits=one.hits,
        )
        for one in found
    }


def pieces(snippet: Snippet) -> Iterator[Piece]:
    """Cut a snippet where its hits begin and end."""
    at = 0
    for start, end in snippet.ranges:
        if at < start:
            yield Piece(text=snippet.text[at:start], hit=False)
        yield Piece(text=snippet.text[start:end], hit=True)
        at = end
    if at < len(snippet.text):
        yield Piece(text=snippet.text[at:], hit=False)


def _where(one: Found, *, who: str, colleague: str | None, labels: Labels) -> str:
    """Return who said it, or what it is where nobody said it."""
    if one.kind != "message":
        return labels.t.label("list.found", one.kind)
    if one.author == "visitor":
        return who
    if one.author == "agent":
        return colleague or labels.colleague(None)
    return labels.catalog.business.bot_name[labels.t.language]
