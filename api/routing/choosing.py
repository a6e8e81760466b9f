"""Who gets which conversation: decided from what is known, with nothing read and nothing changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.conversations.taking import Asked, Staffing, Worker
from api.staff.models import Staff
from api.staff.permissions import may


@dataclass(frozen=True, kw_only=True)
class House:
    """Who has room now, in the order of their turn, and everybody who works here, there or not."""

    free: Sequence[Staff]
    staffing: Staffing
    _may_take: dict[Asked, frozenset[int]] = field(default_factory=dict)

    def may_take(self, asked: Asked) -> frozenset[int]:
        """Return the ids of those who may take it; most who wait ask for the same."""
        if asked not in self._may_take:
            self._may_take[asked] = self.staffing.may_take(asked)
        return self._may_take[asked]


def worker(person: Staff) -> Worker:
    """Return what counts of a person."""
    return Worker(id=person.id, lines=frozenset(person.lines), leads=may(person.role, "lead_team"))


def free_of(people: Sequence[Staff], loads: Mapping[int, int]) -> Sequence[Staff]:
    """Return those of `people` with room for another conversation, in the same order."""
    return [person for person in people if loads.get(person.id, 0) < person.capacity]


def whose_turn(asked: Asked, house: House) -> Staff | None:
    """Return who is to have a conversation, None if nobody who may has room."""
    allowed = house.may_take(asked)
    return next((person for person in house.free if person.id in allowed), None)
