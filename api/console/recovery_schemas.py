"""What the calls for cases, causes and letters take and answer."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.console.schemas import ClientId
from api.recovery.checks import Problem
from api.recovery.models import Cause
from api.recovery.vocabulary import Channel, Outcome, Solution

LARGEST_ID = 2_147_483_647
RowIdBody = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class CauseChoice(BaseModel):
    """Why it happened."""

    cause_id: RowIdBody


class SolutionChoice(BaseModel):
    """How it was solved."""

    solution: Solution


class OutcomeChoice(BaseModel):
    """What the customer said some days later; `again` takes the case of an unhappy one up again."""

    outcome: Outcome
    again: bool = True


class OwnerChoice(BaseModel):
    """Who looks after the case."""

    owner_id: RowIdBody


class LetterBody(BaseModel):
    """A letter as it stands; what is too long is told with everything else that is in the way."""

    text: str = Field(max_length=20_000)
    channel: Channel
    subject: str | None = Field(default=None, max_length=300)


class LetterToSend(LetterBody):
    """A letter to be sent; sent again under the same id it is not doubled."""

    client_message_id: ClientId


class Checked(BaseModel):
    """What is in the way of a letter; nothing when it can be sent."""

    problems: list[Problem]


class CauseName(BaseModel):
    """What a cause is called."""

    label: str = Field(max_length=400)


class CauseUse(BaseModel):
    """Whether a cause is in use."""

    active: bool


class Merging(BaseModel):
    """The cause that stays."""

    into: RowIdBody


class CauseOut(BaseModel):
    """A cause; `cases` is how many have it."""

    id: int
    label: str
    active: bool
    cases: int

    @classmethod
    def of(cls, cause: Cause, number: int) -> "CauseOut":
        """A cause as a list shows it."""
        return cls(id=cause.id, label=cause.label, active=cause.active, cases=number)


class Causes(BaseModel):
    """Causes, the most frequent first."""

    causes: list[CauseOut]


class CauseId(BaseModel):
    """Which cause it is now."""

    id: int
    label: str
    active: bool

    @classmethod
    def of(cls, cause: Cause) -> "CauseId":
        """A cause after something was done with it."""
        return cls(id=cause.id, label=cause.label, active=cause.active)
