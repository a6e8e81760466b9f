"""What a list is narrowed to: one model for the address of a list and for what a saved view keeps."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.conversations.schemas import Language, State

Channel = Literal["chat", "phone", "social", "email"]
Reason = Literal["complaint", "churn_risk", "policy", "requested", "low_confidence"]
Order = Literal["due", "newest", "oldest"]
Id = Annotated[int, Field(ge=1, le=2_000_000_000)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))]
Minutes = Annotated[int, Field(ge=1, le=100_000)]
_REFERENCES = ("label", "team", "holder", "persona")


class Filters(BaseModel):
    """Every filter that is set narrows the list; of several values in one, any will do.

    ``waiting_over`` is in minutes; ``snoozed`` leaves out, shows only, or shows also what is snoozed; ``since`` and
    ``until`` are the days, in the business's own time zone, between which a conversation began; ``text`` is looked
    for in what was said, in names and addresses, order numbers and ids. ``due`` is the order of the queue.
    """

    model_config = ConfigDict(extra="forbid")

    state: list[State] = Field(default=[], max_length=4)
    holder: Literal["me", "nobody"] | Id | None = None
    team: list[Id] = Field(default=[], max_length=50)
    line: list[Annotated[int, Field(ge=1, le=3)]] = Field(default=[], max_length=3)
    language: list[Language] = Field(default=[], max_length=3)
    label: list[Id] = Field(default=[], max_length=50)
    priority: list[Annotated[int, Field(ge=0, le=2)]] = Field(default=[], max_length=3)
    reason: list[Reason] = Field(default=[], max_length=5)
    persona: list[Annotated[str, Field(max_length=80)]] = Field(default=[], max_length=50)
    channel: list[Channel] = Field(default=[], max_length=4)
    waiting_over: Minutes | None = None
    overdue: bool = False
    snoozed: Literal["no", "only", "also"] = "no"
    attachment: bool = False
    text: Annotated[str, Field(max_length=1000)] | None = None
    since: Day | None = None
    until: Day | None = None
    order: Order = "due"

    def as_stored(self) -> dict[str, Any]:
        """What a view keeps: the filters that are set, ready for JSON."""
        return self.model_dump(mode="json", exclude_defaults=True)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a stored filter may refer to, as it is now."""

    label: Collection[int] = ()
    team: Collection[int] = ()
    holder: Collection[int] = ()
    persona: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A stored filter that no longer means anything; `value` is None when the whole filter is unknown."""

    field: str
    value: str | None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The filters of a stored view as far as they can be used."""

    filters: Filters
    dropped: tuple[Dropped, ...] = field(default=())


def read_stored(stored: Mapping[str, Any], known: Known) -> Reading:
    """Read what a view keeps; whatever is unknown, misshapen or refers to nothing is dropped, and said so."""
    dropped = [Dropped(field=name, value=None) for name in stored if name not in Filters.model_fields]
    values = {name: value for name, value in stored.items() if name in Filters.model_fields}
    while True:
        try:
            filters = Filters.model_validate(values)
            break
        except ValidationError as error:
            values, lost = _without(values, error)
            dropped.append(lost)
    for name in _REFERENCES:
        value = getattr(filters, name)
        gone = _unknown(value, getattr(known, name))
        dropped += [Dropped(field=name, value=str(one)) for one in gone]
        if gone:
            left = [one for one in value if one not in gone] if isinstance(value, list) else None
            filters = filters.model_copy(update={name: left})
    return Reading(filters=filters, dropped=tuple(dropped))


def _without(values: dict[str, Any], error: ValidationError) -> tuple[dict[str, Any], Dropped]:
    """The values without the first one that is wrong: one of a list, or the whole filter."""
    name, *place = error.errors()[0]["loc"]
    value = values[str(name)]
    if place and isinstance(value, list) and isinstance(place[0], int):
        lost = value[place[0]]
        left = [one for number, one in enumerate(value) if number != place[0]]
        return {**values, str(name): left}, Dropped(field=str(name), value=str(lost)[:80])
    left_over = {key: one for key, one in values.items() if key != name}
    return left_over, Dropped(field=str(name), value=str(value)[:80])


def _unknown(value: Any, known: Collection[Any]) -> list[Any]:
    ones = value if isinstance(value, list) else [value]
    return [one for one in ones if one not in known and one not in (None, "me", "nobody")]
