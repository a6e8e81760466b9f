"""What a wait is computed from, read in one statement, because every turn of the bot needs it.

A line that nobody works on is everybody's (as it is when conversations are shared out), so that a small house need
not set anything up. Who waits on another line counts too where the same people take both.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.conversations.models import Conversation, Event
from api.conversations.queue_order import queue_order, to_be_taken
from api.db import Facts, UtcDateTime, now
from api.staff.models import Staff, StaffSession

CASES = 20
_MOMENT = bindparam("now", type_=UtcDateTime())
_ID = bindparam("id", type_=String())
_LINE = func.coalesce(Conversation.line, 1)
_OF_LINE = bindparam("line", type_=Integer()) == _LINE
_NO_TIME, _NO_NUMBER, _NO_LINES = cast(null(), UtcDateTime()), cast(null(), Integer()), cast(null(), Facts)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One person who is there: how many conversations they take at a time, and how many they have."""

    capacity: int
    held: int


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Who is there for a line, how many wait before one, and how long recent cases took from claim to close."""

    desks: tuple[Desk, ...]
    ahead: int
    cases: tuple[timedelta, ...]


async def wait_basis(
    session: AsyncSession,
    conversation: Conversation | None,
    *,
    seen_after: datetime,
    claimed_after: datetime,
) -> Basis:
    """Everything about the line of ``conversation``; before one that is not in the queue are all who wait.

    Args:
        seen_after: Who has not been seen since is not there.
        claimed_after: Since when cases are recent; of those that are closed the newest ``CASES`` count.
    """
    line = (conversation.line if conversation else None) or 1
    values = {
        "now": now(),
        "line": line,
        "id": conversation.id if conversation else "",
        "queued": conversation is not None and conversation.state == "queued",
        "seen_after": seen_after,
        "claimed_after": claimed_after,
    }
    rows = [_Row(*row) for row in await session.execute(_BASIS, values)]
    staffed = {works for row in rows for works in row.lines or ()}
    desks = [row for row in rows if row.kind == "there" and _serves(row, line, staffed)]
    return Basis(
        desks=tuple(Desk(capacity=row.number, held=row.held) for row in desks),
        ahead=sum(
            row.held
            for row in rows
            if row.kind == "ahead"
            and (row.number == line or any(_serves(desk, row.number, staffed) for desk in desks))
        ),
        cases=tuple(row.end - row.start for row in rows if row.kind == "case" and row.start and row.end),
    )


class _Row(NamedTuple):
    """Of one kind: a person (``number`` is the capacity), a line (``number``) with how many wait, or a case."""

    kind: str
    number: int
    held: int
    lines: list[int] | None
    start: datetime | None
    end: datetime | None


def _serves(desk: _Row, line: int, staffed: Set[int]) -> bool:
    return line in (desk.lines or ()) or line not in staffed


def _desks() -> Select[Any]:
    held = (
        select(func.count())
        .select_from(Conversation)
        .where(
            Conversation.assigned_to == Staff.id,
            Conversation.state == "assigned",
            or_(Conversation.snoozed_until.is_(None), Conversation.snoozed_until <= _MOMENT),
        )
        .correlate(Staff)
        .scalar_subquery()
    )
    seen = select(StaffSession.staff_id).where(
        StaffSession.expires_at > _MOMENT,
        StaffSession.last_seen_at > bindparam("seen_after", type_=UtcDateTime()),
    )
    there = and_(Staff.available.is_(True), Staff.id.in_(seen))
    return select(
        case((there, "there"), else_="away").label("kind"),
        Staff.capacity.label("number"),
        held.label("held"),
        Staff.lines.label("lines"),
        _NO_TIME.label("start"),
        _NO_TIME.label("end"),
    ).where(Staff.active.is_(True), Staff.role.in_(("agent", "lead", "admin")))


def _ahead() -> Select[Any]:
    mine = aliased(Conversation)
    before_me = (
        select(mine.id)
        .where(mine.id == _ID, tuple_(*queue_order()) < tuple_(*queue_order(mine)))
        .correlate(Conversation)
        .exists()
    )
    return (
        select(literal("ahead"), _LINE, func.count(), _NO_LINES, _NO_TIME, _NO_TIME)
        .where(
            to_be_taken(_MOMENT),
            Conversation.id != _ID,
            or_(not_(bindparam("queued", type_=Boolean())), before_me),
        )
        .group_by(_LINE)
    )


def _cases() -> Select[Any]:
    """By their claims, whose index is in the order of time; a case that was passed on counts by its last one."""
    newest = (
        select(Conversation.claimed_at.label("start"), Conversation.closed_at.label("end"))
        .join(Event, Event.conversation_id == Conversation.id)
        .where(
            Event.type == "claimed",
            Event.created_at > bindparam("claimed_after", type_=UtcDateTime()),
            Event.created_at >= Conversation.claimed_at,
            Conversation.closed_at.is_not(None),
            _OF_LINE,
        )
        .order_by(Event.created_at.desc())
        .limit(CASES)
        .subquery()
    )
    return select(literal("case"), _NO_NUMBER, _NO_NUMBER, _NO_LINES, newest.c.start, newest.c.end)


# Built once: putting a statement together costs as much as running it.
_BASIS = union_all(_desks(), _ahead(), _cases())
