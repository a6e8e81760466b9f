"""What the bot's events do to a conversation: each is stored, and some change its columns."""

from collections.abc import Iterable
from typing import cast

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import contacts, repository
from api.conversations.errors import ContactInvalid
from api.conversations.escalation import enqueue
from api.conversations.hooks import changed
from api.conversations.models import Conversation
from api.conversations.vocabulary import (
    ESCALATION_REASONS,
    LANGUAGES,
    LINES,
    STAGES,
    VAULT,
    Parts,
    take_apart,
)
from api.rasa_client import Happened
from bot.catalog import Catalog

log = structlog.get_logger(__name__)


async def apply(
    session: AsyncSession,
    conversation: Conversation,
    events: Iterable[Happened],
    *,
    message_seq: int,
    catalog: Catalog,
    language_chosen: bool = False,
) -> None:
    """Store the events of one turn on a locked conversation and act on them.

    Args:
        message_seq: The visitor message that caused them; each event leads back to it.
        language_chosen: The visitor asked for the language in this turn, so it stays.
    """
    for event in events:
        parts = take_apart(event.model_dump())
        if not parts.known:
            log.warning("unknown_bot_event", type=parts.type)
        if parts.type in VAULT and not await _into_vault(session, conversation, parts):
            continue
        await repository.append(
            session,
            conversation,
            type=parts.type,
            author="bot",
            subject=parts.subject,
            facts=parts.facts,
            texts={} if parts.type in VAULT else parts.texts,
            message_seq=message_seq,
        )
        _project(conversation, parts, language_chosen=language_chosen)
        if parts.type == "complaint_raised":
            await changed(session, conversation, "complaint_raised")
        if parts.type == "escalate":
            await enqueue(
                session,
                conversation,
                reason=parts.subject if parts.subject in ESCALATION_REASONS else "requested",
                line=parts.facts["line"] if parts.facts.get("line") in LINES else 1,
                message_seq=message_seq,
                catalog=catalog,
            )


def _project(conversation: Conversation, parts: Parts, *, language_chosen: bool) -> None:
    match parts.type, parts.subject:
        case "stage_changed", stage if stage in STAGES:
            conversation.stage = stage
        case "persona_suggested", str(persona) if not conversation.persona_fixed:
            conversation.persona = persona
        case "language_changed", str(language) if language in LANGUAGES:
            conversation.language = language
            conversation.language_fixed = conversation.language_fixed or language_chosen
        case "offers_stopped", _:
            conversation.offers_stopped = True


async def _into_vault(session: AsyncSession, conversation: Conversation, parts: Parts) -> bool:
    field = parts.subject or "name"
    if field not in ("name", "email", "phone") or "value" not in parts.texts:
        return False
    try:
        given = {cast(contacts.Field, field): parts.texts["value"]}
        return bool(await contacts.give(session, conversation, given))
    except ContactInvalid:
        log.info("contact_not_usable", field=field)
        return False
