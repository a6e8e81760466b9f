"""The filters of a list in words: the chips above it, and the choices of the panel that sets them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.desk_schemas import Mark, mark_of
from api.console.labels import Labels
from api.conversations.schemas import Language, State
from api.conversations.vocabulary import LINES
from api.desk import repository
from api.desk.filters import Channel, Filters, Reason
from api.desk.wording import words
from api.routing.teams import all_teams

_MANY = ("state", "team", "line", "language", "label", "priority", "reason", "persona", "channel")
PRIORITIES = (2, 1, 0)


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One filter that is set: which, its value as an address has it, and both in words."""

    field: str
    value: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Names:
    """What filters may refer to, with their names."""

    labels: Labels
    marks: tuple[Mark, ...] = ()
    teams: Mapping[int, str]
    colleagues: Mapping[int, str]

    @classmethod
    async def read(cls, session: AsyncSession, labels: Labels) -> "Names":
        """Read the names as they are now."""
        return cls(
            labels=labels,
            marks=tuple(mark_of(label) for label, _ in await repository.labels(session)),
            teams={team.id: team.name for team in await all_teams(session)},
            colleagues={one.id: one.name for one in await repository.colleagues(session)},
        )

    @classmethod
    def none(cls, labels: Labels) -> "Names":
        """Return no names, for a list without filters."""
        return cls(labels=labels, teams={}, colleagues={})

    def choices(self, field: str) -> tuple[tuple[str, str], ...]:
        """Return the values of a filter, as an address has them, with their names."""
        found: Mapping[str, Iterator[object]] = {
            "state": iter(get_args(State)),
            "line": iter(LINES),
            "language": iter(get_args(Language)),
            "priority": iter(PRIORITIES),
            "reason": iter(get_args(Reason)),
            "channel": iter(get_args(Channel)),
            "label": (mark.id for mark in self.marks),
            "team": iter(self.teams),
            "persona": iter(self.labels.catalog.personas),
            "holder": iter(("me", "nobody", *self.colleagues)),
        }
        return tuple((str(value), self.name(field, str(value))) for value in found[field])

    def name(self, field: str, value: str) -> str:
        """Return what one value of a filter is called."""
        t = self.labels.t
        if field == "line":
            return t("queue.line", line=value)
        if field == "priority":
            return words(t.language).label("priority", value)
        if field == "label":
            return next((mark.name for mark in self.marks if str(mark.id) == value), value)
        if field == "team":
            return self.teams.get(int(value), value)
        if field == "persona":
            return self.labels.persona(value)
        if field == "holder":
            return self.colleagues.get(int(value), value) if value.isdigit() else t(f"list.holder.{value}")
        return t.label("list.channel" if field == "channel" else field, value)


def chips_of(filters: Filters, names: Names) -> tuple[Chip, ...]:
    """Return every filter that is set as a chip that can be taken away; the order is none."""
    return tuple(_chips(filters, names))


def _chips(filters: Filters, names: Names) -> Iterator[Chip]:
    t = names.labels.t
    for field in _MANY:
        for value in getattr(filters, field):
            yield Chip(field=field, value=str(value), words=names.name(field, str(value)))
    if filters.holder is not None:
        holder = str(filters.holder)
        yield Chip(field="holder", value=holder, words=names.name("holder", holder))
    if filters.overdue:
        yield Chip(field="overdue", value="true", words=t("list.overdue"))
    if filters.waiting_over is not None:
        minutes = str(filters.waiting_over)
        yield Chip(field="waiting_over", value=minutes, words=t("list.waiting_over", n=minutes))
    if filters.snoozed != "no":
        yield Chip(field="snoozed", value=filters.snoozed, words=t(f"list.snoozed.{filters.snoozed}"))
    if filters.attachment:
        yield Chip(field="attachment", value="true", words=t("list.attachment"))
    for field in ("since", "until"):
        day = getattr(filters, field)
        if day is not None:
            month = t(f"moment.month_{day.month}")
            in_words = t("moment.day", day=day.day, month=month)
            yield Chip(
                field=field, value=day.isoformat(), words=t(f"list.{field}_day", day=f"{in_words} {day.year}")
            )
