"""Notes what other systems are to be told, in the very transaction in which it happens.

So nothing is told that did not happen, and nothing that happened is forgotten. What is noted are ids and facts.
"""

from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as conversations
from api.conversations.hooks import Change
from api.conversations.models import Conversation
from api.services import Services
from api.webhooks import events, repository
from api.webhooks.models import WebhookDelivery


def install(services: Services) -> None:
    """Have other systems told of what happens from now on."""
    services.observers.add(note_change)


async def note_change(session: AsyncSession, conversation: Conversation, change: Change) -> None:
    """Note a change for every webhook that wants to know of it."""
    if str(change) == events.CASE_CHANGED:
        await _note_case(session, conversation)
        return
    event = events.OF_CHANGE.get(change)
    if event is None:
        return
    wanting = await _wanting(session, event)
    if not wanting:
        return
    if change == "erased":
        # Deliveries go with the conversation they belong to, so this one belongs to none.
        _note(session, wanting, conversation_id=None, data={"conversation_id": conversation.id})
        return
    data = facts_of(conversation)
    if change == "complaint_raised":
        raised = await conversations.last_of(session, conversation.id, ("complaint_raised",))
        data["complaint"] = {"kind": raised.subject, **raised.facts} if raised else None
    _note(session, wanting, conversation_id=conversation.id, data=data)


async def _note_case(session: AsyncSession, conversation: Conversation) -> None:
    step = await conversations.last_of(session, conversation.id, events.OF_CASE)
    wanting = await _wanting(session, events.OF_CASE[step.type]) if step else []
    if step and wanting:
        data = {**facts_of(conversation), "case": {**step.facts, "subject": step.subject}}
        _note(session, wanting, conversation_id=conversation.id, data=data)


def note_test(session: AsyncSession, webhook_id: int) -> WebhookDelivery:
    """Note something harmless for one webhook, to see whether it gets through."""
    return _note(session, [(webhook_id, events.TEST)], conversation_id=None, data={"test": True})[0]


def facts_of(conversation: Conversation) -> dict[str, Any]:
    """How a conversation stands, without a word of what was said or a name."""
    moments = {
        name: moment.isoformat() if moment else None
        for name in ("created_at", "updated_at", "queued_at", "due_at", "claimed_at", "closed_at")
        for moment in (getattr(conversation, name),)
    }
    return {
        "conversation_id": conversation.id,
        "seq": conversation.last_seq,
        "state": conversation.state,
        "language": conversation.language,
        "channel": conversation.channel or "chat",
        "persona": conversation.persona,
        "stage": conversation.stage,
        "escalation_reason": conversation.escalation_reason,
        "line": conversation.line,
        "priority": conversation.priority or 0,
        "promised_minutes": conversation.promised_minutes,
        "assigned_to": conversation.assigned_to,
        "resolution": conversation.resolution,
        "outcome": conversation.outcome,
        "rating": conversation.rating,
        **moments,
    }


async def _wanting(session: AsyncSession, event: str) -> list[tuple[int, str]]:
    """The webhooks that want an event, each with the form in which it does: with words or without."""
    found = []
    for webhook in await repository.active(session):
        choices = [choice for choice in webhook.events if events.plain(choice) == event]
        if choices:
            found.append((webhook.id, max(choices, key=len)))
    return found


def _note(
    session: AsyncSession,
    wanting: list[tuple[int, str]],
    *,
    conversation_id: str | None,
    data: dict[str, Any],
) -> list[WebhookDelivery]:
    noted = [
        WebhookDelivery(
            webhook_id=webhook_id,
            conversation_id=conversation_id,
            message_id=f"msg_{uuid4().hex}",
            event=choice,
            payload=data,
        )
        for webhook_id, choice in wanting
    ]
    session.add_all(noted)
    return noted
