"""Reminds whoever looks after a case of what is due: on the day itself, and once more when it is late.

A step that is late is in the timeline too. Cases of people who no longer work here are left to those who lead.
"""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import now
from api.live import QUEUE, announce
from api.recovery import due, queries, repository, steps
from api.recovery.errors import CaseNotFound
from api.recovery.leaving import leave
from api.recovery.models import RecoveryCase
from api.recovery.telling import tell_of_step
from api.recovery.vocabulary import Step
from api.services import Services
from bot.catalog import Catalog

_AT_ONCE = 50


async def remind(services: Services) -> int:
    """Tell of what has become late or due since the last round; how many reminders that was."""
    catalog, at = services.catalog.current(), now()
    today = due.today(catalog.hours, at)
    # What came up today is being worked on; it is told of when the day is nearly over.
    opened_before = None if due.soon_closed(catalog.hours, at) else due.began(catalog.hours, today)
    async with services.database.reading() as session:
        left = await queries.left_behind(session, limit=_AT_ONCE)
        late = await queries.missed(session, today=today, limit=_AT_ONCE)
        now_due = await queries.to_announce(session, today=today, opened_before=opened_before, limit=_AT_ONCE)
    told = 0
    for case_id in left:
        async with services.database.writing() as session:
            told += await _leave(session, case_id, catalog=catalog)
    for case_id in late:
        async with services.database.writing() as session:
            told += await _remind_of(session, case_id, today=today, catalog=catalog)
    for case_id in now_due:
        async with services.database.writing() as session:
            told += await _announce(session, case_id, today=today, catalog=catalog)
    return told


def missed_steps(case: RecoveryCase, *, today: date) -> list[tuple[Step, date]]:
    """The undone steps of a case whose day has passed."""
    return [(step, day) for step, day in due.undone_steps(case) if day < today]


async def _leave(session: AsyncSession, case_id: int, *, catalog: Catalog) -> int:
    try:
        _, case = await repository.lock(session, case_id)
    except CaseNotFound:
        return 0
    return await leave(session, case, language=catalog.business.default_language)


async def _remind_of(session: AsyncSession, case_id: int, *, today: date, catalog: Catalog) -> int:
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
        language = catalog.business.default_language
        await tell_of_step(session, case, step, day, today=today, language=language)
    if late:
        case.reminded_for = max(day for _, day in late)
        announce(session, QUEUE, {"conversation_id": conversation.id})
    return len(late)


async def _announce(session: AsyncSession, case_id: int, *, today: date, catalog: Catalog) -> int:
    try:
        _, case = await repository.lock(session, case_id)
    except CaseNotFound:
        return 0
    if case.announced_for is not None and case.announced_for >= today:
        return 0
    now_due = [(step, day) for step, day in due.undone_steps(case) if day == today]
    for step, day in now_due:
        language = catalog.business.default_language
        await tell_of_step(session, case, step, day, today=today, language=language)
    case.announced_for = today
    return len(now_due)
