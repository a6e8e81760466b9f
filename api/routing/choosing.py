"""Who gets which conversation: decided from what is known, with nothing read and nothing changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.routing.repository import Waiting
from api.staff.models import Staff


@dataclass(frozen=True, kw_only=True)
class House:
    """Who has room now, in the order of their turn, and what the house as a whole works on.

    ``lines`` are those that anybody works on and ``teams`` the members of the teams that have any, whoever is there
    or not: what belongs to nobody is everybody's, so that a small house need not set anything up.
    """

    free: Sequence[Staff]
    lines: frozenset[int]
    teams: Mapping[int, frozenset[int]]


def free_of(people: Sequence[Staff], loads: Mapping[int, int]) -> Sequence[Staff]:
    """Return those of `people` with room for another conversation, in the same order."""
    return [person for person in people if loads.get(person.id, 0) < person.capacity]


def whose_turn(waiting: Waiting, house: House, *, not_to: int | None = None) -> Staff | None:
    """Return who is to have a conversation, None if nobody who may has room.

    Args:
        waiting: What is asked for.
        house: Who is there.
        not_to: Who passed it on.
    """
    team = house.teams.get(waiting.team_id) if waiting.team_id is not None else None
    for person in house.free:
        on_line = waiting.line in person.lines or waiting.line not in house.lines
        in_team = team is None or person.id in team
        if on_line and in_team and person.id != not_to:
            return person
    return None
