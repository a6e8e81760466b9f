"""What the calls about presence, teams and passing on take and answer."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, Field

from api.console.schemas import Standing
from api.conversations.models import Conversation
from api.routing.teams import NAME_LENGTH
from api.routing.transfer import REASON_LENGTH, Destination
from api.staff.people import MOST_AT_A_TIME

MOST_AT_ONCE = 100
Id = Annotated[int, Field(ge=1, le=2_000_000_000)]
IdInPath = Annotated[int, Path(ge=1, le=2_000_000_000)]
Line = Literal[1, 2, 3]
Reason = Annotated[str, Field(max_length=REASON_LENGTH)]


class Available(BaseModel):
    """Whether one is to be given conversations."""

    available: bool


class Work(BaseModel):
    """How somebody works; what is left out stays as it is."""

    capacity: int | None = Field(default=None, ge=1, le=MOST_AT_A_TIME)
    lines: list[Line] | None = Field(default=None, min_length=1, max_length=3)
    available: bool | None = None


class TeamName(BaseModel):
    """What a team is called."""

    name: str = Field(max_length=NAME_LENGTH)


class Members(BaseModel):
    """Everybody who is in a team."""

    staff_ids: list[Id] = Field(max_length=500)


class Transfer(BaseModel):
    """Where a conversation goes, and why: at least one of line, team and colleague."""

    line: Line | None = None
    team_id: Id | None = None
    staff_id: Id | None = None
    reason: Reason = ""

    def destination(self) -> Destination:
        """Return where to."""
        return Destination(line=self.line, team_id=self.team_id, staff_id=self.staff_id)


class Assignment(BaseModel):
    """Who is to have a conversation."""

    staff_id: Id
    reason: Reason = ""


class Bulk(Transfer):
    """One action on many conversations.

    `assign` needs `staff_id` and is for those who lead; `transfer` needs what `Transfer` needs, `close` a
    `resolution`.
    """

    action: Literal["claim", "assign", "transfer", "close"]
    ids: list[Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]] = Field(
        min_length=1, max_length=MOST_AT_ONCE
    )
    resolution: str = Field(default="", max_length=20)
    outcome: str = Field(default="service", max_length=20)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why nothing happened to one conversation: as `error` has it elsewhere."""

    code: str
    message: str
    fields: dict[str, str] | None


@dataclass(frozen=True, kw_only=True)
class BulkResult:
    """What came of one conversation; `state` is where it stands now, null where nothing was done."""

    id: str
    done: bool
    state: str | None
    error: Problem | None


@dataclass(frozen=True, kw_only=True)
class BulkDone:
    """The results in the order of the request."""

    done: int
    results: tuple[BulkResult, ...]


def standing(conversation: Conversation) -> Standing:
    """Return where a conversation stands."""
    return Standing(id=conversation.id, state=conversation.state, last_seq=conversation.last_seq)
