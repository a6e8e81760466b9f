"""What a visitor is told when the bot gave no answer, and when that leads to a person.

The bot's own understanding is what is missing, so a few plain words have to do: whoever asks for a person, leaves
an address to be answered at, or is left without an answer a second time, is put in the queue.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import contacts, repository
from api.conversations.escalation import enqueue
from api.conversations.models import Conversation, Turn
from api.conversations.opening import opening
from api.conversations.wording import phrase, phrases
from api.db import now
from bot.catalog import Catalog, any_cue, words

REQUEST_HUMAN = "/request_human"
FAILED = ("timeout", "down", "nonsense")
Button = dict[str, str]


async def answer_without_bot(
    session: AsyncSession,
    conversation: Conversation,
    turn: Turn,
    *,
    text: str | None,
    payload: str | None,
    catalog: Catalog,
) -> tuple[str, list[Button]]:
    """Do what can be done for one message of a locked conversation without the bot.

    Returns:
        What to say, with its buttons.
    """
    messages, language = catalog.business.messages, conversation.language
    given = contacts.found_in(text or "", language=language)
    if given:
        await contacts.take(session, conversation, given, message_seq=turn.message_seq)
    reason = await _reason(
        session, turn, asked=payload == REQUEST_HUMAN or bool(given) or asks_for_person(text)
    )
    if conversation.state != "queued":
        if reason is None:
            offer = {"title": phrase("talk_to_person", language), "payload": REQUEST_HUMAN}
            return messages.unavailable[language], [offer]
        await enqueue(session, conversation, reason=reason, message_seq=turn.message_seq, catalog=catalog)
    elif given:
        return messages.queued[language], []
    reachable = opening(catalog.hours, now()).open or await _has_address(session, conversation)
    said = messages.queued if reachable else messages.unavailable_person
    return said[language], []


def asks_for_person(text: str | None) -> bool:
    """Whether somebody writes that they want a person; nobody knows in which of the languages."""
    tokens = words(text or "")
    return any(any_cue(cues, tokens) for cues in phrases("person_cues").values())


async def _reason(session: AsyncSession, turn: Turn, *, asked: bool) -> str | None:
    if asked:
        return "requested"
    before = await repository.turn_before(session, turn)
    failed_before = before is not None and before.epoch == turn.epoch and before.outcome in FAILED
    return "low_confidence" if failed_before else None


async def _has_address(session: AsyncSession, conversation: Conversation) -> bool:
    known = await repository.contact_of(session, conversation)
    return known is not None and bool(known.email or known.phone)
