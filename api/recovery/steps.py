"""What is done with a case, step by step; each step is in the timeline, so that it can be counted.

Every function takes a writing session and locks the conversation and the case first.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as conversations
from api.conversations.hooks import changed
from api.conversations.models import Conversation
from api.conversations.state import tell
from api.db import now
from api.live import announce, staff_topic
from api.recovery import causes, due, repository
from api.recovery.errors import CannotOwn, CaseClosed, NotSolved
from api.recovery.models import RecoveryCase
from api.recovery.vocabulary import Outcome, Solution
from api.staff.models import Staff
from bot.catalog import Catalog

_TALKS_WITH_CUSTOMERS = ("agent", "lead", "admin")
_GIVES = ("lead", "admin")


async def thank(session: AsyncSession, case_id: int, staff: Staff) -> RecoveryCase:
    """Note that the customer was thanked in another way than by a letter from here.

    Raises:
        CaseNotFound, CaseClosed: It cannot be done.
    """
    conversation, case = await _open(session, case_id)
    await thanked(session, conversation, case, staff, by="hand")
    return case


async def thanked(
    session: AsyncSession, conversation: Conversation, case: RecoveryCase, staff: Staff, *, by: str
) -> None:
    """Mark a locked case as thanked, if it was not; ``by`` is ``chat``, ``email`` or ``hand``."""
    if case.thanked_at is not None:
        return
    case.thanked_at = now()
    await note(session, conversation, case, "thanked", by, staff=staff)
    await _close_if_done(session, conversation, case, staff)


async def find_cause(session: AsyncSession, case_id: int, staff: Staff, *, cause_id: int) -> RecoveryCase:
    """Say why it happened; what was thought before is replaced, in a closed case too.

    Raises:
        CaseNotFound, CauseNotFound, CauseInactive: It cannot be done.
    """
    conversation, case = await repository.lock(session, case_id)
    cause = await causes.usable(session, cause_id)
    if case.cause_id == cause.id:
        return case
    case.cause_id = cause.id
    await note(session, conversation, case, "cause_found", str(cause.id), staff=staff)
    await _close_if_done(session, conversation, case, staff)
    return case


async def solve(
    session: AsyncSession, case_id: int, staff: Staff, *, solution: Solution, catalog: Catalog
) -> RecoveryCase:
    """Say how it was solved, and have the customer asked some days later how that went.

    Raises:
        CaseNotFound, CaseClosed: It cannot be done.
    """
    conversation, case = await _open(session, case_id)
    if case.solution == solution and case.solved_at is not None:
        return case
    if case.solved_at is None:
        case.solved_at = now()
        terms = catalog.service_levels.recovery
        case.follow_up_due = due.follow_up_due(catalog.hours, case.solved_at, terms=terms)
    case.solution = solution
    await note(session, conversation, case, "solved", solution, staff=staff)
    await _close_if_done(session, conversation, case, staff)
    return case


async def follow_up(
    session: AsyncSession,
    case_id: int,
    staff: Staff,
    *,
    outcome: Outcome,
    catalog: Catalog,
    again: bool = True,
) -> RecoveryCase:
    """Say how the customer found the solution.

    Args:
        again: Whether the case of a customer who is still unhappy comes back to be solved, which is usual.

    Raises:
        NotSolved: There is nothing to follow up yet.
        CaseNotFound, CaseClosed: It cannot be done.
    """
    conversation, case = await _open(session, case_id)
    if case.solved_at is None:
        raise NotSolved
    case.outcome = outcome
    case.followed_up_at = now()
    await note(session, conversation, case, "followed_up", outcome, staff=staff)
    if outcome == "unhappy" and again:
        await reopened(session, conversation, case, because="follow_up", catalog=catalog, staff=staff)
    else:
        await _close_if_done(session, conversation, case, staff)
    return case


async def reopen(session: AsyncSession, case_id: int, staff: Staff, *, catalog: Catalog) -> RecoveryCase:
    """Take a case up again by a lead's judgement.

    Raises:
        CaseNotFound: It does not exist (any more).
    """
    conversation, case = await repository.lock(session, case_id)
    await reopened(session, conversation, case, because="hand", catalog=catalog, staff=staff)
    return case


async def reopened(
    session: AsyncSession,
    conversation: Conversation,
    case: RecoveryCase,
    *,
    because: str,
    catalog: Catalog,
    staff: Staff | None = None,
) -> None:
    """Bring a locked case back: what was a solution was none. Nobody's from now on, so that a lead sees it.

    Args:
        because: ``rating``, ``follow_up`` or ``hand``.
        staff: Who did it; None when the customer's thumb did.
    """
    before = {"solution": case.solution, "owner_id": case.owner_id}
    case.reopened += 1
    if case.solved_at is not None:
        terms = catalog.service_levels.recovery
        case.solve_due = due.solve_due(catalog.hours, now(), terms=terms)
    case.solved_at = case.solution = case.follow_up_due = None
    case.followed_up_at = case.closed_at = case.owner_id = None
    await note(session, conversation, case, "case_reopened", because, staff=staff, **before)


async def give(session: AsyncSession, case_id: int, staff: Staff, *, owner_id: int) -> RecoveryCase:
    """Have a case looked after by a colleague: an agent takes it, a lead may give it to anybody.

    Raises:
        CannotOwn: Not this colleague, or not by ``staff``.
        CaseNotFound, CaseClosed: It cannot be done.
    """
    conversation, case = await _open(session, case_id)
    owner = await repository.colleague(session, owner_id)
    if owner is None or not owner.active or owner.role not in _TALKS_WITH_CUSTOMERS:
        raise CannotOwn
    if owner.id != staff.id and staff.role not in _GIVES:
        raise CannotOwn("Only a team lead gives a case to somebody else.")
    if case.owner_id != owner.id:
        case.owner_id = owner.id
        await note(session, conversation, case, "case_given", str(owner.id), staff=staff)
    return case


async def note(
    session: AsyncSession,
    conversation: Conversation,
    case: RecoveryCase,
    type: str,
    subject: str | None,
    *,
    staff: Staff | None = None,
    **facts: Any,
) -> None:
    """Put what happened to a locked case in the timeline, and tell those who look at it."""
    await conversations.append(
        session,
        conversation,
        type=type,
        author="agent" if staff else "system",
        subject=subject,
        facts={"case_id": case.id, "kind": case.kind, **facts, **({"staff_id": staff.id} if staff else {})},
    )
    await changed(session, conversation, "case_changed")
    tell(session, conversation)
    if case.owner_id is not None:
        announce(session, staff_topic(case.owner_id), {"case": case.id})


async def _open(session: AsyncSession, case_id: int) -> tuple[Conversation, RecoveryCase]:
    conversation, case = await repository.lock(session, case_id)
    if case.closed_at is not None:
        raise CaseClosed
    return conversation, case


async def _close_if_done(
    session: AsyncSession, conversation: Conversation, case: RecoveryCase, staff: Staff
) -> None:
    done = (case.thanked_at, case.cause_id, case.solved_at, case.followed_up_at)
    if case.closed_at is None and all(step is not None for step in done):
        case.closed_at = now()
        await note(session, conversation, case, "case_closed", case.outcome, staff=staff)
