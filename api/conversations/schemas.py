"""The shapes of the visitor's API."""

from datetime import datetime
from typing import Any, Literal, Self
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from api.attachments.schemas import AttachmentIds, AttachmentOut
from api.attachments.sending import sent_with
from api.conversations.models import Event

State = Literal["bot", "queued", "assigned", "closed"]
Language = Literal["da", "nb", "en"]


class StartRequest(BaseModel):
    """Begin a conversation; everything is optional."""

    model_config = ConfigDict(str_strip_whitespace=True)

    locale: str | None = Field(default=None, max_length=35, examples=["da-DK"])
    page_url: str | None = Field(default=None, max_length=2000, pattern=r"^https?://")
    identity_token: str | None = Field(default=None, max_length=4096)

    @field_validator("page_url")
    @classmethod
    def without_query(cls, value: str | None) -> str | None:
        """Keep the page, not the query: it may carry what is nobody's business."""
        if value is None:
            return None
        try:
            parts = urlsplit(value)
        except ValueError as error:
            raise ValueError("not a web address") from error
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


class MessageRequest(BaseModel):
    """One message: words, a button's payload, or files with or without words."""

    client_message_id: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")
    text: str | None = None
    payload: str | None = Field(default=None, pattern=r"^/[a-z_]+$", max_length=80)
    attachments: AttachmentIds = Field(default=[])

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Exactly one of ``text`` and ``payload``; files go with words, or alone."""
        if self.text is not None and not self.text.strip() and self.attachments:
            self.text = None
        if self.payload is not None and (self.text is not None or self.attachments):
            raise ValueError("Send either text or payload.")
        if self.text is None and self.payload is None and not self.attachments:
            raise ValueError("Send either text or payload.")
        return self


class TypingRequest(BaseModel):
    """The visitor writes, or has stopped."""

    typing: bool = True


class LanguageRequest(BaseModel):
    """The visitor has chosen a language."""

    language: Language


class ReadRequest(BaseModel):
    """The visitor has seen everything up to ``seq``."""

    seq: int = Field(ge=0, le=2_000_000_000)


class RatingRequest(BaseModel):
    """Thumb and word."""

    rating: Literal["good", "bad"]
    comment: str | None = Field(default=None, max_length=1000)


class ContactRequest(BaseModel):
    """How to reach the visitor; at least one."""

    name: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=320)
    phone: str | None = Field(default=None, max_length=40)

    @model_validator(mode="after")
    def something(self) -> Self:
        """At least one field."""
        if not (self.name or self.email or self.phone):
            raise ValueError("Send a name, an email or a phone.")
        return self


class ButtonOut(BaseModel):
    """A quick reply; ``payload`` is what to send when it is pressed."""

    title: str
    payload: str


class Message(BaseModel):
    """A message as the visitor sees it; ``id`` is its place in the conversation, and so is ``seq``."""

    id: int
    seq: int
    author: Literal["visitor", "bot", "agent", "system"]
    name: str | None
    text: str
    buttons: list[ButtonOut]
    attachments: list[AttachmentOut] = []
    client_message_id: str | None
    created_at: datetime

    @classmethod
    def of(cls, event: Event) -> "Message":
        """The message in an event of type ``message``."""
        return cls.model_validate(
            {
                "id": event.seq,
                "seq": event.seq,
                "author": event.author,
                "name": event.facts.get("name"),
                "text": event.wording() or "",
                "buttons": event.facts.get("buttons", []),
                "attachments": sent_with(event.facts, ((text.field, text.text) for text in event.texts)),
                "client_message_id": event.client_message_id if event.author == "visitor" else None,
                "created_at": event.created_at,
            }
        )


class WaitOut(BaseModel):
    """How long until a person is there; ``minutes`` is null when nobody can tell.

    ``long`` is a wait in which an answer by e-mail is offered.
    """

    minutes: int | None
    open: bool
    opens_at: datetime | None
    long: bool = False


class Standing(BaseModel):
    """Who has the conversation, in which language, and how long the wait is while it is queued."""

    state: State
    language: Language
    agent: str | None = None
    wait: WaitOut | None = None


class Messages(Standing):
    """Messages in order."""

    messages: list[Message]


class Started(Messages):
    """A new conversation; ``token`` is shown once."""

    id: str
    token: str


class TurnOut(BaseModel):
    """What the bot made of a message (only with ``KUNDEDIALOG_EXPOSE_TURNS=1``)."""

    intent: str | None
    confidence: float | None
    language: str | None
    entities: list[dict[str, Any]]
    events: list[dict[str, Any]]
    escalation_reason: str | None
    outcome: str | None
    duration_ms: int | None


class Received(Standing):
    """The stored message and what came back."""

    message: Message
    replies: list[Message]
    turn: TurnOut | None = None
