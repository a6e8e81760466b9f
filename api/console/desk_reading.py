"""Turns what the desk keeps into what a page shows: names and moments in words, in the reader's language."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.console import queries
from api.console.desk_schemas import (
    Aids,
    ColourOut,
    DroppedOut,
    FilledOut,
    LabelsOut,
    MentionOut,
    PresetOut,
    ReminderOut,
    StartOut,
    StartsOut,
    ToDo,
    ViewOut,
    label_out,
    mark_of,
)
from api.console.labels import Labels
from api.conversations import repository as core
from api.conversations.models import Conversation
from api.db import now
from api.desk import repository, starts, views
from api.desk.filters import Dropped
from api.desk.models import CannedStart, Reminder
from api.desk.palette import PALETTE
from api.desk.presence import Presence
from api.desk.queries import conversations_by_id, labels_of
from api.desk.snooze import presets
from api.desk.views import View
from api.desk.wording import words
from api.staff.models import Staff

_LEADS = ("lead", "admin")
_MENTIONS = 100


def leads(staff: Staff) -> bool:
    """Say whether somebody may change what everybody works with."""
    return staff.role in _LEADS


async def all_labels(session: AsyncSession, staff: Staff, labels: Labels) -> LabelsOut:
    """Return every label, and the colours a new one may have."""
    w = words(labels.t.language)
    return LabelsOut(
        labels=tuple(
            label_out(label, conversations=count) for label, count in await repository.labels(session)
        ),
        palette=tuple(
            ColourOut(name=w.label("colour", colour.name), light=colour.light, dark=colour.dark)
            for colour in PALETTE
        ),
        may_change=leads(staff),
    )


async def aids(
    session: AsyncSession,
    conversation_id: str,
    staff: Staff,
    *,
    labels: Labels,
    presence: Presence | None = None,
) -> Aids:
    """Return what stands around an open conversation; who is here only where `presence` is given.

    Raises:
        ConversationNotFound: It does not exist (any more).
    """
    conversation = await core.get(session, conversation_id)
    w, moment = words(labels.t.language), now()
    marks = (await labels_of(session, [conversation_id])).get(conversation_id, ())
    own = await repository.reminders(session, staff_id=staff.id, conversation_id=conversation_id)
    until = conversation.snoozed_until
    snoozed = until is not None and until > moment
    others = conversation.state == "assigned" and conversation.assigned_to != staff.id
    return Aids(
        priority=conversation.priority,
        priority_words=w.label("priority", str(conversation.priority)),
        labels=tuple(map(mark_of, marks)),
        snoozed_until=until if snoozed else None,
        snoozed_words=labels.when(until) if until and snoozed else None,
        presets=tuple(
            PresetOut(
                name=one.name,
                words=w.label("snooze", one.name),
                until=one.until,
                when=labels.when(one.until),
            )
            for one in presets(labels.catalog.hours, moment)
        ),
        reminders=await reminders_out(session, own, labels),
        present=presence.others(conversation_id, than=staff.id) if presence else (),
        may_snooze=conversation.state != "closed" and not others,
        complaint=await repository.is_complaint(session, conversation),
    )


async def to_do(session: AsyncSession, staff: Staff, labels: Labels) -> ToDo:
    """Return one's reminders and the notes one is named in."""
    own = await repository.reminders(session, staff_id=staff.id)
    named = await repository.unread_mentions(session, staff_id=staff.id, limit=_MENTIONS)
    ids = {event.conversation_id for _, event in named}
    who = await _names(session, ids, labels)
    by = await queries.staff_names(session, {int(event.facts.get("staff_id") or 0) for _, event in named})
    reminders = await reminders_out(session, own, labels)
    return ToDo(
        reminders=reminders,
        mentions=tuple(
            MentionOut(
                conversation_id=event.conversation_id,
                seq=event.seq,
                who=who[event.conversation_id],
                by=by.get(int(event.facts.get("staff_id") or 0)) or labels.colleague(None),
                text=event.wording(),
                at=event.created_at,
                when=labels.when(event.created_at),
            )
            for _, event in named
        ),
        due=sum(reminder.due for reminder in reminders),
    )


async def reminders_out(
    session: AsyncSession, reminders: Sequence[Reminder], labels: Labels
) -> tuple[ReminderOut, ...]:
    """Return reminders with whom they are about, and whether their moment has come."""
    who = await _names(session, {one.conversation_id for one in reminders}, labels)
    moment = now()
    return tuple(
        ReminderOut(
            id=one.id,
            conversation_id=one.conversation_id,
            who=who[one.conversation_id],
            at=one.at,
            when=labels.when(one.at),
            text=one.text,
            due=one.at <= moment,
        )
        for one in reminders
    )


async def all_starts(session: AsyncSession, staff: Staff) -> StartsOut:
    """Return the canned starts as they are kept."""
    kept = await repository.starts(session)
    return StartsOut(starts=tuple(map(start_out, kept)), variables=starts.VARIABLES, may_change=leads(staff))


def start_out(start: CannedStart) -> StartOut:
    """Return one start."""
    return StartOut(
        id=start.id,
        shortcut=start.shortcut,
        language=start.language,
        text=start.text,
        updated_at=start.updated_at,
    )


async def filled_starts(
    session: AsyncSession, conversation_id: str, staff: Staff, labels: Labels
) -> tuple[FilledOut, ...]:
    """Return the starts filled for a conversation.

    Raises:
        ConversationNotFound: It does not exist (any more).
    """
    conversation: Conversation = await core.get(session, conversation_id)
    w = words(labels.t.language)
    return tuple(
        FilledOut(
            id=one.id,
            shortcut=one.shortcut,
            language=one.language,
            text=one.text,
            missing=tuple(w.label("missing", name) for name in one.missing),
        )
        for one in await starts.filled(session, conversation, staff, catalog=labels.catalog)
    )


async def all_views(session: AsyncSession, staff: Staff, labels: Labels) -> tuple[ViewOut, ...]:
    """Return the views somebody sees, each with its count and a note about every filter that was dropped."""
    return tuple(view_out(view, labels) for view in await views.views(session, staff, catalog=labels.catalog))


def view_out(view: View, labels: Labels) -> ViewOut:
    """Return one view."""
    return ViewOut(
        id=view.id,
        name=view.name,
        shared=view.shared,
        may_change=view.may_change,
        filters=view.reading.filters,
        dropped=dropped_out(view.reading.dropped, labels),
        count=view.count,
    )


def dropped_out(dropped: Sequence[Dropped], labels: Labels) -> tuple[DroppedOut, ...]:
    """Return what was dropped, each with a sentence that says so."""
    w = words(labels.t.language)
    return tuple(
        DroppedOut(
            field=one.field,
            value=one.value,
            note=w.entries.get(f"dropped.{one.field}") or w("dropped.other", field=one.field),
        )
        for one in dropped
    )


async def _names(session: AsyncSession, ids: set[str], labels: Labels) -> dict[str, str]:
    conversations = await conversations_by_id(session, ids)
    names = await queries.names_of(session, list(conversations.values()))
    return {one: names.get(one) or labels.t("queue.guest") for one in ids}
