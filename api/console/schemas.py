"""What the console's calls take and answer."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class NewReply(BaseModel):
    """A message to the customer; sent again under the same id it is not doubled."""

    text: str = Field(max_length=8000)
    client_message_id: ClientId


class NewNote(BaseModel):
    """A note that only staff see; sent again under the same id it is not doubled."""

    text: str = Field(max_length=8000)
    client_message_id: ClientId | None = None


class Closing(BaseModel):
    """How a conversation ended (resolution) and what came of it (outcome)."""

    resolution: str = Field(max_length=20)
    outcome: str = Field(default="service", max_length=20)


class PassingOn(BaseModel):
    """The line that takes over: 1, 2 or 3."""

    line: int


class PersonaChoice(BaseModel):
    """The type of customer this is, by a person's judgement."""

    persona: str = Field(max_length=80)


class Typing(BaseModel):
    """Whether the staff member is writing at this moment."""

    typing: bool


class Reading(BaseModel):
    """The number of the last event that was on the staff member's screen."""

    seq: int = Field(ge=0, le=2_000_000_000)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a conversation stands after an action."""

    id: str
    state: str
    last_seq: int


@dataclass(frozen=True, kw_only=True)
class Written:
    """The number that a reply or a note got in the timeline."""

    seq: int
