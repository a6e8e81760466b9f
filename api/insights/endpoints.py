"""The insights' calls under /api/insights, and their pages; for marketers and administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query

from api.conversations.openings import note_opening
from api.dependencies import ReadSession, ServicesNow
from api.insights import pages
from api.insights.behind import PAGE, Listed, listed
from api.insights.reading import MarketerLogin, Scope, ScopeNow
from api.insights.transcript import Transcript, transcript
from api.insights.views.model import Cell, QuoteGroup, View
from api.insights.views.registry import ViewName, view_named
from api.theme.endpoints import mount_static
from api.theme.inputs import ConversationId, NameQuery

calls = APIRouter(prefix="/api/insights", tags=["insights"])


@dataclass(frozen=True, kw_only=True)
class Days:
    """Some days, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class ViewOut:
    """A view: its answer in words, its tables by name, and quotes.

    A row has an ``id`` and one entry per column; a rate is {num, den, value, lo, hi, n, status}.
    """

    view: str
    period: Days
    before: Days
    time_zone: str
    question: str
    headline: str
    lead: Sequence[str]
    tables: dict[str, list[dict[str, Cell]]]
    quotes: Sequence[QuoteGroup]
    definitions: dict[str, int]
    empty: str | None


@calls.get("/conversations")
async def read_conversations(
    session: ReadSession,
    scope: ScopeNow,
    figure: str = "conversations",
    subject: NameQuery = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=200)] = PAGE,
) -> Listed:
    """List the conversations behind a figure, the newest first."""
    return await listed(session, scope, figure=figure, subject=subject, page=page, size=size)


@calls.get("/conversations/{conversation_id}")
async def read_transcript(
    login: MarketerLogin,
    session: ReadSession,
    services: ServicesNow,
    scope: ScopeNow,
    conversation_id: ConversationId,
    figure: str | None = None,
    subject: NameQuery = None,
) -> Transcript:
    """Return a conversation without names, with the messages behind a figure marked."""
    await note_opening(services.database, login.staff, conversation_id)
    return await transcript(session, scope, conversation_id, figure=figure, subject=subject)


@calls.get("/{view}")
async def read_view(view: ViewName, session: ReadSession, scope: ScopeNow) -> ViewOut:
    """Return a view's figures and words."""
    return _out(await view_named(session, scope, view), scope)


router = APIRouter()
router.include_router(calls)
router.include_router(pages.router)


def install(app: FastAPI) -> None:
    """Give `app` the insights: calls, pages, static files, and a page for periods that cannot be used."""
    mount_static(app, "insights", Path(__file__).parent)
    pages.install_problem_page(app)
    app.include_router(router)


def _out(found: View, scope: Scope) -> ViewOut:
    period = scope.period
    earlier = period.before_days
    return ViewOut(
        view=found.name,
        period=Days(first=period.first, last=period.last),
        before=Days(first=earlier[0], last=earlier[1]),
        time_zone=period.zone.key,
        question=found.question,
        headline=found.headline,
        lead=found.lead,
        tables={
            table.name: [{"id": row.subject, **row.cells} for row in table.rows] for table in found.tables
        },
        quotes=found.quotes,
        definitions=dict(found.definitions),
        empty=found.empty,
    )
