"""What the house reminds people of in a case: it stands in their to-do until it is done, or somebody else's.

Whoever owns a case is told, of one that nobody owns everybody who leads.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation
from api.db import now
from api.desk.models import Reminder
from api.live import announce, staff_topic
from api.recovery import due, repository
from api.recovery.models import RecoveryCase
from api.recovery.vocabulary import Step
from api.recovery.wording import words
from api.staff.models import Staff
from api.staff.permissions import may
from api.theme.language import FALLBACK_LANGUAGE
from bot.catalog import Catalog

About = Literal["rating", "left", "thank", "solve", "follow_up"]


async def tell(
    session: AsyncSession,
    people: Iterable[Staff],
    conversation_id: str,
    *,
    about: About,
    key: str,
    case_id: int | None = None,
    language: str | None = None,
    what: Step | None = None,
    name: str = "",
) -> None:
    """Remind people of something now; whoever has not done with the same is reminded of it anew.

    Args:
        key: Which words, of those under ``told``.
        language: For those who have not chosen one.
        what: The step that the words name.
        name: The colleague whom the words name.
    """
    for person in people:
        t = words(person.language or language or FALLBACK_LANGUAGE)
        reminder = await repository.reminder(
            session, conversation_id, staff_id=person.id, about=about, case_id=case_id
        )
        if reminder is None:
            reminder = Reminder(
                conversation_id=conversation_id, staff_id=person.id, about=about, case_id=case_id
            )
            session.add(reminder)
        reminder.at = reminder.told_at = now()
        reminder.text = t(f"told.{key}", what=t(f"step.{what}") if what else "", name=name)
        announce(session, staff_topic(person.id), {"reminder": conversation_id})


async def tell_of_step(
    session: AsyncSession, case: RecoveryCase, step: Step, day: date, *, today: date, language: str
) -> None:
    """Remind whoever answers for a case of a step that is due today, or late."""
    if step == "cause":
        return
    people = await responsible(session, case)
    key = "late" if day < today else "today"
    await tell(
        session,
        people,
        case.conversation_id,
        about=step,
        key=key,
        case_id=case.id,
        language=language,
        what=step,
    )


async def responsible(session: AsyncSession, case: RecoveryCase) -> Sequence[Staff]:
    """Return who looks after a case: its owner while they work here, else those who lead."""
    owner = await _owner(session, case)
    return [owner] if owner is not None else await repository.leads(session)


async def settle(session: AsyncSession, conversation: Conversation, *, catalog: Catalog) -> None:
    """Tick off what needs nobody any more, and remind whoever owns a case by now of what others were reminded of."""
    open_ones = await repository.reminders_by_the_house(session, conversation.id)
    if not open_ones:
        return
    cases = {case.id: case for case in await repository.cases_of(session, conversation.id)}
    today = due.today(catalog.hours, now())
    for reminder in open_ones:
        case = cases.get(reminder.case_id or 0)
        if case is None:
            if not await _waits_for_a_lead(session, conversation):
                reminder.done_at = now()
            continue
        owner, steps = await _owner(session, case), dict(due.undone_steps(case))
        step = next((step for step in steps if step == reminder.about), None)
        if step is None:
            over = owner is not None or case.closed_at is not None
            reminder.done_at = now() if over or reminder.about not in ("rating", "left") else None
        elif owner is not None and reminder.staff_id != owner.id:
            reminder.done_at = now()
            language = catalog.business.default_language
            await tell_of_step(session, case, step, steps[step], today=today, language=language)
        if reminder.done_at is not None:
            announce(session, staff_topic(reminder.staff_id), {"reminder": conversation.id})


async def _waits_for_a_lead(session: AsyncSession, conversation: Conversation) -> bool:
    if not conversation.for_leads or conversation.state not in ("queued", "assigned"):
        return False
    return conversation.state == "queued" or not await may_own(session, conversation)


async def may_own(session: AsyncSession, conversation: Conversation) -> bool:
    """Return whether whoever holds a conversation becomes the owner of its cases.

    Of one that is for leads that is a lead, or anybody where there is no other.
    """
    if not conversation.for_leads:
        return True
    leads = {lead.id for lead in await repository.leads(session)}
    return conversation.assigned_to in leads or not leads - {conversation.not_to}


async def _owner(session: AsyncSession, case: RecoveryCase) -> Staff | None:
    owner = await repository.colleague(session, case.owner_id) if case.owner_id is not None else None
    return owner if owner is not None and owner.active and may(owner.role, "converse") else None
