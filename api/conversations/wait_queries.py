"""What a wait is computed from, read in one statement, because every turn of the bot needs it.

Who may take it is decided as it is when conversations are shared out (``taking.py``). Who waits for others counts too
where the same people take both.
"""

from collections import defaultdict
from collections.abc import Sequence
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
from api.conversations.taking import Asked, Staffing, Worker, asked_of
from api.db import Facts, UtcDateTime, now
from api.staff.models import Staff, StaffSession
from api.staff.permissions import may, who_may
from api.staff.team_models import TeamMember

CASES = 20
_MOMENT = bindparam("now", type_=UtcDateTime())
_ID = bindparam("id", type_=String())
_LINE = func.coalesce(Conversation.line, 1)
_OF_LINE = bindparam("line", type_=Integer()) == _LINE
_NO_TIME, _NO_NUMBER, _NO_LINES = cast(null(), UtcDateTime()), cast(null(), Integer()), cast(null(), Facts)
_NO_ROLE, _NO_ANSWER = cast(null(), String()), cast(null(), Boolean())


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One person who is there: how many conversations they take at a time, and how many they have."""

    capacity: int
    held: int


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Who is there who may take it, how many wait before one, and how long recent cases took from claim to close."""

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
    """Everything about the wait of ``conversation``; before one that is not in the queue are all who wait.

    Args:
        seen_after: Who has not been seen since is not there.
        claimed_after: Since when cases are recent; of those that are closed the newest ``CASES`` count.
    """
    at, asked = now(), asked_of(conversation) if conversation else Asked()
    values = {
        "now": at,
        "line": asked.line,
        "id": conversation.id if conversation else "",
        "queued": conversation is not None and conversation.state == "queued",
        "seen_after": seen_after,
        "seen_before": at + (at - seen_after),
        "claimed_after": claimed_after,
    }
    rows = [_Row(*row) for row in await session.execute(_BASIS, values)]
    staffing = _staffing(rows)
    allowed = staffing.may_take(asked)
    desks = {row.id: row for row in rows if row.kind == "there" and row.id in allowed}
    waiting = ((row.asked, row.held) for row in rows if row.kind == "ahead")
    return Basis(
        desks=tuple(Desk(capacity=row.number, held=row.held) for row in desks.values()),
        ahead=sum(
            many
            for other, many in waiting
            if other == asked or not staffing.may_take(other).isdisjoint(desks)
        ),
        cases=tuple(row.end - row.start for row in rows if row.kind == "case" and row.start and row.end),
    )


class _Row(NamedTuple):
    """Of one kind.

    A person (``id``, their capacity as ``number``, how many conversations are ``held``), somebody in a team, those who
    wait for the same (``number`` is the line, ``held`` how many), or a case with its start and end.
    """

    kind: str
    id: int
    number: int
    held: int
    lines: list[int] | None
    role: str | None
    team_id: int | None
    not_to: int | None
    for_leads: bool | None
    start: datetime | None
    end: datetime | None

    @property
    def asked(self) -> Asked:
        """What those wait for whom this row counts."""
        return Asked(
            line=self.number, team_id=self.team_id, not_to=self.not_to, for_leads=bool(self.for_leads)
        )


def _staffing(rows: Sequence[_Row]) -> Staffing:
    workers = [
        Worker(id=row.id, lines=frozenset(row.lines or ()), leads=may(row.role or "", "lead_team"))
        for row in rows
        if row.kind in ("there", "away")
    ]
    working = {worker.id for worker in workers}
    teams: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.kind == "member" and row.team_id is not None and row.id in working:
            teams[row.team_id].add(row.id)
    return Staffing(workers, {team_id: frozenset(members) for team_id, members in teams.items()})


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
        StaffSession.last_seen_at < bindparam("seen_before", type_=UtcDateTime()),
    )
    there = and_(Staff.available.is_(True), Staff.id.in_(seen))
    return select(
        case((there, "there"), else_="away").label("kind"),
        Staff.id.label("id"),
        Staff.capacity.label("number"),
        held.label("held"),
        Staff.lines.label("lines"),
        Staff.role.label("role"),
        _NO_NUMBER.label("team_id"),
        _NO_NUMBER.label("not_to"),
        _NO_ANSWER.label("for_leads"),
        _NO_TIME.label("start"),
        _NO_TIME.label("end"),
    ).where(Staff.active.is_(True), Staff.role.in_(who_may("converse")))


def _members() -> Select[Any]:
    return select(
        literal("member"),
        TeamMember.staff_id,
        _NO_NUMBER,
        _NO_NUMBER,
        _NO_LINES,
        _NO_ROLE,
        TeamMember.team_id,
        _NO_NUMBER,
        _NO_ANSWER,
        _NO_TIME,
        _NO_TIME,
    )


def _ahead() -> Select[Any]:
    mine = aliased(Conversation)
    before_me = (
        select(mine.id)
        .where(mine.id == _ID, tuple_(*queue_order()) < tuple_(*queue_order(mine)))
        .correlate(Conversation)
        .exists()
    )
    return (
        select(
            literal("ahead"),
            _NO_NUMBER,
            _LINE,
            func.count(),
            _NO_LINES,
            _NO_ROLE,
            Conversation.team_id,
            Conversation.not_to,
            Conversation.for_leads,
            _NO_TIME,
            _NO_TIME,
        )
        .where(
            to_be_taken(_MOMENT),
            Conversation.id != _ID,
            or_(not_(bindparam("queued", type_=Boolean())), before_me),
        )
        .group_by(_LINE, Conversation.team_id, Conversation.not_to, Conversation.for_leads)
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
    return select(
        literal("case"),
        _NO_NUMBER,
        _NO_NUMBER,
        _NO_NUMBER,
        _NO_LINES,
        _NO_ROLE,
        _NO_NUMBER,
        _NO_NUMBER,
        _NO_ANSWER,
        newest.c.start,
        newest.c.end,
    )


# Built once: putting a statement together costs as much as running it.
_BASIS = union_all(_desks(), _members(), _ahead(), _cases())
