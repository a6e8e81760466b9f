"""The way to a person and back: queue, claim, reply, note, hand-back, close.

Every function takes a writing session, locks the conversation first, and appends the event in the same
transaction that changes the columns (see ``state.py``).
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.attachments import sending
from api.conversations import business_time, repository
from api.conversations.briefing import Briefing, brief
from api.conversations.errors import (
    ConversationClosed,
    MessageConflict,
    NoBotHere,
    NotAssigned,
    TakenByAnother,
    UnknownChoice,
)
from api.conversations.hooks import changed
from api.conversations.levels import service_level
from api.conversations.models import Conversation, Event
from api.conversations.state import assign, closed, introduce, release, say, tell
from api.conversations.vocabulary import ESCALATION_REASONS, OUTCOMES, RESOLUTIONS, STAGES
from api.conversations.waiting import current_wait, promise
from api.conversations.writing import message_text
from api.db import now
from api.staff.models import Staff
from bot.catalog import Catalog


async def enqueue(
    session: AsyncSession,
    conversation: Conversation,
    *,
    reason: str,
    catalog: Catalog,
    line: int = 1,
    message_seq: int | None = None,
) -> Event | None:
    """Put a locked conversation in the queue for a person.

    One that waits already stays at its place; a more serious reason or a higher line is taken over.

    Returns:
        The ``queued`` event, or None when it was waiting already or a person has it.
    """
    if conversation.state == "assigned":
        return None
    if conversation.state == "queued":
        conversation.escalation_reason = _more_serious(reason, conversation.escalation_reason)
        conversation.line = max(line, conversation.line or 1)
        tell(session, conversation)
        return None
    moment = now()
    _, level = service_level(catalog, conversation)
    conversation.state = "queued"
    conversation.escalation_reason = reason
    conversation.line = line
    conversation.queued_at = moment
    if conversation.due_at is None:
        # One that was passed on is due when it was; the clocks of api.service_levels have seen to that.
        conversation.due_at = business_time.add(catalog.hours, moment, level.first_response_seconds)
    await session.flush()
    wait = await current_wait(session, catalog=catalog, conversation=conversation)
    promise(conversation, wait, first=True)
    event = await repository.append(
        session,
        conversation,
        type="queued",
        author="system",
        audience="public",
        subject=reason,
        facts={
            "line": line,
            "promised_minutes": wait.minutes,
            "promised_for": conversation.promised_for.isoformat() if conversation.promised_for else None,
            **wait.as_facts(),
        },
        message_seq=message_seq,
    )
    await changed(session, conversation, "queued")
    tell(session, conversation)
    return event


async def claim(
    session: AsyncSession, conversation_id: str, staff: Staff, *, catalog: Catalog
) -> Conversation:
    """Give the conversation to ``staff``; the bot is silent from this moment.

    Claiming what one has already changes nothing.

    Raises:
        TakenByAnother: A colleague has it.
        ConversationClosed: It is closed.
    """
    conversation = await _open_for(session, conversation_id, staff)
    if conversation.state != "assigned":
        await assign(session, conversation, staff, catalog=catalog)
    return conversation


async def reply(
    session: AsyncSession,
    conversation_id: str,
    staff: Staff,
    text: str,
    client_message_id: str,
    *,
    catalog: Catalog,
    attachments: Sequence[str] = (),
) -> Event:
    """Publish a person's message; a conversation nobody has is claimed by it.

    Raises:
        TakenByAnother, ConversationClosed: As for :func:`claim`.
        MessageConflict: The id was used for other words or files.
        MessageEmpty, MessageTooLong: As for a visitor's message.
    """
    words = message_text(text) if text.strip() or not attachments else ""
    conversation = await repository.lock(session, conversation_id)
    known = await _sent_already(
        session, conversation_id, client_message_id, type="message", words=words, attachments=attachments
    )
    if known is not None:
        return known
    _check_open_for(conversation, staff)
    parcel = await sending.parcel(session, conversation_id, attachments, author="agent")
    if conversation.state != "assigned":
        await assign(session, conversation, staff, catalog=catalog)
    else:
        await introduce(session, conversation, staff, catalog=catalog)
    event = await repository.append(
        session,
        conversation,
        type="message",
        author="agent",
        audience="public",
        facts={"buttons": [], "staff_id": staff.id, "name": staff.name, **parcel.facts},
        texts={"text": words, **parcel.texts},
        client_message_id=client_message_id,
    )
    parcel.sent(session, seq=event.seq)
    await changed(session, conversation, "replied")
    tell(session, conversation)
    return event


async def note(
    session: AsyncSession,
    conversation_id: str,
    staff: Staff,
    text: str,
    client_message_id: str | None = None,
) -> Event:
    """Keep a note that only staff see; possible in every state.

    Raises:
        MessageConflict: The id was used for other words.
        MessageEmpty, MessageTooLong: As for a visitor's message.
    """
    words = message_text(text)
    conversation = await repository.lock(session, conversation_id)
    known = await _sent_already(session, conversation_id, client_message_id, type="note", words=words)
    if known is not None:
        return known
    event = await repository.append(
        session,
        conversation,
        type="note",
        author="agent",
        facts={"staff_id": staff.id, "name": staff.name},
        texts={"text": words},
        client_message_id=client_message_id,
    )
    tell(session, conversation)
    return event


def transfer_facts(
    conversation: Conversation, *, by: int, line: int, team_id: int | None = None, to: int | None = None
) -> dict[str, int | None]:
    """The facts of a ``transferred`` event: who passes it on, from where, and to which line, team or colleague."""
    return {
        "staff_id": by,
        "from_line": conversation.line,
        "line": line,
        "team_id": team_id,
        "to_staff_id": to,
    }


async def hand_back(
    session: AsyncSession,
    conversation_id: str,
    staff: Staff,
    *,
    catalog: Catalog,
    briefing: Briefing | None = None,
) -> Conversation:
    """Give the conversation back to the bot; the old escalation is forgotten.

    Args:
        briefing: What the bot is to know when it goes on.

    Raises:
        NotAssigned: ``staff`` does not have it.
        NoBotHere: It is not a chat.
        UnknownChoice: There is no such need or stage.
    """
    told = briefing or Briefing()
    for need in told.needs or ():
        _choose("needs", need, tuple(catalog.needs))
    if told.stage is not None:
        _choose("stage", told.stage, tuple(sorted(STAGES)))
    conversation = await _held_by(session, conversation_id, staff)
    if conversation.channel != "chat":
        raise NoBotHere
    release(conversation)
    await repository.append(
        session,
        conversation,
        type="handed_back",
        author="agent",
        audience="public",
        facts={"staff_id": staff.id},
    )
    await brief(session, conversation, staff, told)
    await changed(session, conversation, "handed_back")
    await say(session, conversation, catalog.business.messages.handed_back[conversation.language])
    return conversation


async def close(
    session: AsyncSession,
    conversation_id: str,
    staff: Staff,
    resolution: str,
    outcome: str,
    *,
    catalog: Catalog,
) -> Conversation:
    """End the conversation; one that nobody has may be closed from the queue.

    Raises:
        UnknownChoice: No such resolution or outcome.
        TakenByAnother, ConversationClosed: As for :func:`claim`.
    """
    _choose("resolution", resolution, RESOLUTIONS)
    _choose("outcome", outcome, OUTCOMES)
    conversation = await _open_for(session, conversation_id, staff)
    conversation.resolution = resolution
    conversation.outcome = outcome
    await closed(session, conversation, author="agent", facts={"outcome": outcome, "staff_id": staff.id})
    await say(session, conversation, catalog.business.messages.closed[conversation.language])
    return conversation


async def _open_for(session: AsyncSession, conversation_id: str, staff: Staff) -> Conversation:
    conversation = await repository.lock(session, conversation_id)
    _check_open_for(conversation, staff)
    return conversation


def _check_open_for(conversation: Conversation, staff: Staff) -> None:
    if conversation.state == "closed":
        raise ConversationClosed
    if conversation.state == "assigned" and conversation.assigned_to != staff.id:
        raise TakenByAnother


async def _sent_already(
    session: AsyncSession,
    conversation_id: str,
    client_message_id: str | None,
    *,
    type: str,
    words: str,
    attachments: Sequence[str] = (),
) -> Event | None:
    if client_message_id is None:
        return None
    known = await repository.message_by_client_id(session, conversation_id, client_message_id)
    if known is None:
        return None
    same_files = sending.ids_in(known.facts) == list(attachments)
    if (
        (known.type, known.author) != (type, "agent")
        or known.wording() not in (None, words)
        or not same_files
    ):
        raise MessageConflict
    return known


async def _held_by(session: AsyncSession, conversation_id: str, staff: Staff) -> Conversation:
    conversation = await repository.lock(session, conversation_id)
    if conversation.state != "assigned" or conversation.assigned_to != staff.id:
        raise NotAssigned
    return conversation


def _more_serious(reason: str, than: str | None) -> str:
    return min(reason, than or reason, key=ESCALATION_REASONS.index)


async def correct_persona(
    session: AsyncSession, conversation_id: str, staff: Staff, persona: str, *, catalog: Catalog
) -> Event:
    """Set the customer type by a person's judgement; the bot's suggestions do not change it any more.

    Raises:
        UnknownChoice: The catalog has no such persona.
    """
    _choose("persona", persona, tuple(catalog.personas))
    conversation = await repository.lock(session, conversation_id)
    conversation.persona = persona
    conversation.persona_fixed = True
    event = await repository.append(
        session,
        conversation,
        type="persona_corrected",
        author="agent",
        subject=persona,
        facts={"staff_id": staff.id},
    )
    tell(session, conversation)
    return event


def _choose(field: str, value: str | int, choices: tuple[str | int, ...]) -> None:
    if value not in choices:
        raise UnknownChoice(fields={field: f"One of {', '.join(map(str, choices))}."})
