"""The console's calls about who is there and who gets what: presence, colleagues, teams, passing on, many at once."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.console import bulk
from api.console.routing_schemas import (
    Assignment,
    Available,
    Bulk,
    BulkDone,
    IdInPath,
    Members,
    TeamName,
    Transfer,
    Work,
    standing,
)
from api.console.schemas import Standing
from api.dependencies import CatalogNow, ReadSession, ServicesNow, WriteSession
from api.routing import presence, teams, transfer
from api.routing.presence import Colleague
from api.routing.teams import TeamOut
from api.routing.transfer import Destination, Handover
from api.staff.dependencies import require_role
from api.staff.models import Staff
from api.staff.permissions import who_may
from api.theme.inputs import ConversationId

Agent = Annotated[Staff, Depends(require_role(*who_may("converse")))]
Lead = Annotated[Staff, Depends(require_role(*who_may("lead_team")))]

router = APIRouter(prefix="/api/console", tags=["console"])


@router.get("/presence")
async def my_presence(staff: Agent, session: ReadSession) -> Colleague:
    """Return how one stands oneself: there or away, how many conversations one has, on which lines."""
    return await presence.colleague(session, staff.id)


@router.post("/presence")
async def choose_presence(choice: Available, staff: Agent, session: WriteSession) -> Colleague:
    """Take conversations, or none for a while."""
    return await presence.choose_available(session, staff.id, available=choice.available)


@router.get("/colleagues")
async def colleagues(staff: Agent, session: ReadSession) -> tuple[Colleague, ...]:
    """List everybody who works with conversations: who is there, with how much, on which lines and teams."""
    return await presence.colleagues(session)


@router.post("/colleagues/{staff_id}")
async def set_work(staff_id: IdInPath, work: Work, lead: Lead, session: WriteSession) -> Colleague:
    """Set somebody's capacity, lines, and whether they are given conversations."""
    lines = None if work.lines is None else frozenset(work.lines)
    return await presence.set_work(
        session, staff_id, by=lead, capacity=work.capacity, lines=lines, available=work.available
    )


@router.get("/teams")
async def list_teams(staff: Agent, session: ReadSession) -> tuple[TeamOut, ...]:
    """List the teams with their members."""
    return await teams.all_teams(session)


@router.post("/teams", status_code=201)
async def make_team(new: TeamName, lead: Lead, session: WriteSession) -> TeamOut:
    """Make a team."""
    return await teams.make_team(session, new.name, by=lead)


@router.post("/teams/{team_id}")
async def rename_team(team_id: IdInPath, new: TeamName, lead: Lead, session: WriteSession) -> TeamOut:
    """Give a team another name."""
    return await teams.rename_team(session, team_id, new.name, by=lead)


@router.post("/teams/{team_id}/members")
async def set_members(team_id: IdInPath, members: Members, lead: Lead, session: WriteSession) -> TeamOut:
    """Say who is in a team."""
    return await teams.set_members(session, team_id, members.staff_ids, by=lead)


@router.delete("/teams/{team_id}", status_code=204)
async def remove_team(team_id: IdInPath, lead: Lead, session: WriteSession) -> None:
    """Dissolve a team; what waits for it is everybody's from now on."""
    await teams.remove_team(session, team_id, by=lead)


@router.post("/conversations/{conversation_id}/transfer")
async def pass_to(
    conversation_id: ConversationId, to: Transfer, staff: Agent, session: WriteSession, catalog: CatalogNow
) -> Standing:
    """Pass a conversation on to a line, a team or a colleague; a higher line needs a reason."""
    passed = await transfer.transfer(
        session, conversation_id, staff, to.destination(), reason=to.reason, catalog=catalog
    )
    return standing(passed)


@router.post("/conversations/{conversation_id}/assign")
async def assign(
    conversation_id: ConversationId, to: Assignment, lead: Lead, session: WriteSession, catalog: CatalogNow
) -> Standing:
    """Give any open conversation to a colleague who is there."""
    given = await transfer.transfer(
        session, conversation_id, lead, Destination(staff_id=to.staff_id), reason=to.reason, catalog=catalog
    )
    return standing(given)


@router.get("/conversations/{conversation_id}/handover")
async def handover(conversation_id: ConversationId, staff: Agent, session: ReadSession) -> Handover | None:
    """Return who last passed the conversation on, from where to where, and why; null if nobody did."""
    return await transfer.last_handover(session, conversation_id)


@router.post("/bulk")
async def many(wanted: Bulk, staff: Agent, services: ServicesNow) -> BulkDone:
    """Claim, assign, pass on or close many conversations; each by itself, with a result of its own."""
    return await bulk.do(services, staff, wanted)
