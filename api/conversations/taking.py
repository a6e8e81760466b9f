"""Who may take a conversation: one rule for sharing out and for what a visitor is promised.

What belongs to nobody is everybody's: a line that nobody works on, a team without members. So a small house need not
set anything up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from api.conversations.models import Conversation

# Who was seen within this time is there: an open console shows itself more often.
SEEN_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who is asked for.

    ``not_to`` is who is not to get it: they passed it on, or were rated down in it. ``for_leads`` means that whoever
    leads a team is to look at it.
    """

    line: int = 1
    team_id: int | None = None
    not_to: int | None = None
    for_leads: bool = False


def asked_of(conversation: Conversation) -> Asked:
    """Return who is asked for in a conversation."""
    return Asked(
        line=conversation.line or 1,
        team_id=conversation.team_id,
        not_to=conversation.not_to,
        for_leads=bool(conversation.for_leads),
    )


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Somebody who works here, there or not."""

    id: int
    lines: frozenset[int]
    leads: bool


@dataclass(frozen=True)
class Staffing:
    """Everybody who works here, and the members of the teams that have any."""

    workers: Sequence[Worker]
    teams: Mapping[int, frozenset[int]]

    def may_take(self, asked: Asked) -> frozenset[int]:
        """Return the ids of those who may take it; whether they are there and have room is another question.

        What is for leads goes to them on whatever line they work, where there is none to somebody else than
        ``not_to``, and only where there is nobody else to them.
        """
        if not asked.for_leads:
            return self._served(asked) - {asked.not_to}
        everybody = frozenset(worker.id for worker in self.workers)
        leads = frozenset(worker.id for worker in self.workers if worker.leads)
        others = (group - {asked.not_to} for group in (leads, self._served(asked), everybody))
        return next((group for group in others if group), everybody)

    def _served(self, asked: Asked) -> frozenset[int]:
        team = self.teams.get(asked.team_id) if asked.team_id is not None else None
        return frozenset(
            worker.id
            for worker in self.workers
            if (asked.line in worker.lines or asked.line not in self._lines)
            and (team is None or worker.id in team)
        )

    @cached_property
    def _lines(self) -> frozenset[int]:
        return frozenset(line for worker in self.workers for line in worker.lines)
