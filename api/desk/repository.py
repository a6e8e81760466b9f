"""The only place with SQL for single labels, views, starts, reminders and mentions."""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation, Event
from api.desk.models import CannedStart, ConversationLabel, Label, Mention, Reminder, SavedView
from api.staff.models import KEY_ACCOUNTS, Staff


async def labels(session: AsyncSession) -> Sequence[tuple[Label, int]]:
    """Return every label by name, with how many conversations have it."""
    query = (
        select(Label, func.count(ConversationLabel.conversation_id))
        .outerjoin(ConversationLabel, ConversationLabel.label_id == Label.id)
        .group_by(Label.id)
    )
    found = [(row[0], row[1]) for row in await session.execute(query)]
    return sorted(found, key=lambda one: _folded(one[0].name))


async def label_named(session: AsyncSession, name: str) -> Label | None:
    """Return the label of this name, however it is capitalised; compared here, for SQLite knows no capital Æ."""
    wanted = _folded(name)
    everyone = await session.scalars(select(Label).order_by(Label.id))
    return next((label for label in everyone if _folded(label.name) == wanted), None)


async def label_on(session: AsyncSession, conversation_id: str, label_id: int) -> ConversationLabel | None:
    """Return the label's place on the conversation, None where it is not on it."""
    return await session.get(ConversationLabel, (conversation_id, label_id))


async def views(session: AsyncSession, *, staff_id: int) -> Sequence[SavedView]:
    """Return one's own views and those everybody sees: the shared first, each by name."""
    query = select(SavedView).where(or_(SavedView.staff_id == staff_id, SavedView.staff_id.is_(None)))
    return (await session.scalars(query.order_by(SavedView.staff_id.is_not(None), SavedView.name))).all()


async def starts(session: AsyncSession, *, language: str | None = None) -> Sequence[CannedStart]:
    """Return the canned starts by shortcut."""
    query = select(CannedStart).order_by(CannedStart.shortcut, CannedStart.language)
    if language is not None:
        query = query.where(CannedStart.language == language)
    return (await session.scalars(query)).all()


async def start_of(session: AsyncSession, shortcut: str, language: str) -> CannedStart | None:
    """Return the start with this shortcut in this language."""
    query = select(CannedStart).where(CannedStart.shortcut == shortcut, CannedStart.language == language)
    return (await session.scalars(query)).first()


async def is_complaint(session: AsyncSession, conversation: Conversation) -> bool:
    """Say whether somebody complained in this conversation."""
    if conversation.escalation_reason == "complaint":
        return True
    raised = exists().where(Event.conversation_id == conversation.id, Event.type == "complaint_raised")
    return bool(await session.scalar(select(raised)))


async def colleagues(session: AsyncSession) -> Sequence[Staff]:
    """Return everybody who works in the console, by name."""
    query = select(Staff).where(
        Staff.active.is_(True), Staff.role != "marketer", ~Staff.email.endswith(KEY_ACCOUNTS)
    )
    return (await session.scalars(query.order_by(Staff.name, Staff.id))).all()


async def reminders(
    session: AsyncSession, *, staff_id: int, conversation_id: str | None = None
) -> Sequence[Reminder]:
    """Return somebody's reminders that are not done, the first due first."""
    query = select(Reminder).where(Reminder.staff_id == staff_id, Reminder.done_at.is_(None))
    if conversation_id is not None:
        query = query.where(Reminder.conversation_id == conversation_id)
    return (await session.scalars(query.order_by(Reminder.at, Reminder.id))).all()


async def take_due_reminders(session: AsyncSession, *, at: datetime, limit: int) -> Sequence[Reminder]:
    """Return reminders that have become due, each once, noting that somebody is told of them now."""
    due = (
        select(Reminder.id)
        .where(Reminder.at <= at, Reminder.done_at.is_(None), Reminder.told_at.is_(None))
        .order_by(Reminder.at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = update(Reminder).where(Reminder.id.in_(due)).values(told_at=at).returning(Reminder)
    return (await session.scalars(taken)).all()


async def erase_reminders(session: AsyncSession, *, at: datetime, before: datetime) -> int:
    """Remove the words of reminders whose time has passed; how many that was.

    Args:
        before: From when those are that say not themselves how long they are kept.
    """
    over = or_(Reminder.expires_at <= at, Reminder.expires_at.is_(None) & (Reminder.at <= before))
    query = update(Reminder).where(Reminder.text.is_not(None), over).values(text=None)
    return len((await session.scalars(query.returning(Reminder.id))).all())


async def snoozed_until(session: AsyncSession, *, at: datetime, limit: int) -> Sequence[str]:
    """Return conversations whose snooze is over, the longest over first."""
    query = select(Conversation.id).where(Conversation.snoozed_until <= at)
    return (await session.scalars(query.order_by(Conversation.snoozed_until).limit(limit))).all()


async def unread_mentions(
    session: AsyncSession, *, staff_id: int, limit: int
) -> Sequence[tuple[Mention, Event]]:
    """Return the notes that somebody was named in and has not seen, the newest first."""
    query = (
        select(Mention, Event)
        .join(Event, Event.id == Mention.event_id)
        .where(Mention.staff_id == staff_id, Mention.read_at.is_(None))
        .order_by(Event.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def read_mentions(
    session: AsyncSession, conversation_id: str, *, staff_id: int, at: datetime
) -> Collection[int]:
    """Note that somebody has seen the notes of one conversation that name them; the notes that were new."""
    notes = select(Event.id).where(Event.conversation_id == conversation_id, Event.type == "note")
    query = (
        update(Mention)
        .where(Mention.staff_id == staff_id, Mention.read_at.is_(None), Mention.event_id.in_(notes))
        .values(read_at=at)
        .returning(Mention.event_id)
    )
    return (await session.scalars(query)).all()


async def mentioned_in(session: AsyncSession, event_id: int) -> set[int]:
    """Return who is named in a note already."""
    return set((await session.scalars(select(Mention.staff_id).where(Mention.event_id == event_id))).all())


async def written_by_others(
    session: AsyncSession, conversation_id: str, *, after: int, staff_id: int
) -> Sequence[Event]:
    """Return what colleagues have written to the customer after event number ``after``."""
    query = select(Event).where(
        Event.conversation_id == conversation_id,
        Event.seq > after,
        Event.type == "message",
        Event.author == "agent",
    )
    written = (await session.scalars(query.order_by(Event.seq))).all()
    return [event for event in written if event.facts.get("staff_id") != staff_id]


async def remove(session: AsyncSession, row: Label | SavedView | CannedStart | Reminder) -> None:
    """Delete one row and what hangs on it."""
    table = type(row)
    await session.execute(delete(table).where(table.id == row.id))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
