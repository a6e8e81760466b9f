"""Whoever takes, passes on, closes or hands back a conversation is in the audit trail, whichever way they did it.

The core tells of every change in the transaction that makes it; the events it has just appended say who did what. What
the desk does by itself, such as sharing out, is nobody's act and is in the timeline alone.
"""

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.hooks import Change
from api.conversations.models import Conversation, Event
from api.services import Services
from api.staff import audit
from api.staff.models import Staff

_TYPES = frozenset({"claimed", "transferred", "closed", "handed_back"})


def install(services: Services) -> None:
    """Have changes of hands noted from now on."""
    services.observers.add(observe)


async def observe(session: AsyncSession, conversation: Conversation, change: Change) -> None:
    """Note what a person has just done with a conversation, once."""
    noted: set[int] = session.info.setdefault("audited", set())
    for event in _acts(session, conversation):
        if id(event) in noted:
            continue
        noted.add(id(event))
        staff = await session.get(Staff, event.facts["staff_id"])
        match event.type:
            case "claimed":
                await audit.note(session, staff, "conversation_claimed", conversation.id)
            case "transferred":
                await audit.note(
                    session,
                    staff,
                    "conversation_transferred",
                    conversation.id,
                    line=event.facts.get("line"),
                    person=event.facts.get("to_staff_id"),
                )
            case "closed":
                await audit.note(session, staff, "conversation_closed", conversation.id)
            case "handed_back":
                await audit.note(session, staff, "conversation_handed_back", conversation.id)


def _acts(session: AsyncSession, conversation: Conversation) -> Iterator[Event]:
    """What people have done with the conversation in this transaction; it keeps its events, so their ids hold."""
    receiver: int | None = None
    for event in session.info.get("appended", ()):
        if event.conversation_id != conversation.id or event.type not in _TYPES or event.author != "agent":
            continue
        staff_id = event.facts.get("staff_id")
        # Whoever was given a conversation by a colleague, or by the desk itself, has not taken it.
        given = event.type == "claimed" and (event.facts.get("auto") or staff_id == receiver)
        if event.type == "transferred":
            receiver = event.facts.get("to_staff_id")
        if staff_id and not given:
            yield event
