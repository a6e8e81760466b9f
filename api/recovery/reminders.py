"""Says once in the timeline, and to whoever looks after it, that a step of a case is late."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import now
from api.live import QUEUE, announce
from api.recovery import due, queries, repository, steps
from api.recovery.errors import CaseNotFound
from api.recovery.models import RecoveryCase
from api.recovery.vocabulary import Step
from api.services import Services

_AT_ONCE = 50


async def remind(services: Services) -> int:
    """Tell of the cases that have become late since the last round; how many reminders that was."""
    today = due.today(services.catalog.current().hours, now())
    async with services.database.reading() as session:
        late = await queries.missed(session, today=today, limit=_AT_ONCE)
    told = 0
    for case_id in late:
        async with services.database.writing() as session:
            told += await _remind_of(session, case_id, today=today)
    return told


def missed_steps(case: RecoveryCase, *, today: date) -> list[tuple[Step, date]]:
    """The undone steps of a case whose day has passed."""
    return [(step, day) for step, day in undone_steps(case) if day < today]


def undone_steps(case: RecoveryCase) -> list[tuple[Step, date]]:
    """The steps of a case that have a day, and are not done."""
    if case.closed_at is not None:
        return []
    found: list[tuple[Step, date]] = []
    if case.thanked_at is None:
        found.append(("thank", case.thank_due))
    if case.solved_at is None:
        found.append(("solve", case.solve_due))
    elif case.followed_up_at is None and case.follow_up_due is not None:
        found.append(("follow_up", case.follow_up_due))
    return found


async def _remind_of(session: AsyncSession, case_id: int, *, today: date) -> int:
    try:
        conversation, case = await repository.lock(session, case_id)
    except CaseNotFound:
        return 0
    told = case.reminded_for
    late = [(step, day) for step, day in missed_steps(case, today=today) if told is None or told < day]
    for step, day in late:
        await steps.note(
            session, conversation, case, "case_overdue", step, due=day.isoformat(), owner_id=case.owner_id
        )
    if late:
        case.reminded_for = max(day for _, day in late)
        announce(session, QUEUE, {"conversation_id": conversation.id})
    return len(late)
