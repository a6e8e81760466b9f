"""The top bar: whether one takes conversations, who else is there, what one is to do, and what is new in one's own.

The page carries it, and the browser reads it again after hints; what it tells aloud is found by comparing the two.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.console import desk_reading, queries
from api.console.desk_schemas import ToDo
from api.console.labels import Labels
from api.console.reading import PAGES, LabelsNow
from api.console.settings_frame import pages_of
from api.dependencies import ReadSession
from api.routing import presence
from api.routing.presence import Colleague
from api.staff.dependencies import require_login
from api.staff.models import Staff
from api.staff.permissions import may, who_may
from api.staff.schemas import Login
from api.theme.labels import shortened

AgentLogin = Depends(require_login(*who_may("converse")))
_MOST = 50
_ORDER = {"online": 0, "away": 1, "offline": 2}

router = APIRouter(prefix="/console", include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class Own:
    """One of one's own conversations: who it is with, and how many of their messages one has not read."""

    id: str
    who: str
    words: str
    unread: int


@dataclass(frozen=True, kw_only=True)
class Bar:
    """What the top bar shows; ``asks`` is how many things wait for one: mentions, and reminders that are due.

    ``settings`` are the names of the settings pages one sees.
    """

    me: Colleague
    others: tuple[Colleague, ...]
    here: int
    to_do: ToDo
    asks: int
    own: tuple[Own, ...]
    settings: tuple[str, ...]


async def bar(session: AsyncSession, staff: Staff, labels: Labels) -> Bar:
    """Return the top bar of one person; colleagues who are there come first."""
    everybody = await presence.colleagues(session)
    others = sorted(
        (one for one in everybody if one.id != staff.id),
        key=lambda one: (_ORDER[one.presence], one.name.casefold()),
    )
    to_do = await desk_reading.to_do(session, staff, labels)
    return Bar(
        me=next(one for one in everybody if one.id == staff.id),
        others=tuple(others),
        here=sum(one.presence == "online" for one in others),
        to_do=to_do,
        asks=len(to_do.mentions) + to_do.due,
        own=await _own(session, staff, labels),
        settings=pages_of(staff.role) if may(staff.role, "lead_team") else (),
    )


@router.get("/bar")
async def bar_fragment(
    request: Request, session: ReadSession, labels: LabelsNow, login: Login = AgentLogin
) -> Response:
    """Render the top bar alone."""
    shown = await bar(session, login.staff, labels)
    return PAGES.page(request, "_bar.html", viewer=login.viewer, bar=shown)


async def _own(session: AsyncSession, staff: Staff, labels: Labels) -> tuple[Own, ...]:
    mine = await queries.conversations_in(session, "mine", staff_id=staff.id, limit=_MOST)
    ids = [conversation.id for conversation in mine]
    names = await queries.names_of(session, mine)
    unread = await queries.unread_of(session, ids)
    last = await queries.last_words_of(session, ids)
    return tuple(
        Own(
            id=one,
            who=names.get(one) or labels.t("queue.guest"),
            words=shortened(last.get(one, "")),
            unread=unread.get(one, 0),
        )
        for one in ids
    )
