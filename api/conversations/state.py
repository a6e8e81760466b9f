"""The changes a conversation can go through, each with the event that says so.

All of them work on a locked conversation. ``epoch`` grows whenever the conversation changes hands, which is
what makes a bot reply in flight fall away.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.hooks import changed
from api.conversations.models import Conversation, Event
from api.conversations.waiting import promise_kept
from api.db import now
from api.live import QUEUE, announce, conversation_topic
from api.staff.models import Staff
from bot.catalog import Catalog


async def assign(
    session: AsyncSession,
    conversation: Conversation,
    staff: Staff,
    *,
    catalog: Catalog,
    facts: Mapping[str, Any] | None = None,
    by_hand: bool = True,
) -> None:
    """Give a locked conversation to a person.

    Args:
        facts: What else to remember about how the person came to it.
        by_hand: They took it themselves, and the visitor is told so. Whoever is merely given it may not have seen
            it yet: they are introduced with their first words (see :func:`introduce`).
    """
    waited = conversation.state == "queued"
    conversation.state = "assigned"
    conversation.epoch += 1
    conversation.assigned_to = staff.id
    conversation.claimed_at = now()
    await repository.append(
        session,
        conversation,
        type="claimed",
        author="agent",
        audience="public",
        facts={
            "staff_id": staff.id,
            "name": staff.name,
            "by_hand": by_hand,
            **(promise_kept(conversation) if waited else {}),
            **(facts or {}),
        },
    )
    await changed(session, conversation, "assigned")
    tell(session, conversation)
    if by_hand:
        await _say_who(session, conversation, staff, catalog=catalog)


async def introduce(
    session: AsyncSession, conversation: Conversation, staff: Staff, *, catalog: Catalog
) -> None:
    """Say who writes, before the first words of somebody whom the visitor has not met."""
    if not await introduced(session, conversation):
        await _say_who(session, conversation, staff, catalog=catalog)


async def introduced(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether the visitor knows of the person who has the conversation."""
    claimed = await repository.last_of(session, conversation.id, ("claimed",))
    if claimed is None or claimed.facts.get("by_hand", True):
        return True
    return await repository.person_wrote(session, conversation.id, after=claimed.seq)


async def _say_who(
    session: AsyncSession, conversation: Conversation, staff: Staff, *, catalog: Catalog
) -> None:
    joined = catalog.business.messages.person_joined[conversation.language]
    await say(session, conversation, joined.replace("{name}", staff.name))


async def closed(
    session: AsyncSession,
    conversation: Conversation,
    *,
    author: repository.Author,
    facts: dict[str, str | int],
) -> None:
    """End a locked conversation."""
    conversation.state = "closed"
    conversation.epoch += 1
    conversation.closed_at = now()
    conversation.due_at = None
    await repository.append(
        session,
        conversation,
        type="closed",
        author=author,
        audience="public",
        subject=conversation.resolution,
        facts=facts,
    )
    await changed(session, conversation, "closed")
    tell(session, conversation)


def release(conversation: Conversation) -> None:
    """Give a locked conversation to the bot and forget that a person had it or was asked for."""
    conversation.state = "bot"
    conversation.epoch += 1
    conversation.assigned_to = conversation.claimed_at = conversation.queued_at = conversation.due_at = None
    conversation.escalation_reason = conversation.line = conversation.promised_minutes = None
    conversation.team_id = None


async def reopen(session: AsyncSession, conversation: Conversation) -> None:
    """Give a locked, closed conversation back to the bot because the visitor writes again."""
    release(conversation)
    conversation.closed_at = conversation.resolution = conversation.outcome = None
    await repository.append(session, conversation, type="reopened", author="visitor", audience="public")
    await changed(session, conversation, "reopened")
    tell(session, conversation)


async def say(session: AsyncSession, conversation: Conversation, text: str) -> Event:
    """A line of the system in the visitor's timeline."""
    event = await repository.append(
        session,
        conversation,
        type="message",
        author="system",
        audience="public",
        facts={"buttons": []},
        texts={"text": text},
    )
    tell(session, conversation)
    return event


def tell(session: AsyncSession, conversation: Conversation) -> None:
    """Hint at the newest event to whoever looks at the conversation or the queue.

    The queue's hint carries ``state`` when the place of anybody in it may have changed. What is merely said in a
    conversation that waits for a person, or has one, is a hint without it: for the list of those who work, and
    with ``holder`` first of all for the one who has it.
    """
    announce(session, conversation_topic(conversation.id), {"seq": conversation.last_seq})
    if repository.moved_in_queue(session, conversation):
        announce(session, QUEUE, {"conversation_id": conversation.id, "state": conversation.state})
    elif conversation.state in ("queued", "assigned"):
        announce(session, QUEUE, {"conversation_id": conversation.id, "holder": conversation.assigned_to})
