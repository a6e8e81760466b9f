"""The pages of the insights: views, the conversations behind a figure, one conversation, and CSV files."""

from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Query, Request, Response
from starlette.responses import JSONResponse

from api.conversations.openings import note_opening
from api.db import now
from api.dependencies import ReadSession, ServicesNow
from api.errors import error_body
from api.insights.behind import Listed, listed
from api.insights.csv_files import conversations_csv, table_csv
from api.insights.errors import PeriodInvalid, UnknownTable
from api.insights.period import CHOICES
from api.insights.reading import PAGES, MarketerLogin, Scope, ScopeNow
from api.insights.transcript import transcript
from api.insights.views.registry import VIEW_NAMES, ViewName, view_named
from api.staff import audit
from api.staff.dependencies import optional_login
from api.theme.headers import protect
from api.theme.inputs import ConversationId, NameQuery

_CSV_ROWS = 10_000

router = APIRouter(prefix="/insights", include_in_schema=False)


@router.get("")
async def overview(request: Request, login: MarketerLogin, session: ReadSession, scope: ScopeNow) -> Response:
    """Show how the conversations are going."""
    return await _view(request, login, session, scope, "overview")


@router.get("/conversations")
async def conversations(
    request: Request,
    login: MarketerLogin,
    session: ReadSession,
    scope: ScopeNow,
    figure: str = "conversations",
    subject: NameQuery = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Show the conversations behind a figure."""
    found = await listed(session, scope, figure=figure, subject=subject, page=page)
    return PAGES.page(
        request,
        "conversations.html",
        viewer=login.viewer,
        section="insights",
        **_frame(request, scope, current=None, kept=_kept(found)),
        listed=found,
        csv=f"/insights/conversations.csv?{urlencode(_kept(found))}&{scope.period.dates}",
        page_links=_page_links(found, scope),
    )


@router.get("/conversations.csv")
async def conversations_file(
    login: MarketerLogin,
    session: ReadSession,
    services: ServicesNow,
    scope: ScopeNow,
    figure: str = "conversations",
    subject: NameQuery = None,
) -> Response:
    """Download the conversations behind a figure, the newest ten thousand."""
    found = await listed(session, scope, figure=figure, subject=subject, size=_CSV_ROWS)
    await audit.noted(services.database, login.staff, "exported", what="conversations", figure=figure)
    return _file(conversations_csv(found.conversations, scope), f"conversations-{figure}", scope)


@router.get("/conversations/{conversation_id}")
async def conversation(
    request: Request,
    login: MarketerLogin,
    session: ReadSession,
    services: ServicesNow,
    scope: ScopeNow,
    conversation_id: ConversationId,
    figure: str | None = None,
    subject: NameQuery = None,
) -> Response:
    """Show a conversation to read."""
    await note_opening(services.database, login.staff, conversation_id)
    found = await transcript(session, scope, conversation_id, figure=figure, subject=subject)
    return PAGES.page(
        request,
        "transcript.html",
        viewer=login.viewer,
        section="insights",
        **_frame(request, scope, current=None),
        transcript=found,
        back=scope.behind(figure, subject) if figure else scope.behind("conversations"),
    )


@router.get("/{view}")
async def view_page(
    request: Request, login: MarketerLogin, session: ReadSession, scope: ScopeNow, view: ViewName
) -> Response:
    """Show one of the views."""
    return await _view(request, login, session, scope, view)


@router.get("/{view}/{table}.csv")
async def table_file(
    login: MarketerLogin,
    session: ReadSession,
    services: ServicesNow,
    scope: ScopeNow,
    view: ViewName,
    table: str,
) -> Response:
    """Download a table of a view."""
    found = await view_named(session, scope, view)
    wanted = next((one for one in found.tables if one.name == table), None)
    if wanted is None:
        raise UnknownTable
    await audit.noted(services.database, login.staff, "exported", what="table", name=f"{view}-{table}")
    return _file(table_csv(wanted, language=scope.t.language), f"{view}-{table}", scope)


def install_problem_page(app: FastAPI) -> None:
    """Make `app` show a page, where a page was asked for, when the period cannot be used."""

    @app.exception_handler(PeriodInvalid)
    async def period_invalid(request: Request, error: PeriodInvalid) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse(error_body(error.code, error.message, error.fields), error.status)
        login = await optional_login(request, request.app.state.services)
        today = now().date()
        return PAGES.page(
            request,
            "problem.html",
            viewer=login.viewer if login else None,
            section="insights",
            status=error.status,
            problem=error.problem,
            path=request.url.path if request.url.path in _PATHS else "/insights",
            views=VIEW_NAMES,
            current=None,
            query="",
            here="",
            choices=CHOICES,
            chosen=None,
            kept={},
            first=today - timedelta(days=29),
            last=today,
        )


async def _view(
    request: Request, login: MarketerLogin, session: ReadSession, scope: Scope, name: ViewName
) -> Response:
    found = await view_named(session, scope, name)
    return PAGES.page(
        request,
        "view.html",
        viewer=login.viewer,
        section="insights",
        **_frame(request, scope, current=name),
        view=found,
    )


def _frame(
    request: Request, scope: Scope, *, current: str | None, kept: dict[str, str] | None = None
) -> dict[str, Any]:
    """What the frame around every page needs; `kept` are parts of the address that a new period keeps."""
    period = scope.period
    return {
        "scope": scope,
        "words": scope.words,
        "views": VIEW_NAMES,
        "current": current,
        "query": period.query,
        "here": _without_language(request),
        "path": "",
        "choices": CHOICES,
        "chosen": period.chosen,
        "kept": kept or {},
        "first": period.first,
        "last": period.last,
        "span": scope.words.span(period.first, period.last),
        "before_span": scope.words.span(*period.before_days),
    }


def _without_language(request: Request) -> str:
    """What the address asks for, to be kept when another language is chosen."""
    return urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "lang"])


def _kept(found: Listed) -> dict[str, str]:
    return {"figure": found.figure} | ({"subject": found.subject} if found.subject is not None else {})


def _page_links(found: Listed, scope: Scope) -> dict[str, str]:
    base = scope.behind(found.figure, found.subject)
    links = {}
    if found.page > 1:
        links["newer"] = f"{base}&page={found.page - 1}"
    if found.page < found.pages:
        links["older"] = f"{base}&page={found.page + 1}"
    return links


def _file(text: str, name: str, scope: Scope) -> Response:
    days = f"{scope.period.first.isoformat()}--{scope.period.last.isoformat()}"
    response = Response(text, media_type="text/csv; charset=utf-8")
    protect(response)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{days}.csv"'
    return response


_PATHS = frozenset({"/insights", *(f"/insights/{name}" for name in VIEW_NAMES)})
