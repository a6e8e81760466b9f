"""The panels of the list, read when they are opened so that a refresh of the list stays light."""

from fastapi import APIRouter, Request, Response

from api.console import desk_reading
from api.console.chips import Names
from api.console.narrowed import asked_of, shown_filters
from api.console.pages import AgentLogin
from api.console.reading import PAGES, LabelsNow
from api.db import now
from api.dependencies import ReadSession
from api.desk.snooze import presets
from api.desk.wording import words

router = APIRouter(prefix="/console/list", include_in_schema=False)


@router.get("/filters")
async def filter_panel(
    request: Request, login: AgentLogin, session: ReadSession, labels: LabelsNow
) -> Response:
    """Render the choices of every filter, with those that are set."""
    asked = asked_of(request.query_params, "waiting")
    filters = await shown_filters(session, asked, login.staff, labels)
    return PAGES.page(
        request,
        "_filters.html",
        viewer=login.viewer,
        filters=filters,
        names=await Names.read(session, labels),
    )


@router.get("/labels")
async def label_panel(
    request: Request, login: AgentLogin, session: ReadSession, labels: LabelsNow
) -> Response:
    """Render the labels that can be put on what is selected."""
    known = await desk_reading.all_labels(session, login.staff, labels)
    return PAGES.page(request, "_bulk_labels.html", viewer=login.viewer, marks=known.labels)


@router.get("/snooze")
async def snooze_panel(request: Request, login: AgentLogin, labels: LabelsNow) -> Response:
    """Render the moments until which what is selected can be put aside."""
    w = words(labels.t.language)
    moments = [
        (w.label("snooze", one.name), labels.when(one.until), one.until)
        for one in presets(labels.catalog.hours, now())
    ]
    return PAGES.page(request, "_bulk_snooze.html", viewer=login.viewer, moments=moments)
