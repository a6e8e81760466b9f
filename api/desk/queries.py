"""The only place with SQL about many conversations at the desk: what a filter means, and what it counts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.attachments.models import Attachment
from api.conversations.models import Conversation
from api.conversations.queue_order import queue_order
from api.desk.filters import Filters, Known
from api.desk.models import ConversationLabel, Label
from api.desk.search.queries import found_in
from api.desk.search.wanted import wanted
from api.service_levels.models import ServiceClock
from api.staff.models import Staff
from api.staff.team_models import Team

# Only where somebody waits can anything be late.
_UNDER_WAY = ("queued", "assigned")


def condition_of(
    session: AsyncSession, filters: Filters, *, staff_id: int, at: datetime, zone: tzinfo
) -> ColumnElement[bool]:
    """Return what `filters` mean for a conversation, for one reader at one moment.

    Args:
        zone: The business's own time zone, in which days begin.
    """
    return and_(
        _among(filters),
        _held(filters, staff_id),
        _clocks(filters, at),
        _snoozed(filters, at),
        _period(filters, zone),
        _labelled(filters),
        _with_attachment(filters),
        _said(session, filters),
    )


async def conversations(
    session: AsyncSession, condition: ColumnElement[bool], filters: Filters, *, limit: int, offset: int
) -> Sequence[Conversation]:
    """Return one page of the conversations of a condition, in the order the filters ask for."""
    query = select(Conversation).where(condition).order_by(*_order(filters))
    return (await session.scalars(query.limit(limit).offset(offset))).all()


async def conversations_by_id(session: AsyncSession, ids: Collection[str]) -> dict[str, Conversation]:
    """Return conversations by their ids, as far as they exist."""
    found = await session.scalars(select(Conversation).where(Conversation.id.in_(ids)))
    return {one.id: one for one in found}


async def counts(session: AsyncSession, conditions: Sequence[ColumnElement[bool]]) -> Sequence[int]:
    """Return how many conversations each condition has, in one statement."""
    if not conditions:
        return []
    each = (
        select(func.count()).select_from(Conversation).where(condition).scalar_subquery()
        for condition in conditions
    )
    row = (await session.execute(select(*each))).one()
    return [int(number) for number in row]


async def known(session: AsyncSession, *, personas: Collection[str]) -> Known:
    """Return what a stored filter may refer to now."""
    return Known(
        label=set((await session.scalars(select(Label.id))).all()),
        team=set((await session.scalars(select(Team.id))).all()),
        holder=set((await session.scalars(select(Staff.id).where(Staff.active.is_(True)))).all()),
        persona=set(personas),
    )


async def labels_of(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Sequence[Label]]:
    """Return the labels of each conversation, by name."""
    query = (
        select(ConversationLabel.conversation_id, Label)
        .join(Label, Label.id == ConversationLabel.label_id)
        .where(ConversationLabel.conversation_id.in_(ids))
        .order_by(Label.name)
    )
    found: dict[str, list[Label]] = {}
    for row in await session.execute(query):
        found.setdefault(row[0], []).append(row[1])
    return found


def not_snoozed(at: datetime) -> ColumnElement[bool]:
    """Return the condition of the default lists: what is snoozed is out of them until its moment."""
    return or_(Conversation.snoozed_until.is_(None), Conversation.snoozed_until <= at)


def _among(filters: Filters) -> ColumnElement[bool]:
    columns: tuple[tuple[InstrumentedAttribute[Any], Sequence[Any]], ...] = (
        (Conversation.state, filters.state),
        (Conversation.team_id, filters.team),
        (Conversation.line, filters.line),
        (Conversation.language, filters.language),
        (Conversation.priority, filters.priority),
        (Conversation.escalation_reason, filters.reason),
        (Conversation.persona, filters.persona),
        (Conversation.channel, filters.channel),
    )
    return and_(true(), *(column.in_(values) for column, values in columns if values))


def _held(filters: Filters, staff_id: int) -> ColumnElement[bool]:
    if filters.holder is None:
        return true()
    if filters.holder == "nobody":
        return and_(Conversation.assigned_to.is_(None), Conversation.state != "closed")
    return Conversation.assigned_to == (staff_id if filters.holder == "me" else filters.holder)


def _clocks(filters: Filters, at: datetime) -> ColumnElement[bool]:
    """Who waits, and since when, the queue says for those in it and the clocks for those a person has."""
    conditions: list[ColumnElement[bool]] = [true()]
    active = (ServiceClock.conversation_id == Conversation.id, ServiceClock.ended_at.is_(None))
    if filters.waiting_over is not None:
        since = at - timedelta(minutes=filters.waiting_over)
        answered = exists().where(
            *active, ServiceClock.kind != "resolution", ServiceClock.started_at <= since
        )
        queued = and_(Conversation.state == "queued", Conversation.queued_at <= since)
        conditions.append(or_(queued, and_(Conversation.state == "assigned", answered)))
    if filters.overdue:
        late = exists().where(*active, ServiceClock.due_at < at)
        conditions += [Conversation.state.in_(_UNDER_WAY), or_(Conversation.due_at < at, late)]
    return and_(*conditions)


def _snoozed(filters: Filters, at: datetime) -> ColumnElement[bool]:
    if filters.snoozed == "also":
        return true()
    return not_snoozed(at) if filters.snoozed == "no" else Conversation.snoozed_until > at


def _period(filters: Filters, zone: tzinfo) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if filters.since:
        conditions.append(Conversation.created_at >= datetime.combine(filters.since, time(), zone))
    if filters.until:
        after = filters.until + timedelta(days=1)
        conditions.append(Conversation.created_at < datetime.combine(after, time(), zone))
    return and_(*conditions)


def _labelled(filters: Filters) -> ColumnElement[bool]:
    if not filters.label:
        return true()
    labelled = select(ConversationLabel.conversation_id).where(ConversationLabel.label_id.in_(filters.label))
    return Conversation.id.in_(labelled)


def _with_attachment(filters: Filters) -> ColumnElement[bool]:
    if not filters.attachment:
        return true()
    return exists().where(Attachment.conversation_id == Conversation.id, Attachment.event_seq.is_not(None))


def _said(session: AsyncSession, filters: Filters) -> ColumnElement[bool]:
    if filters.text is None or not filters.text.strip():
        return true()
    looked_for = wanted(filters.text)
    return found_in(session, looked_for) if looked_for.terms else false()


def _order(filters: Filters) -> tuple[Any, ...]:
    newest = Conversation.updated_at.desc()
    if filters.order == "newest":
        return (newest, Conversation.id)
    if filters.order == "oldest":
        return (Conversation.created_at.asc(), Conversation.id)
    *place, last = queue_order()
    return (*place, newest, last)
