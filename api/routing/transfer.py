"""Passing a conversation on: to another line, to a team, or into a colleague's hands, with a reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as conversations
from api.conversations.errors import ConversationClosed, TakenByAnother, UnknownChoice
from api.conversations.escalation import enqueue, transfer_facts
from api.conversations.hooks import changed
from api.conversations.models import Conversation
from api.conversations.state import assign, introduced, release, say, tell
from api.conversations.vocabulary import LINES
from api.conversations.writing import clean
from api.live import QUEUE, announce, staff_topic
from api.routing import presence, team_repository
from api.routing.errors import DestinationMissing, NotInTheQueue, ReasonMissing, TeamNotFound
from api.routing.hints import ROUTING
from api.routing.leaving import words_for_waiting
from api.staff.models import Staff
from api.staff.permissions import may
from bot.catalog import Catalog

REASON_LENGTH = 1000


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where a conversation goes: a line (and then everybody's, unless a team is named too), a team, a colleague."""

    line: int | None = None
    team_id: int | None = None
    staff_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Handover:
    """How a conversation came to where it is: who passed it on, when, and why.

    ``by`` is a staff id; ``reason`` is None when none was given or its wording has been erased.
    """

    seq: int
    by: int
    at: datetime
    from_line: int | None
    line: int | None
    team_id: int | None
    staff_id: int | None
    reason: str | None


async def transfer(
    session: AsyncSession,
    conversation_id: str,
    staff: Staff,
    to: Destination,
    *,
    reason: str,
    catalog: Catalog,
) -> Conversation:
    """Pass a conversation on: one's own or one that waits; whoever leads, any.

    Raises:
        DestinationMissing, UnknownChoice, TeamNotFound, ColleagueNotFound: It is not clear where to.
        ReasonMissing: A higher line needs one.
        ColleagueAway: The colleague would not see it.
        TakenByAnother, ConversationClosed, NotInTheQueue: It is not `staff`'s to pass on.
    """
    conversation = await conversations.lock(session, conversation_id)
    _check_may(conversation, staff, to)
    words = clean(reason)[:REASON_LENGTH]
    line = await _check_destination(session, conversation, to, words)
    receiver = staff if to.staff_id == staff.id else await _receiver(session, to)
    if receiver is not None and conversation.assigned_to == receiver.id:
        return conversation
    facts = transfer_facts(conversation, by=staff.id, line=line, team_id=to.team_id, to=to.staff_id)
    await conversations.append(
        session, conversation, type="transferred", author="agent", facts=facts, texts={"text": words}
    )
    await changed(session, conversation, "transferred")
    if may(staff.role, "lead_team"):
        # Whoever leads has looked at it, and decides.
        conversation.for_leads, conversation.not_to = False, None
    named = to.team_id is not None or to.line is not None
    team_id = to.team_id if named else conversation.team_id
    if receiver is None:
        if not conversation.for_leads:
            conversation.not_to = staff.id
        await _to_the_queue(session, conversation, line, team_id, catalog=catalog)
    else:
        conversation.line, conversation.team_id = line, team_id
        await assign(session, conversation, receiver, catalog=catalog, by_hand=False)
        announce(session, ROUTING, {"conversation_id": conversation.id})
        announce(session, staff_topic(receiver.id), {"assigned": conversation.id})
    return conversation


async def _receiver(session: AsyncSession, to: Destination) -> Staff | None:
    return None if to.staff_id is None else await presence.who_is_there(session, to.staff_id)


async def last_handover(session: AsyncSession, conversation_id: str) -> Handover | None:
    """Return how a conversation was last passed on, None if it never was.

    Raises:
        ConversationNotFound: It does not exist (any more).
    """
    await conversations.get(session, conversation_id)
    event = await conversations.last_of(session, conversation_id, ("transferred",))
    if event is None:
        return None
    facts = event.facts
    return Handover(
        seq=event.seq,
        by=facts["staff_id"],
        at=event.created_at,
        from_line=facts["from_line"],
        line=facts["line"],
        team_id=facts["team_id"],
        staff_id=facts["to_staff_id"],
        reason=event.wording(),
    )


def _check_may(conversation: Conversation, staff: Staff, to: Destination) -> None:
    if conversation.state == "closed":
        raise ConversationClosed
    if may(staff.role, "lead_team"):
        return
    if conversation.state == "assigned" and conversation.assigned_to != staff.id:
        raise TakenByAnother
    if conversation.state == "bot":
        raise NotInTheQueue


async def _check_destination(
    session: AsyncSession, conversation: Conversation, to: Destination, reason: str
) -> int:
    if to == Destination():
        raise DestinationMissing
    now_on = conversation.line or 1
    line = now_on if to.line is None else to.line
    if line not in LINES:
        raise UnknownChoice(fields={"line": f"One of {', '.join(map(str, LINES))}."})
    if line > now_on and not reason:
        raise ReasonMissing
    if to.team_id is not None and await team_repository.team(session, to.team_id) is None:
        raise TeamNotFound
    return line


async def _to_the_queue(
    session: AsyncSession, conversation: Conversation, line: int, team_id: int | None, *, catalog: Catalog
) -> None:
    if conversation.state == "queued":
        # It keeps its place: to be passed on is not the visitor's doing.
        conversation.line, conversation.team_id = line, team_id
        announce(session, ROUTING, {"conversation_id": conversation.id})
        announce(session, QUEUE, {"conversation_id": conversation.id, "state": conversation.state})
        tell(session, conversation)
        return
    had_a_person = conversation.state == "assigned"
    known = await introduced(session, conversation)
    reason = conversation.escalation_reason or "requested"
    if had_a_person:
        release(conversation)
        await changed(session, conversation, "released")
    conversation.team_id = team_id
    await enqueue(session, conversation, reason=reason, line=line, catalog=catalog)
    if had_a_person and known:
        await say(session, conversation, await words_for_waiting(session, conversation, catalog=catalog))
