"""What happens to the conversations of somebody who is not there any more.

Whoever goes away for a while keeps them. Of somebody who has not been seen for some minutes, has logged out, was
deactivated or works with conversations no more, and of another system whose key has ended, those go back in which the
visitor waits for an answer, and to the front: who was let down once comes first. The others are marked, and go back
when the visitor writes.
"""

from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as conversations
from api.conversations.escalation import enqueue
from api.conversations.hooks import changed
from api.conversations.models import Conversation
from api.conversations.opening import opening
from api.conversations.state import introduced, release, say, tell
from api.db import now
from api.routing import repository
from api.services import Services
from api.staff.models import Staff
from api.staff.permissions import may
from bot.catalog import Catalog

_AT_ONCE = 100
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
Why = Literal["offline", "logged_out", "deactivated", "other_role", "key_ended"]


async def return_left(services: Services) -> int:
    """Put back, or mark, what people have left behind; how many conversations that was.

    After a start, and when the clock has jumped, nobody has been seen for a while who may be there all the same:
    then only what people have logged out of goes back, until everybody has had the time to be seen.
    """
    catalog, patience = services.catalog.current(), timedelta(minutes=services.settings.release_after_minutes)
    async with services.database.reading() as session:
        found = await repository.left_behind(
            session, not_seen_since=_not_seen_since(services, patience), at=now(), limit=_AT_ONCE
        )
    done = 0
    for left in found:
        async with services.database.writing() as session:
            conversation = await conversations.find_locked(session, left.id)
            again = await repository.left_behind(
                session, not_seen_since=_not_seen_since(services, patience), at=now(), limit=1, only=left.id
            )
            # Whoever held it may have come back meanwhile, or a colleague may have it.
            if conversation is None or not again:
                continue
            if again[0].waits:
                await put_back(session, conversation, catalog=catalog)
            else:
                await _mark(session, conversation)
            done += 1
    return done


def _not_seen_since(services: Services, patience: timedelta) -> datetime:
    return now() - patience if services.pace.steady_for(patience) else _EVER


async def put_back(session: AsyncSession, conversation: Conversation, *, catalog: Catalog) -> None:
    """Put a locked conversation that a person left at the front of the queue; its reason, line and team stay.

    A visitor who never heard of that person has been waiting all the time, and is told nothing.
    """
    reason, line = conversation.escalation_reason or "requested", conversation.line or 1
    team_id, held_since = conversation.team_id, conversation.claimed_at
    facts, known = await _facts(session, conversation), await introduced(session, conversation)
    release(conversation)
    await conversations.append(session, conversation, type="released", author="system", facts=facts)
    await changed(session, conversation, "released")
    # This is what tells, in the queue, that somebody had it: see ``queue_order``.
    conversation.claimed_at = held_since
    conversation.team_id = team_id
    await enqueue(session, conversation, reason=reason, line=line, catalog=catalog)
    if known:
        await say(session, conversation, await words_for_waiting(session, conversation, catalog=catalog))


async def words_for_waiting(session: AsyncSession, conversation: Conversation, *, catalog: Catalog) -> str:
    """Return what a visitor is told who had a person and waits for another."""
    messages, language = catalog.business.messages, conversation.language
    if opening(catalog.hours, now()).open:
        return messages.queued[language]
    known = await conversations.contact_of(session, conversation)
    reachable = known is not None and bool(known.email or known.phone)
    return (messages.queued if reachable else messages.unavailable_person)[language]


async def _mark(session: AsyncSession, conversation: Conversation) -> None:
    facts = await _facts(session, conversation)
    await conversations.append(session, conversation, type="holder_left", author="system", facts=facts)
    tell(session, conversation)


async def _facts(session: AsyncSession, conversation: Conversation) -> dict[str, int | str | None]:
    return {"staff_id": conversation.assigned_to, "why": await _why(session, conversation.assigned_to)}


async def _why(session: AsyncSession, staff_id: int | None) -> Why:
    account = await session.get(Staff, staff_id) if staff_id is not None else None
    if account is not None and account.is_system:
        return "key_ended"
    if account is None or not account.active:
        return "deactivated"
    if not may(account.role, "converse"):
        return "other_role"
    return "offline" if await repository.ever_seen(session, account.id) else "logged_out"
