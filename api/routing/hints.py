"""When to look again at who can be given what: after every change that makes room, or needs it.

Sharing out is never done inside the transaction that made the change: it would hold the rows of other
conversations there. A hint after the commit wakes the loop in ``api/housekeeping.py``.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.hooks import Change
from api.conversations.models import Conversation
from api.db import now
from api.live import announce
from api.routing import repository
from api.services import Services

ROUTING = "routing"
_LOOK_AGAIN = frozenset[Change]({"queued", "released", "transferred", "handed_back", "closed"})
_BEGINS_ANEW = frozenset[Change]({"handed_back", "closed", "reopened"})


def install(services: Services) -> None:
    """Listen to what happens to conversations."""
    services.observers.add(_on_change)


async def _on_change(session: AsyncSession, conversation: Conversation, change: Change) -> None:
    if change in _LOOK_AGAIN:
        announce(session, ROUTING, {"conversation_id": conversation.id})
    if change in _BEGINS_ANEW:
        conversation.for_leads, conversation.not_to = False, None
    if change == "assigned" and conversation.assigned_to is not None:
        await repository.note_assigned(session, conversation.assigned_to, at=now())
        if not conversation.for_leads:
            # What is for leads stays so while one of them has it: it may come back to the queue.
            conversation.not_to = None
