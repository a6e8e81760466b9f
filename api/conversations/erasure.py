"""The visitor's rights: a copy of everything, and erasure of everything, the bot's memory included."""

from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.attachments import housekeeping as files
from api.attachments import repository as attachments
from api.conversations import expiry, repository
from api.conversations.hooks import changed
from api.conversations.models import Contact, Conversation, Event
from api.conversations.schemas import Message
from api.conversations.state import tell
from api.conversations.vocabulary import TOLD
from api.db import now
from api.rasa_client import DialogueUnavailable
from api.services import Services
from api.staff import audit
from api.staff.models import Staff

log = structlog.get_logger(__name__)

_FIELDS = ("name", "email", "phone")
_CHANGES = ("queued", "wait_updated", "claimed", "handed_back", "closed", "reopened", "rated", "letter_sent")


async def copy_of(session: AsyncSession, conversation: Conversation) -> dict[str, Any]:
    """Everything the visitor said, was told and is known by, ready for JSON.

    What the bot noted of the visitor's words is included; notes that staff made are not.
    """
    events = await repository.timeline(session, conversation.id)
    contact = await repository.contact_of(session, conversation)
    signed = await repository.customer_contact(session, conversation)
    return {
        "conversation": {
            "id": conversation.id,
            "state": conversation.state,
            "language": conversation.language,
            "locale": conversation.locale,
            "page_url": conversation.page_url,
            "created_at": conversation.created_at,
            "closed_at": conversation.closed_at,
            "rating": conversation.rating,
            "persona": conversation.persona,
            "stage": conversation.stage,
        },
        "contact": _contact(contact),
        "customer": _contact(signed),
        "messages": [
            Message.of(event).model_dump(mode="json")
            for event in events
            if event.type == "message" and event.audience == "public"
        ],
        "what_happened": [_plain(event) for event in events if event.type in _CHANGES],
        "what_was_understood": [
            _plain(event) for event in events if event.author == "bot" and event.type in TOLD
        ],
    }


async def erase(services: Services, conversation_id: str, *, by: Staff | None = None) -> None:
    """Remove the conversation, its wording, its contacts and its files; then have Rasa forget it.

    When Rasa cannot be reached, that part is noted and done by :func:`forget_later`.

    Args:
        by: The colleague who does it; None when it is the visitor.

    Raises:
        ConversationNotFound: It is gone already.
    """
    async with services.locks.of(conversation_id):
        async with services.database.writing() as session:
            conversation = await repository.lock(session, conversation_id)
            ids = await attachments.ids_of(session, conversation_id)
            await changed(session, conversation, "erased")
            await audit.note(session, by, "erased", conversation_id, by_visitor=by is None)
            await repository.erase(session, conversation)
            await repository.remember_erasure(session, conversation_id)
            tell(session, conversation)
        await files.remove_from_disk(services, ids)
        await _forget(services, conversation_id)


async def forget_later(services: Services) -> int:
    """Have Rasa forget what it has still to forget; how many conversations that was."""
    async with services.database.reading() as session:
        left = await repository.erasures(session)
    for done, conversation_id in enumerate(left):
        if not await _forget(services, conversation_id):
            return done
    return len(left)


async def erase_expired(services: Services) -> int:
    """Remove wording whose time has passed; how many texts that was."""
    async with services.database.writing() as session:
        return await repository.erase_expired_texts(session)


async def expire_idle(services: Services) -> int:
    """Remove the contact details of conversations in which nothing has happened for as long as wording is kept,
    and note that Rasa is to forget them; how many conversations and contacts that was.
    """
    days = services.settings.texts_kept_days
    if not days:
        return 0
    since = now() - timedelta(days=days)
    async with services.database.writing() as session:
        contacts = await expiry.erase_idle_contacts(session, idle_since=since)
        idle = await expiry.note_idle(session, idle_since=since)
    return contacts + idle


async def _forget(services: Services, conversation_id: str) -> bool:
    try:
        await services.dialogue.forget(conversation_id)
    except DialogueUnavailable as error:
        log.warning("rasa_could_not_forget_yet", failure=error.failure)
        return False
    async with services.database.writing() as session:
        await repository.forget_erasure(session, conversation_id)
    return True


def _contact(contact: Contact | None) -> dict[str, str | None] | None:
    return {field: getattr(contact, field) for field in _FIELDS} if contact else None


def _plain(event: Event) -> dict[str, Any]:
    facts = {key: value for key, value in event.facts.items() if key != "staff_id"}
    words = {text.field: text.text for text in event.texts}
    return {"type": event.type, "subject": event.subject, "at": event.created_at, **facts, **words}
