"""What a letter about a case can say, gathered from the case, the timeline and the contact vault."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as conversations
from api.conversations.contacts import known_name
from api.conversations.models import Conversation
from api.conversations.promises import moment_told
from api.db import now
from api.recovery import causes, due
from api.recovery.complaint import told_about
from api.recovery.letter import Facts
from api.recovery.models import RecoveryCase
from api.staff.models import Staff
from bot.catalog import Catalog

_MUCH_LONGER = timedelta(minutes=5)


async def facts_of(
    session: AsyncSession,
    conversation: Conversation,
    case: RecoveryCase,
    *,
    staff: Staff,
    catalog: Catalog,
) -> Facts:
    """What a letter about a case can say today."""
    today = due.today(catalog.hours, now())
    waited, promised = await _waits(session, conversation)
    return Facts(
        seed=f"{conversation.id}/{case.complaint_seq}",
        language=conversation.language,
        name=await known_name(session, conversation),
        agent=staff.name,
        kind=case.kind,
        matter=case.matter,
        told=await told_about(session, conversation, case, catalog=catalog),
        cause=await causes.label_of(session, case.cause_id),
        solution=case.solution,
        solve_by=case.solve_due if case.solve_due >= today else None,
        ask_again_on=case.follow_up_due if case.follow_up_due and case.follow_up_due > today else None,
        waited=waited,
        promised=promised,
    )


async def address_of(session: AsyncSession, conversation: Conversation) -> str | None:
    """Where e-mail for a customer goes: as told in the conversation, else as the business knows it."""
    here = await conversations.contact_of(session, conversation)
    if here is not None and here.email:
        return here.email
    signed = await conversations.customer_contact(session, conversation)
    return signed.email if signed else None


async def _waits(
    session: AsyncSession, conversation: Conversation
) -> tuple[timedelta | None, timedelta | None]:
    """How long the customer waited and was to wait by what they were told first, if it was clearly longer."""
    asked, came = conversation.queued_at, conversation.claimed_at
    if asked is None or came is None or came < asked:
        return None, None
    first = conversation.first_promised_for or await _told_first(session, conversation)
    if first is None:
        return None, None
    waited, promised = came - asked, first - asked
    return (waited, promised) if waited >= promised + _MUCH_LONGER else (None, None)


async def _told_first(session: AsyncSession, conversation: Conversation) -> datetime | None:
    """The same of a wait that began before the moment was kept: what was told as it began."""
    if conversation.promised_minutes is None:
        return None
    queued = await conversations.last_of(session, conversation.id, ("queued",))
    return moment_told(queued) if queued is not None else None
