"""The shapes of the page for other systems: what the core knows, with words for each name."""

from datetime import datetime

from pydantic import BaseModel

from api.tokens.schemas import TokenOut
from api.webhooks.schemas import DeliveryOut, WebhookOut


class Choice(BaseModel):
    """Something that can be ticked, in words."""

    name: str
    words: str


class MailView(BaseModel):
    """How the mail is doing, and a sentence that says so."""

    set_up: bool
    sender: str | None
    reply_to: str | None
    waiting: int
    sent: int
    failed: int
    waiting_since: datetime | None
    last_error: str | None
    words: str


class WebhookView(WebhookOut):
    """A webhook; ``note_words`` say why it was switched off by itself."""

    note_words: str | None


class DeliveryView(DeliveryOut):
    """One thing told, or to be told, in words."""

    event_words: str
    state_words: str
    problem_words: str | None
    can_repeat: bool


class DeliveriesView(BaseModel):
    """A piece of the log, the newest first; ``before`` leads on."""

    deliveries: list[DeliveryView]
    before: int | None


class TokenView(TokenOut):
    """A key, and in words whether it is good."""

    words: str


class Integrations(BaseModel):
    """Everything the page shows, and what can be ticked."""

    mail: MailView
    webhooks: list[WebhookView]
    tokens: list[TokenView]
    events: list[Choice]
    scopes: list[Choice]
