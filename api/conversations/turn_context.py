"""What the bot is told about a conversation with each message."""

from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import queries, repository
from api.conversations.contacts import known_name
from api.conversations.models import Conversation
from api.conversations.waiting import current_wait
from api.db import now
from api.settings import Settings
from bot.catalog import Catalog


async def turn_metadata(
    session: AsyncSession, conversation: Conversation, *, catalog: Catalog, settings: Settings
) -> dict[str, Any]:
    """The ``metadata`` of a Rasa turn."""
    wait = await current_wait(session, catalog=catalog, conversation=conversation)
    return {
        "language": conversation.language,
        "language_fixed": conversation.language_fixed,
        "name": await known_name(session, conversation),
        "persona": conversation.persona,
        "state": conversation.state,
        "epoch": conversation.epoch,
        "offers_left": await offers_left(session, conversation, settings=settings),
        "wait": wait.as_facts(),
    }


async def offers_left(session: AsyncSession, conversation: Conversation, *, settings: Settings) -> int:
    """How many offers may still be made here: at most one, and none where they would be unwelcome.

    None after a "stop", while a complaint is open, while the visitor waits for a person, or when the customer
    has been shown the configured number within 7 or 30 days.
    """
    if conversation.state != "bot" or await queries.offers_made_here(session, conversation.id):
        return 0
    if await queries.wants_no_offers(session, conversation) or await complaint_open(session, conversation):
        return 0
    at = now()
    in_7_days = await queries.offers_made(session, conversation, since=at - timedelta(days=7))
    in_30_days = await queries.offers_made(session, conversation, since=at - timedelta(days=30))
    left = min(settings.offers_per_7_days - in_7_days, settings.offers_per_30_days - in_30_days, 1)
    return max(left, 0)


async def complaint_open(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether a complaint was raised here that nobody has closed or handed back since."""
    last = await repository.last_of(session, conversation.id, ("complaint_raised", "closed", "handed_back"))
    return last is not None and last.type == "complaint_raised"
