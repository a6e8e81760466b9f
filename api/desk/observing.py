"""What the desk does when a conversation changes hands."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as core
from api.conversations.hooks import Change
from api.conversations.models import Conversation
from api.desk import repository, snooze
from api.desk.errors import UnchangedStart
from api.desk.starts import is_unchanged_start
from api.services import Services

_MOVES = frozenset[Change]({"queued", "assigned", "released", "transferred"})


def install(services: Services) -> None:
    """Have the desk told of every change."""
    services.observers.add(observe)


async def observe(session: AsyncSession, conversation: Conversation, change: Change) -> None:
    """Wake what the visitor writes in and what changes hands, forget a snooze with the end, refuse an unchanged start.

    Whoever put a conversation aside did so for themselves: the next one has to see it.

    Raises:
        UnchangedStart: The reply just written answers a complaint with a canned start; nothing is stored.
    """
    if change in ("visitor_wrote", "reopened"):
        await snooze.wake(session, conversation, why="visitor")
    elif change in _MOVES:
        await snooze.wake(session, conversation, why="moved")
    elif change in ("closed", "handed_back"):
        conversation.snoozed_until = None
    elif change == "replied":
        await _check_own_words(session, conversation)


async def _check_own_words(session: AsyncSession, conversation: Conversation) -> None:
    if not await repository.is_complaint(session, conversation):
        return
    reply = await core.last_of(session, conversation.id, ("message",))
    text = reply.wording() if reply else None
    if text and await is_unchanged_start(session, conversation, text):
        raise UnchangedStart
