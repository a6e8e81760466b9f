"""The only place with SQL about teams."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.routing.repository import WORKING_ROLES
from api.staff.models import Staff
from api.staff.team_models import Team, TeamMember


async def teams(session: AsyncSession) -> Sequence[Team]:
    """Return all teams, by name."""
    return (await session.scalars(select(Team).order_by(Team.name, Team.id))).all()


async def team(session: AsyncSession, team_id: int) -> Team | None:
    """Return one team, None if there is none."""
    return await session.get(Team, team_id)


async def team_named(session: AsyncSession, name: str) -> Team | None:
    """Return the team of this name."""
    found: Team | None = await session.scalar(select(Team).where(Team.name == name))
    return found


async def members(session: AsyncSession) -> Mapping[int, frozenset[int]]:
    """Return by team who of those that work here is in it; teams without anybody are left out."""
    query = (
        select(TeamMember.team_id, TeamMember.staff_id)
        .join(Staff, Staff.id == TeamMember.staff_id)
        .where(Staff.active.is_(True), Staff.role.in_(WORKING_ROLES))
    )
    found: dict[int, set[int]] = {}
    for row in await session.execute(query):
        found.setdefault(row[0], set()).add(row[1])
    return {team_id: frozenset(staff_ids) for team_id, staff_ids in found.items()}


async def set_members(session: AsyncSession, team_id: int, staff_ids: Collection[int]) -> None:
    """Let these and nobody else be in the team."""
    await session.execute(delete(TeamMember).where(TeamMember.team_id == team_id))
    session.add_all(TeamMember(team_id=team_id, staff_id=staff_id) for staff_id in sorted(set(staff_ids)))
    await session.flush()


async def remove(session: AsyncSession, team_id: int) -> None:
    """Dissolve a team; its conversations are everybody's from now on."""
    await session.execute(delete(Team).where(Team.id == team_id))
