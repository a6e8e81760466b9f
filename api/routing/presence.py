"""Who is there, who takes conversations, and how many each one has.

Somebody is there who was seen within the last minute: an open console is seen through its stream, every call
counts too. Whether they want to be given conversations is their own choice (``available``).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.taking import SEEN_WITHIN
from api.db import now
from api.live import QUEUE, announce
from api.routing import repository, team_repository
from api.routing.errors import ColleagueAway, ColleagueNotFound
from api.routing.hints import ROUTING
from api.staff import audit
from api.staff.models import Staff

Presence = Literal["online", "away", "offline"]


@dataclass(frozen=True, kw_only=True)
class TeamName:
    """A team as it is named beside a person."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """One person at work, or not.

    ``load`` is how many conversations they have, ``capacity`` how many they are given at most; ``takes`` says
    whether a conversation can be passed on to them now, ``left_behind`` are those they have while they are offline.
    """

    id: int
    name: str
    role: str
    presence: Presence
    available: bool
    load: int
    capacity: int
    lines: tuple[int, ...]
    teams: tuple[TeamName, ...]
    takes: bool
    left_behind: tuple[str, ...]


async def colleagues(session: AsyncSession) -> tuple[Colleague, ...]:
    """Return everybody who works with conversations, by name."""
    at = now()
    people = await repository.colleagues(session)
    seen = await repository.seen_last(session, at=at)
    loads = await repository.loads(session, at=at)
    names = {team.id: team.name for team in await team_repository.teams(session)}
    members = await team_repository.members(session)
    states = {person.id: presence_of(person, seen.get(person.id), at=at) for person in people}
    left = await repository.held_by(session, [i for i, state in states.items() if state == "offline"])
    return tuple(
        Colleague(
            id=person.id,
            name=person.name,
            role=person.role,
            presence=states[person.id],
            available=person.available,
            load=loads.get(person.id, 0),
            capacity=person.capacity,
            lines=tuple(person.lines),
            teams=tuple(
                TeamName(id=i, name=name) for i, name in names.items() if person.id in members.get(i, ())
            ),
            takes=states[person.id] == "online",
            left_behind=tuple(left.get(person.id, ())),
        )
        for person in people
    )


async def colleague(session: AsyncSession, staff_id: int) -> Colleague:
    """Return one of them.

    Raises:
        ColleagueNotFound: Nobody who works with conversations has this id.
    """
    for found in await colleagues(session):
        if found.id == staff_id:
            return found
    raise ColleagueNotFound


async def who_is_there(session: AsyncSession, staff_id: int) -> Staff:
    """Return somebody who can be given a conversation now.

    Raises:
        ColleagueNotFound: Nobody who works with conversations has this id.
        ColleagueAway: They are away or offline.
    """
    at = now()
    person = await repository.colleague(session, staff_id)
    if person is None:
        raise ColleagueNotFound
    seen = await repository.seen_last(session, at=at)
    if presence_of(person, seen.get(person.id), at=at) != "online":
        raise ColleagueAway(person.name)
    return person


async def choose_available(session: AsyncSession, staff_id: int, *, available: bool) -> Colleague:
    """Let somebody be given conversations, or no more; those they have stay with them.

    Raises:
        ColleagueNotFound: Nobody who works with conversations has this id.
    """
    person = await repository.colleague(session, staff_id)
    if person is None:
        raise ColleagueNotFound
    person.available = available
    return await _changed(session, person)


async def set_work(
    session: AsyncSession,
    staff_id: int,
    *,
    by: Staff,
    capacity: int | None = None,
    lines: frozenset[int] | None = None,
    available: bool | None = None,
) -> Colleague:
    """Set how many conversations somebody has at a time, on which lines, and whether they are given any.

    Raises:
        ColleagueNotFound: Nobody who works with conversations has this id.
    """
    person = await repository.colleague(session, staff_id)
    if person is None:
        raise ColleagueNotFound
    person.capacity = person.capacity if capacity is None else capacity
    person.lines = person.lines if lines is None else sorted(lines)
    person.available = person.available if available is None else available
    await audit.note(
        session, by, "work_changed", person=person.id, capacity=person.capacity, lines=person.lines
    )
    return await _changed(session, person)


def presence_of(person: Staff, seen_at: datetime | None, *, at: datetime) -> Presence:
    """Return whether somebody is there, and takes conversations."""
    if not person.active or seen_at is None or abs(at - seen_at) > SEEN_WITHIN:
        return "offline"
    return "online" if person.available else "away"


async def _changed(session: AsyncSession, person: Staff) -> Colleague:
    await session.flush()
    announce(session, ROUTING, {"staff_id": person.id})
    announce(session, QUEUE, {"staff_id": person.id})
    return await colleague(session, person.id)
