"""The shapes of webhooks, for the console and for other systems alike."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

_EVENTS = Field(
    min_length=1, max_length=50, examples=[["conversation.queued", "conversation.replied.with_text"]]
)


class NewWebhook(BaseModel):
    """An address and what it wants to be told.

    A key is told no more than it may read: words need `conversations:read`, the customer's id `customers:read`.
    """

    url: str = Field(max_length=500, examples=["https://desk.example.com/hooks/kundedialog"])
    events: list[str] = _EVENTS


class WebhookChange(BaseModel):
    """What is to be different; what is left out stays. Switched on again, it begins afresh."""

    url: str | None = Field(default=None, max_length=500)
    events: list[str] | None = Field(default=None, min_length=1, max_length=50)
    active: bool | None = None


class WebhookOut(BaseModel):
    """A webhook. ``note`` says why it was switched off by itself: ``failing`` for days, or ``gone`` (410)."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    url: str
    events: list[str]
    active: bool
    note: str | None
    created_at: datetime
    waiting: int = 0
    delivered: int = 0
    failed: int = 0


class WebhookMade(WebhookOut):
    """A webhook with its secret, which is shown this once."""

    secret: str


class DeliveryOut(BaseModel):
    """One thing told, or to be told; ``message_id`` is the header ``webhook-id``."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    message_id: str
    event: str
    conversation_id: str | None
    state: str
    attempts: int
    status: int | None
    last_error: str | None
    duration_ms: int | None
    created_at: datetime
    next_try_at: datetime | None
    ended_at: datetime | None


class DeliveriesOut(BaseModel):
    """A piece of the log, the newest first; ``before`` leads on, null at its end."""

    deliveries: list[DeliveryOut]
    before: int | None
