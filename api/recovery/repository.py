"""The only place with SQL about one case, and about letters; ``queries.py`` has what lists and counts."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as conversations
from api.conversations.models import Conversation
from api.desk.models import Reminder
from api.recovery.errors import CaseNotFound
from api.recovery.models import Letter, RecoveryCase
from api.staff.models import KEY_ACCOUNTS, Staff
from api.staff.permissions import who_may


async def get(session: AsyncSession, case_id: int) -> RecoveryCase:
    """The case as it stands.

    Raises:
        CaseNotFound: It does not exist (any more).
    """
    case = await session.get(RecoveryCase, case_id)
    if case is None:
        raise CaseNotFound
    return case


async def lock(session: AsyncSession, case_id: int) -> tuple[Conversation, RecoveryCase]:
    """The case and its conversation, held so that nobody else writes to either until this transaction ends.

    Raises:
        CaseNotFound: It does not exist (any more).
    """
    conversation_id = await session.scalar(
        select(RecoveryCase.conversation_id).where(RecoveryCase.id == case_id)
    )
    conversation = await conversations.find_locked(session, conversation_id) if conversation_id else None
    query = select(RecoveryCase).where(RecoveryCase.id == case_id).with_for_update()
    case = await session.scalar(query.execution_options(populate_existing=True))
    if conversation is None or case is None:
        raise CaseNotFound
    return conversation, case


async def cases_of(session: AsyncSession, conversation_id: str) -> Sequence[RecoveryCase]:
    """The cases of a locked conversation, in the order in which they were opened."""
    query = select(RecoveryCase).where(RecoveryCase.conversation_id == conversation_id)
    return (await session.scalars(query.order_by(RecoveryCase.id))).all()


async def sent_like(session: AsyncSession, fingerprint: str) -> Sequence[Letter]:
    """The letters that were sent with these words."""
    return (await session.scalars(select(Letter).where(Letter.fingerprint == fingerprint))).all()


async def letters_of(session: AsyncSession, case_ids: Iterable[int]) -> dict[int, int]:
    """How many letters were sent in each of these cases."""
    query = (
        select(Letter.case_id, func.count())
        .where(Letter.case_id.in_(tuple(case_ids)))
        .group_by(Letter.case_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def open_cases_of(session: AsyncSession, staff_id: int) -> Sequence[RecoveryCase]:
    """The cases that somebody looks after and that are not closed, held until this transaction ends."""
    query = (
        select(RecoveryCase)
        .where(RecoveryCase.owner_id == staff_id, RecoveryCase.closed_at.is_(None))
        .order_by(RecoveryCase.id)
        .with_for_update()
    )
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def leads(session: AsyncSession) -> Sequence[Staff]:
    """Everybody who leads a team."""
    query = select(Staff).where(
        Staff.active.is_(True), Staff.role.in_(who_may("lead_team")), ~Staff.email.endswith(KEY_ACCOUNTS)
    )
    return (await session.scalars(query.order_by(Staff.id))).all()


async def reminder(
    session: AsyncSession, conversation_id: str, *, staff_id: int, about: str, case_id: int | None
) -> Reminder | None:
    """What the house reminds somebody of already, and they have not done with."""
    query = select(Reminder).where(
        Reminder.conversation_id == conversation_id,
        Reminder.staff_id == staff_id,
        Reminder.about == about,
        Reminder.done_at.is_(None),
        Reminder.case_id.is_(None) if case_id is None else Reminder.case_id == case_id,
    )
    return (await session.scalars(query.order_by(Reminder.id))).first()


async def reminders_by_the_house(session: AsyncSession, conversation_id: str) -> Sequence[Reminder]:
    """What the house reminds anybody of in a conversation, as far as it is not done."""
    query = select(Reminder).where(
        Reminder.conversation_id == conversation_id, Reminder.about.is_not(None), Reminder.done_at.is_(None)
    )
    return (await session.scalars(query.order_by(Reminder.id))).all()


async def colleague(session: AsyncSession, staff_id: int) -> Staff | None:
    """The account of a colleague."""
    return await session.get(Staff, staff_id)
