"""Reminders: for oneself, on a conversation, at a moment."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as core
from api.conversations.writing import clean
from api.db import now
from api.desk import repository
from api.desk.errors import NotAhead, TooMany, UnknownThing
from api.desk.models import Reminder
from api.live import announce, staff_topic
from api.services import Services
from api.staff.models import Staff

MOST = 200
_LONGEST = timedelta(days=366)
_AT_ONCE = 200


async def remind(
    session: AsyncSession, conversation_id: str, staff: Staff, *, at: datetime, text: str | None
) -> Reminder:
    """Make a reminder for ``staff``.

    Raises:
        ConversationNotFound: There is no such conversation.
        NotAhead: The moment has passed or is very far.
        TooMany: There are very many already.
    """
    moment = now()
    if not moment < at <= moment + _LONGEST:
        raise NotAhead(fields={"at": NotAhead.message})
    conversation = await core.get(session, conversation_id)
    if len(await repository.reminders(session, staff_id=staff.id)) >= MOST:
        raise TooMany
    days = session.info.get("texts_kept_days")
    reminder = Reminder(
        conversation_id=conversation.id,
        staff_id=staff.id,
        at=at,
        text=clean(text or "")[:300] or None,
        expires_at=moment + timedelta(days=days) if days else None,
    )
    session.add(reminder)
    await session.flush()
    return reminder


async def done(session: AsyncSession, reminder_id: int, staff: Staff) -> Reminder:
    """Tick one's own reminder off; again changes nothing.

    Raises:
        UnknownThing: It does not exist or is somebody else's.
    """
    reminder = await session.get(Reminder, reminder_id)
    if reminder is None or reminder.staff_id != staff.id:
        raise UnknownThing
    reminder.done_at = reminder.done_at or now()
    return reminder


async def tell_due(services: Services) -> int:
    """Hint at reminders that have become due to those who made them; how many that was.

    What they say goes when its time has passed, as all wording does.
    """
    days = services.settings.texts_kept_days
    if days:
        moment = now()
        async with services.database.writing() as session:
            await repository.erase_reminders(session, at=moment, before=moment - timedelta(days=days))
    async with services.database.writing() as session:
        due = await repository.take_due_reminders(session, at=now(), limit=_AT_ONCE)
        for reminder in due:
            payload = {"reminder": reminder.conversation_id}
            announce(session, staff_topic(reminder.staff_id), payload)
    return len(due)
