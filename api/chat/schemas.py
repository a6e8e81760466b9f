"""What the widget reads: how to introduce itself, and a conversation as the visitor sees it."""

from datetime import datetime

from pydantic import BaseModel

from api.conversations.models import Conversation
from api.conversations.schemas import Messages
from bot.catalog import Catalog
from bot.catalog.models import LANGUAGES

_TEXTS = ("closed", "rate_question", "rated_good", "rated_bad", "too_long", "unavailable")


class History(Messages):
    """The messages, and how far the person who has the conversation has read; null when nobody has it."""

    read_seq: int | None


def read_by_staff(conversation: Conversation) -> int | None:
    """How far the person who has the conversation has read."""
    return conversation.staff_read_seq if conversation.state == "assigned" else None


class ChatConfig(BaseModel):
    """How the widget introduces itself in one language."""

    name: str
    bot_name: str
    tagline: str
    accent: str
    language: str
    languages: list[str]
    open: bool
    opens_at: datetime | None
    hours: str
    timezone: str
    privacy: str
    contact: dict[str, str]
    texts: dict[str, str]
    attachment_bytes: int
    demo: bool


def chat_config(
    catalog: Catalog, *, language: str, open: bool, opens_at: datetime | None, attachment_bytes: int
) -> ChatConfig:
    """The widget's configuration from the catalog."""
    business = catalog.business
    return ChatConfig(
        name=business.name,
        bot_name=business.bot_name[language],
        tagline=business.tagline[language],
        accent=business.accent,
        language=language,
        languages=list(LANGUAGES),
        open=open,
        opens_at=opens_at,
        hours=catalog.hours.text[language],
        timezone=catalog.hours.timezone,
        privacy=business.privacy[language],
        contact={
            "email": business.contact.email,
            "phone": business.contact.phone,
            "address": business.contact.address[language],
        },
        texts={name: getattr(business.messages, name)[language] for name in _TEXTS},
        attachment_bytes=attachment_bytes,
        demo=business.demo,
    )
