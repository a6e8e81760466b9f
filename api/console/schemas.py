"""What the console's calls take and answer."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

from api.attachments.schemas import AttachmentIds
from api.conversations.briefing import Briefing
from api.conversations.writing import clean

ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class NewReply(BaseModel):
    """A message to the customer, with files or of files alone; sent again under the same id it is not doubled.

    ``based_on_seq`` is the last event that was on the screen when the draft began: if a colleague has written to the
    customer since, the answer is 409, unless ``anyway``.
    """

    text: str = Field(default="", max_length=8000)
    client_message_id: ClientId
    attachments: AttachmentIds = []
    based_on_seq: int | None = Field(default=None, ge=0, le=2_000_000_000)
    anyway: bool = False


class NewNote(BaseModel):
    """A note that only staff see; sent again under the same id it is not doubled.

    Colleagues are named in it by ``@name`` or by their ids in ``mentions``.
    """

    text: str = Field(max_length=8000)
    client_message_id: ClientId | None = None
    mentions: list[Annotated[int, Field(ge=1, le=2_000_000_000)]] = Field(default=[], max_length=50)


class Closing(BaseModel):
    """How a conversation ended (resolution) and what came of it (outcome)."""

    resolution: str = Field(max_length=20)
    outcome: str = Field(default="service", max_length=20)


class HandingBack(BaseModel):
    """What the bot is to know when it goes on; what is left out stays as it was.

    `note` is for the bot and for colleagues, `needs` are the ids of all needs that hold, and `complaint_done` says
    whether what the customer complained of is settled: while it is not, the bot offers nothing.
    """

    note: str | None = Field(default=None, max_length=4000)
    needs: list[Annotated[str, Field(max_length=80)]] | None = Field(default=None, max_length=40)
    stage: str | None = Field(default=None, max_length=20)
    complaint_done: bool | None = None

    def briefing(self) -> Briefing:
        """What was chosen, as the core takes it."""
        return Briefing(
            note=clean(self.note or "").strip() or None,
            needs=self.needs,
            stage=self.stage,
            complaint_done=self.complaint_done,
        )


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
