"""Teams: made, named, filled and dissolved by whoever leads."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.writing import clean
from api.live import announce
from api.routing import repository, team_repository
from api.routing.errors import ColleagueNotFound, NameMissing, TeamExists, TeamNotFound
from api.routing.hints import ROUTING
from api.staff import audit
from api.staff.models import Staff
from api.staff.team_models import Team

NAME_LENGTH = 80


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody in a team."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class TeamOut:
    """A team with its members, by name."""

    id: int
    name: str
    members: tuple[Member, ...]


async def all_teams(session: AsyncSession) -> tuple[TeamOut, ...]:
    """Return the teams, by name."""
    people = await repository.colleagues(session)
    members = await team_repository.members(session)
    return tuple(
        TeamOut(
            id=team.id,
            name=team.name,
            members=tuple(
                Member(id=person.id, name=person.name)
                for person in people
                if person.id in members.get(team.id, ())
            ),
        )
        for team in await team_repository.teams(session)
    )


async def make_team(session: AsyncSession, name: str, *, by: Staff) -> TeamOut:
    """Make a team without members.

    Raises:
        NameMissing, TeamExists: The name cannot be used.
    """
    team = Team(name=await _free_name(session, name))
    session.add(team)
    await session.flush()
    await audit.note(session, by, "team_made", team=team.id, name=team.name)
    return TeamOut(id=team.id, name=team.name, members=())


async def rename_team(session: AsyncSession, team_id: int, name: str, *, by: Staff) -> TeamOut:
    """Give a team another name.

    Raises:
        TeamNotFound: There is no such team.
        NameMissing, TeamExists: The name cannot be used.
    """
    team = await _team(session, team_id)
    wanted = await _free_name(session, name, but=team_id)
    if wanted != team.name:
        await audit.note(session, by, "team_renamed", team=team_id, before_name=team.name, name=wanted)
        team.name = wanted
        await session.flush()
    return await _out(session, team_id)


async def set_members(
    session: AsyncSession, team_id: int, staff_ids: Collection[int], *, by: Staff
) -> TeamOut:
    """Let these people and nobody else be in the team.

    Raises:
        TeamNotFound: There is no such team.
        ColleagueNotFound: One of them does not work with conversations.
    """
    team = await _team(session, team_id)
    known = {person.id for person in await repository.colleagues(session)}
    if not known.issuperset(staff_ids):
        raise ColleagueNotFound
    before = set((await team_repository.members(session)).get(team_id, ()))
    if before != set(staff_ids):
        people = sorted(set(staff_ids))
        await audit.note(session, by, "team_filled", team=team_id, name=team.name, people=people)
    await team_repository.set_members(session, team_id, staff_ids)
    announce(session, ROUTING, {"team_id": team_id})
    return await _out(session, team_id)


async def remove_team(session: AsyncSession, team_id: int, *, by: Staff) -> None:
    """Dissolve a team; what waits for it is everybody's from now on.

    Raises:
        TeamNotFound: There is no such team.
    """
    team = await _team(session, team_id)
    await audit.note(session, by, "team_removed", team=team_id, name=team.name)
    await team_repository.remove(session, team_id)
    announce(session, ROUTING, {"team_id": team_id})


async def _team(session: AsyncSession, team_id: int) -> Team:
    team = await team_repository.team(session, team_id)
    if team is None:
        raise TeamNotFound
    return team


async def _free_name(session: AsyncSession, name: str, *, but: int | None = None) -> str:
    cleaned = " ".join(clean(name).split())[:NAME_LENGTH]
    if not cleaned:
        raise NameMissing(fields={"name": NameMissing.message})
    taken = await team_repository.team_named(session, cleaned)
    if taken is not None and taken.id != but:
        raise TeamExists(fields={"name": TeamExists.message})
    return cleaned


async def _out(session: AsyncSession, team_id: int) -> TeamOut:
    return next(team for team in await all_teams(session) if team.id == team_id)
