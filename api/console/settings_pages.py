"""The settings: a page for each thing a team lead or an administrator keeps. Here teams and people's work."""

from typing import Annotated

from fastapi import APIRouter, FastAPI, Form, Path, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from api.console import settings_systems, settings_webhooks, settings_words
from api.console.routing_schemas import Line, Work
from api.console.settings_frame import LeadVisit, Refused, Visit, attempt, page
from api.conversations.vocabulary import LINES
from api.routing import presence, teams
from api.staff.people import MOST_AT_A_TIME
from api.staff.permissions import may

router = APIRouter(prefix="/settings", include_in_schema=False)
RowId = Annotated[int, Path(ge=1, le=2_000_000_000)]
Ids = Annotated[list[int], Form()]


class WorkForm(BaseModel):
    """A form about somebody's work; a line nobody has ticked is one they do not take."""

    capacity: str = ""
    line: list[int] = []
    available: bool = False


def install(app: FastAPI) -> None:
    """Give `app` the settings pages."""
    for part in (router, settings_words.router, settings_webhooks.router, settings_systems.router):
        app.include_router(part)


@router.get("")
async def first_page(visit: LeadVisit) -> Response:
    """Lead to the first page."""
    return RedirectResponse("/settings/teams", 303, {"Cache-Control": "no-store"})


@router.get("/teams")
async def teams_page(visit: LeadVisit) -> Response:
    """Show the teams and who is in them."""
    return await _teams(visit)


@router.post("/teams")
async def make_team(visit: LeadVisit, name: Annotated[str, Form()] = "") -> Response:
    """Make a team."""
    return await attempt(
        visit,
        "new",
        lambda session: teams.make_team(session, name, by=visit.staff),
        show=_teams,
        to="/settings/teams",
        news="made",
        typed={"name": name},
    )


@router.post("/teams/{team_id}")
async def change_team(
    visit: LeadVisit,
    team_id: RowId,
    name: Annotated[str, Form()] = "",
    member: Ids = [],  # noqa: B006  (FastAPI makes a new one for each request)
) -> Response:
    """Give a team its name and its members."""

    async def work(session: AsyncSession) -> None:
        await teams.rename_team(session, team_id, name, by=visit.staff)
        await teams.set_members(session, team_id, member, by=visit.staff)

    return await attempt(
        visit,
        f"team-{team_id}",
        work,
        show=_teams,
        to="/settings/teams",
        typed={"name": name, "member": member},
    )


@router.post("/teams/{team_id}/remove")
async def remove_team(visit: LeadVisit, team_id: RowId) -> Response:
    """Dissolve a team."""
    return await attempt(
        visit,
        f"team-{team_id}",
        lambda session: teams.remove_team(session, team_id, by=visit.staff),
        show=_teams,
        to="/settings/teams",
        news="removed",
    )


@router.get("/people")
async def people_page(visit: LeadVisit) -> Response:
    """Show everybody's lines and capacity."""
    return await _people(visit)


@router.post("/people/{staff_id}")
async def change_work(visit: LeadVisit, staff_id: RowId, form: Annotated[WorkForm, Form()]) -> Response:
    """Set somebody's lines and capacity."""

    async def work(session: AsyncSession) -> None:
        wanted = Work.model_validate(
            {"capacity": form.capacity or 0, "lines": form.line, "available": form.available}
        )
        lines: frozenset[Line] = frozenset(wanted.lines or ())
        await presence.set_work(
            session,
            staff_id,
            by=visit.staff,
            capacity=wanted.capacity,
            lines=lines,
            available=wanted.available,
        )

    return await attempt(
        visit,
        f"person-{staff_id}",
        work,
        show=_people,
        to="/settings/people",
        typed=form.model_dump(),
    )


async def _teams(visit: Visit, *, refused: Refused | None = None) -> Response:
    async with visit.services.database.reading() as session:
        return page(
            visit,
            "teams",
            refused=refused,
            teams=await teams.all_teams(session),
            everybody=await presence.colleagues(session),
        )


async def _people(visit: Visit, *, refused: Refused | None = None) -> Response:
    async with visit.services.database.reading() as session:
        return page(
            visit,
            "people",
            refused=refused,
            everybody=await presence.colleagues(session),
            all_lines=LINES,
            most=MOST_AT_A_TIME,
            accounts=may(visit.staff.role, "manage_people"),
        )
