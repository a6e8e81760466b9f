"""The shapes that other systems see. New fields may be added; none that is here changes its meaning."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.conversations.elsewhere import Channel
from api.conversations.models import Event
from api.conversations.packet import ContextPacket
from api.customers.schemas import HistoryOut
from api.errors import ErrorOut

# What any call of another system may be answered with instead.
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorOut} for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
}
State = Literal["bot", "queued", "assigned", "closed"]
Language = Literal["da", "nb", "en"]
_CLIENT_ID = Field(
    min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$", examples=["ticket-4711-reply-2"]
)


class Holder(BaseModel):
    """The colleague or the other system that has a conversation."""

    id: int
    name: str


class ConversationOut(BaseModel):
    """Where a conversation stands. ``last_seq`` is the number of its newest event."""

    id: str
    state: State
    language: Language
    locale: str
    channel: str
    page_url: str | None
    persona: str | None
    stage: str | None
    escalation_reason: str | None
    line: int | None
    priority: int
    promised_minutes: int | None
    assigned_to: Holder | None
    customer: str | None = Field(description="What the business calls the customer, when signed in.")
    resolution: str | None
    outcome: str | None
    rating: str | None
    last_seq: int
    created_at: datetime
    updated_at: datetime
    queued_at: datetime | None
    due_at: datetime | None
    claimed_at: datetime | None
    closed_at: datetime | None


class ConversationsOut(BaseModel):
    """A piece of the list. Keep ``cursor`` and ask from it again, now while ``has_more``, later otherwise."""

    conversations: list[ConversationOut]
    cursor: str | None
    has_more: bool


class EventOut(BaseModel):
    """One thing that happened; ``text`` holds the words by kind, and is empty once they are erased."""

    seq: int
    type: str
    subject: str | None
    author: str
    audience: Literal["public", "internal"]
    facts: dict[str, Any]
    text: dict[str, str]
    created_at: datetime

    @classmethod
    def of(cls, event: Event) -> "EventOut":
        """An event of the timeline."""
        return cls.model_validate(
            {
                **{column: getattr(event, column) for column in cls.model_fields if column != "text"},
                "text": {each.field: each.text for each in event.texts},
            }
        )


class ContactOut(BaseModel):
    """How to reach somebody."""

    name: str | None
    email: str | None
    phone: str | None


class ConversationInFull(BaseModel):
    """A conversation with all that happened and what a person needs to know.

    ``contact``, ``history`` and the name in the packet are there for keys with the scope ``customers:read``.
    """

    conversation: ConversationOut
    contact: ContactOut | None
    history: HistoryOut | None
    timeline: list[EventOut]
    packet: ContextPacket


class NewConversation(BaseModel):
    """A conversation that began elsewhere. The same ``reference`` again is the same conversation, made once."""

    model_config = ConfigDict(extra="forbid")

    reference: str = Field(
        min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.:/-]+$", examples=["call-2026-4711"]
    )
    channel: Channel
    language: Language
    text: str = Field(min_length=1, max_length=8000)
    customer: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00]+$",
        description="Its id in the business.",
    )
    name: str | None = None
    email: str | None = None
    phone: str | None = None


class NewText(BaseModel):
    """Words to send or to note. The same ``client_message_id`` again is the same message, and stored once."""

    text: str = Field(min_length=1, max_length=8000)
    client_message_id: str = _CLIENT_ID


class TextWritten(BaseModel):
    """Where it is in the timeline."""

    seq: int


class Closing(BaseModel):
    """How it ended."""

    resolution: Literal["solved", "answered", "refunded", "replaced", "no_reply", "other"]
    outcome: Literal["won", "lost", "open", "service"] = "service"


class StandingOut(BaseModel):
    """What has become of a conversation."""

    id: str
    state: State
    last_seq: int


class CustomerOut(BaseModel):
    """Somebody the business has identified, with their newest conversations and orders."""

    id: str
    contact: ContactOut | None
    conversations: list[str]
    history: HistoryOut


class FiguresOut(BaseModel):
    """What became of the conversations begun between two moments."""

    since: datetime
    until: datetime
    conversations: int
    waiting_for_a_person: int
    with_a_person: int
    closed: int
    rated_good: int
    rated_bad: int
