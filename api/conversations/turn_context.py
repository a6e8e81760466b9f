"""What the bot is told about a conversation with each message."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.briefing import briefing_now
from api.conversations.models import Conversation
from api.conversations.visitor_facts import VisitorFacts, visitor_facts
from api.conversations.waiting import current_wait
from api.db import now
from api.settings import Settings
from bot.catalog import Catalog


async def turn_metadata(
    session: AsyncSession, conversation: Conversation, *, catalog: Catalog, settings: Settings
) -> dict[str, Any]:
    """The ``metadata`` of a Rasa turn; ``handed_back`` is what a person told the bot who has just had it."""
    wait = await current_wait(session, catalog=catalog, conversation=conversation)
    facts = await visitor_facts(session, conversation, at=now())
    told = await briefing_now(session, conversation)
    still_open = told is not None and told["complaint_done"] is False
    return {
        **({"handed_back": told} if told else {}),
        "language": conversation.language,
        "language_fixed": conversation.language_fixed,
        "name": facts.name,
        "persona": conversation.persona,
        "state": conversation.state,
        "epoch": conversation.epoch,
        "offers_left": 0 if still_open else offers_left(conversation, facts, settings=settings),
        "wait": wait.as_facts(),
    }


def offers_left(conversation: Conversation, facts: VisitorFacts, *, settings: Settings) -> int:
    """How many offers may still be made here: at most one, and none where they would be unwelcome.

    None after a "stop", while a complaint is open, while the visitor waits for a person, or when the customer
    has been shown the configured number within 7 or 30 days.
    """
    unwelcome = facts.offers_here or facts.wants_none or facts.complaint_open
    if conversation.state != "bot" or unwelcome:
        return 0
    in_7_days = settings.offers_per_7_days - facts.offers_in_7_days
    in_30_days = settings.offers_per_30_days - facts.offers_in_30_days
    return max(min(in_7_days, in_30_days, 1), 0)
