"""Lists of cases and counts over them; which are due is decided here and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.conversations.models import Contact, Conversation
from api.recovery.models import Cause, RecoveryCase
from api.recovery.vocabulary import Step
from api.staff.models import KEY_ACCOUNTS, Staff
from api.staff.permissions import who_may

State = Literal["open", "closed", "all"]
Due = Literal["today", "overdue"]
Counted = Literal["open", "closed", "overdue", "due_today", "reopened", "unowned"]

_OPEN = RecoveryCase.closed_at.is_(None)
_TO_THANK = RecoveryCase.thanked_at.is_(None)
_TO_FIND = RecoveryCase.cause_id.is_(None)
_TO_SOLVE = RecoveryCase.solved_at.is_(None)
_TO_FOLLOW_UP = and_(RecoveryCase.solved_at.is_not(None), RecoveryCase.followed_up_at.is_(None))
_UNDONE: dict[Step, ColumnElement[bool]] = {
    "thank": _TO_THANK,
    "cause": _TO_FIND,
    "solve": _TO_SOLVE,
    "follow_up": _TO_FOLLOW_UP,
}
_DATED = (
    (_TO_THANK, RecoveryCase.thank_due),
    (_TO_SOLVE, RecoveryCase.solve_due),
    (_TO_FOLLOW_UP, RecoveryCase.follow_up_due),
)
_HERE, _SIGNED = aliased(Contact), aliased(Contact)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which cases to list: ``owner`` is a colleague's id or 0 for nobody's, ``cause`` one's id or 0 for unknown."""

    state: State = "open"
    due: Due | None = None
    step: Step | None = None
    owner: int | None = None
    kind: str | None = None
    cause: int | None = None
    reopened: bool = False
    conversation_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A case with what a list says about it."""

    case: RecoveryCase
    conversation: Conversation
    cause: str | None
    owner: str | None
    name: str | None


async def cases(
    session: AsyncSession, wanted: Wanted, *, today: date, limit: int, offset: int = 0
) -> Sequence[Row]:
    """Cases by their next due date, those without one after them; closed ones last, or by when they were closed."""
    query = _rows().where(*_conditions(wanted, today=today))
    if wanted.state == "closed":
        query = query.order_by(RecoveryCase.closed_at.desc(), RecoveryCase.id.desc())
    else:
        done = RecoveryCase.closed_at.is_not(None)
        query = query.order_by(done, _next_due().asc().nulls_last(), RecoveryCase.id)
    return [_row(found) for found in await session.execute(query.limit(limit).offset(offset))]


async def number(session: AsyncSession, wanted: Wanted, *, today: date) -> int:
    """How many cases there are like this."""
    query = select(func.count()).select_from(RecoveryCase).where(*_conditions(wanted, today=today))
    return await session.scalar(query) or 0


async def one(session: AsyncSession, case_id: int) -> Row | None:
    """One case with what a list says about it."""
    found = (await session.execute(_rows().where(RecoveryCase.id == case_id))).first()
    return _row(found) if found else None


async def counts(session: AsyncSession, *, today: date, owner: int | None = None) -> dict[Counted, int]:
    """How many cases there are of each sort, of everybody or of one colleague."""
    sorts: dict[Counted, ColumnElement[bool]] = {
        "open": _OPEN,
        "closed": RecoveryCase.closed_at.is_not(None),
        "overdue": and_(_OPEN, _overdue(today)),
        "due_today": and_(_OPEN, _due_today(today)),
        "reopened": and_(_OPEN, RecoveryCase.reopened > 0),
        "unowned": and_(_OPEN, RecoveryCase.owner_id.is_(None)),
    }
    query = select(*(func.coalesce(func.sum(case((sort, 1), else_=0)), 0) for sort in sorts.values()))
    if owner is not None:
        query = query.where(RecoveryCase.owner_id == owner)
    found = (await session.execute(query)).one()
    return {sort: int(value) for sort, value in zip(sorts, found, strict=True)}


async def owners(session: AsyncSession, *, today: date) -> Sequence[tuple[int | None, str | None, int, int]]:
    """Whoever has cases that are late or due: (id, name, overdue, due today); the id is None for nobody's."""
    late = func.sum(case((_overdue(today), 1), else_=0))
    now = func.sum(case((_due_today(today), 1), else_=0))
    query = (
        select(RecoveryCase.owner_id, Staff.name, late, now)
        .outerjoin(Staff, Staff.id == RecoveryCase.owner_id)
        .where(_OPEN, or_(_overdue(today), _due_today(today)))
        .group_by(RecoveryCase.owner_id, Staff.name)
        .order_by(late.desc(), now.desc(), Staff.name.asc().nulls_first())
    )
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in await session.execute(query)]


