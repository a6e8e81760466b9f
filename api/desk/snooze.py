"""Out of the lists until a moment: a conversation comes back by itself, or when the visitor writes."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as core
from api.conversations.errors import ConversationClosed, TakenByAnother
from api.conversations.models import Conversation
from api.conversations.opening import opening
from api.db import now
from api.desk import repository
from api.desk.errors import NotAhead
from api.live import QUEUE, announce, conversation_topic, staff_topic
from api.services import Services
from api.staff.models import Staff
from bot.catalog.models import Hours

Why = Literal["time", "visitor", "agent", "moved"]
_LONGEST = timedelta(days=366)
_LATER = timedelta(hours=3)
_QUARTER = timedelta(minutes=15)
_MORNING = time(8)
_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A moment one often wants."""

    name: Literal["later_today", "tomorrow", "next_week"]
    until: datetime


def presets(hours: Hours, at: datetime) -> tuple[Preset, ...]:
    """Return the usual moments as seen at `at`; later today only while that is today and people are at work."""
    zone = ZoneInfo(hours.timezone)
    local = at.astimezone(zone)
    later = datetime.fromtimestamp(-((-(at + _LATER).timestamp()) // _QUARTER.total_seconds()) * 900, UTC)
    found = []
    if later.astimezone(zone).date() == local.date() and opening(hours, later).open:
        found.append(Preset(name="later_today", until=later))
    tomorrow = datetime.combine(local.date() + timedelta(days=1), time(), zone).astimezone(UTC)
    morning = datetime.combine(local.date() + timedelta(days=1), _MORNING, zone).astimezone(UTC)
    opens = opening(hours, tomorrow).opens_at
    same_day = opens is not None and opens - tomorrow < timedelta(hours=24)
    found.append(Preset(name="tomorrow", until=opens if opens and same_day else morning))
    monday = local.date() + timedelta(days=7 - local.weekday())
    week = datetime.combine(monday, time(), zone).astimezone(UTC)
    next_opens = opening(hours, week)
    fallback = datetime.combine(monday, _MORNING, zone).astimezone(UTC)
    found.append(Preset(name="next_week", until=next_opens.opens_at or fallback))
    return tuple(found)


async def snooze(session: AsyncSession, conversation_id: str, staff: Staff, until: datetime) -> Conversation:
    """Put a conversation out of the lists until a moment.

    Raises:
        NotAhead: The moment has passed or is very far.
        ConversationClosed: It is in no list that one works from.
        TakenByAnother: A colleague has it.
    """
    moment = now()
    if not moment < until <= moment + _LONGEST:
        raise NotAhead(fields={"until": NotAhead.message})
    conversation = await core.lock(session, conversation_id)
    if conversation.state == "closed":
        raise ConversationClosed
    if conversation.state == "assigned" and conversation.assigned_to != staff.id:
        raise TakenByAnother
    conversation.snoozed_until = until
    await core.append(
        session,
        conversation,
        type="snoozed",
        author="agent",
        facts={"staff_id": staff.id, "until": until.astimezone(UTC).isoformat()},
    )
    _tell(session, conversation, why=None)
    return conversation


async def wake(
    session: AsyncSession, conversation: Conversation, *, why: Why, staff: Staff | None = None
) -> bool:
    """Bring a locked conversation back into the lists; False when it was in them.

    Args:
        why: Its moment came, the visitor wrote, somebody wanted it back, or it has ``moved`` to somebody else.
    """
    if conversation.snoozed_until is None:
        return False
    conversation.snoozed_until = None
    await core.append(
        session,
        conversation,
        type="woken",
        author="agent" if staff else "system",
        subject=why,
        facts={"staff_id": staff.id} if staff else {},
    )
    _tell(session, conversation, why=why)
    return True


async def wake_by_hand(session: AsyncSession, conversation_id: str, staff: Staff) -> Conversation:
    """Bring a conversation back before its time.

    Raises:
        ConversationNotFound: There is no such conversation.
    """
    conversation = await core.lock(session, conversation_id)
    await wake(session, conversation, why="agent", staff=staff)
    return conversation


async def wake_due(services: Services) -> int:
    """Bring back what has been snoozed long enough, each in its own transaction; how many that was."""
    async with services.database.reading() as session:
        due = await repository.snoozed_until(session, at=now(), limit=_AT_ONCE)
    woken = 0
    for conversation_id in due:
        async with services.database.writing() as session:
            conversation = await core.find_locked(session, conversation_id)
            # Another process may have been faster, or somebody has snoozed it anew.
            if (
                conversation is None
                or conversation.snoozed_until is None
                or conversation.snoozed_until > now()
            ):
                continue
            woken += await wake(session, conversation, why="time")
    return woken


def _tell(session: AsyncSession, conversation: Conversation, *, why: Why | None) -> None:
    announce(session, conversation_topic(conversation.id), {"seq": conversation.last_seq})
    announce(session, QUEUE, {"conversation_id": conversation.id, "state": conversation.state})
    if why in ("time", "visitor") and conversation.assigned_to is not None:
        payload = {"woken": conversation.id}
        announce(session, staff_topic(conversation.assigned_to), payload)