async def missed(session: AsyncSession, *, today: date, limit: int) -> Sequence[int]:
    """Cases with a date that has passed and is not in their timeline yet, the oldest first."""
    told = RecoveryCase.reminded_for
    late = (and_(undone, due < today, or_(told.is_(None), told < due)) for undone, due in _DATED)
    query = select(RecoveryCase.id).where(_OPEN, or_(*late)).order_by(RecoveryCase.id).limit(limit)
    return (await session.scalars(query)).all()


async def to_announce(
    session: AsyncSession, *, today: date, opened_before: datetime | None, limit: int
) -> Sequence[int]:
    """Cases of which something is due today that nobody was told of yet, the oldest first.

    Args:
        opened_before: Only those that were opened before this moment; all where it is None.
    """
    told = RecoveryCase.announced_for
    query = select(RecoveryCase.id).where(_OPEN, _due_today(today), or_(told.is_(None), told < today))
    if opened_before is not None:
        query = query.where(RecoveryCase.created_at < opened_before)
    return (await session.scalars(query.order_by(RecoveryCase.id).limit(limit))).all()


async def left_behind(session: AsyncSession, *, limit: int) -> Sequence[int]:
    """Open cases whose owner no longer works with conversations, the oldest first."""
    gone = or_(Staff.active.is_(False), Staff.role.not_in(who_may("converse")))
    query = (
        select(RecoveryCase.id)
        .join(Staff, Staff.id == RecoveryCase.owner_id)
        .where(_OPEN, gone, ~Staff.email.endswith(KEY_ACCOUNTS))
        .order_by(RecoveryCase.id)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


def _rows() -> Select[Any]:
    return (
        select(
            RecoveryCase,
            Conversation,
            Cause.label,
            Staff.name,
            func.coalesce(_HERE.name, _SIGNED.name),
        )
        .join(Conversation, Conversation.id == RecoveryCase.conversation_id)
        .outerjoin(Cause, Cause.id == RecoveryCase.cause_id)
        .outerjoin(Staff, Staff.id == RecoveryCase.owner_id)
        .outerjoin(_HERE, _HERE.conversation_id == Conversation.id)
        .outerjoin(_SIGNED, _SIGNED.customer_id == Conversation.customer_id)
    )


def _row(found: Sequence[object]) -> Row:
    complaint, conversation, cause, owner, name = found
    assert isinstance(complaint, RecoveryCase)
    assert isinstance(conversation, Conversation)
    return Row(
        case=complaint,
        conversation=conversation,
        cause=None if cause is None else str(cause),
        owner=None if owner is None else str(owner),
        name=None if name is None else str(name),
    )


def _conditions(wanted: Wanted, *, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state != "all":
        found.append(_OPEN if wanted.state == "open" else RecoveryCase.closed_at.is_not(None))
    if wanted.due is not None:
        found.append(_overdue(today) if wanted.due == "overdue" else _due_today(today))
    if wanted.step is not None:
        found.append(_UNDONE[wanted.step])
    if wanted.owner is not None:
        found.append(
            RecoveryCase.owner_id == wanted.owner if wanted.owner else RecoveryCase.owner_id.is_(None)
        )
    if wanted.kind is not None:
        found.append(RecoveryCase.kind == wanted.kind)
    if wanted.cause is not None:
        found.append(RecoveryCase.cause_id == wanted.cause if wanted.cause else _TO_FIND)
    if wanted.reopened:
        found.append(RecoveryCase.reopened > 0)
    if wanted.conversation_id is not None:
        found.append(RecoveryCase.conversation_id == wanted.conversation_id)
    return found


def _overdue(today: date) -> ColumnElement[bool]:
    return or_(*(and_(undone, due < today) for undone, due in _DATED))


def _due_today(today: date) -> ColumnElement[bool]:
    """Something is due today; what is late as well stands among the late ones too."""
    return or_(*(and_(undone, due == today) for undone, due in _DATED))


def _next_due() -> ColumnElement[date | None]:
    return case(*((undone, due) for undone, due in _DATED), else_=None)
