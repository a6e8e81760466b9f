"""One bot turn: take the oldest message that waits, ask Rasa, publish what still holds.

No transaction is open while Rasa is asked. A turn is written down with its message, so one that a crash
interrupted is found and done; the transaction that publishes checks again whether anybody took the
conversation meanwhile. In one process a lock keeps turns in order, between processes ``asking_until`` does.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from time import perf_counter
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import bot_events, queries, repository
from api.conversations.errors import ConversationNotFound
from api.conversations.models import Conversation, Event, Turn
from api.conversations.outage import answer_without_bot
from api.conversations.state import tell
from api.conversations.turn_context import turn_metadata
from api.conversations.vocabulary import LANGUAGES, PERSONAL_ENTITIES, TOLD
from api.db import now
from api.live import conversation_topic
from api.rasa_client import Answer, Asked, DialogueUnavailable, Failure
from api.services import Services
from bot.catalog import Catalog

log = structlog.get_logger(__name__)

_GRACE_SECONDS = 2.0
_LOOK_AGAIN_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a visitor's message led to, in order; without a turn when it was not for the bot."""

    conversation: Conversation
    turn: Turn | None
    caused: Sequence[Event]


class Pause(Enum):
    """Why there is nothing to ask: no turn waits, or another process is doing one."""

    DONE = auto()
    ELSEWHERE = auto()


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of asking: an answer, or the way in which there was none."""

    answer: Answer | None
    failure: Failure | None
    duration_ms: int


async def answer(
    services: Services, conversation_id: str, *, upto: int, begun: Asked | None = None
) -> Done | None:
    """Do every turn of the conversation that is still to be done, as far as message number ``upto``.

    Whoever calls holds the conversation's lock.

    Args:
        begun: A turn that was begun with its message, to be asked first.

    Returns:
        What message ``upto`` led to, None where that had been done before.

    Raises:
        ConversationNotFound: It was erased meanwhile.
    """
    asked = begun or await _begin(services, conversation_id, upto)
    while asked is not Pause.DONE:
        if asked is Pause.ELSEWHERE:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        else:
            await services.bus.publish(
                conversation_topic(conversation_id), {"typing": {"author": "bot", "typing": True}}
            )
            result = await _ask(services, asked)
            done = await _publish(services, conversation_id, asked, result)
            if int(asked.message_id) == upto:
                return done
        asked = await _begin(services, conversation_id, upto)
    return None


async def begin_with_message(
    session: AsyncSession, conversation: Conversation, message: Event, services: Services
) -> Asked | None:
    """Note that a message just stored is to be answered, and begin its turn unless an earlier one waits.

    Whoever calls holds the conversation's lock, so that the turn is asked by this process and now.
    """
    turn = repository.add_turn(session, conversation, message_seq=message.seq)
    # What is read here was there before the message: it need not be written first.
    with session.no_autoflush:
        if await repository.waiting_turns(session, conversation.id, upto=message.seq - 1):
            return None
        _take(turn, services)
        return await _question(session, conversation, turn, services, message=message)


async def answer_interrupted(services: Services, *, not_older_than: timedelta) -> int:
    """Do the turns that a stopped process left behind; how many conversations that was."""
    at = now()
    async with services.database.reading() as session:
        found = await queries.interrupted(
            session, since=at - not_older_than, at=at, asked_until_at_most=at + 2 * _asking_lasts(services)
        )
    for conversation_id, seq in found:
        try:
            async with services.locks.of(conversation_id):
                await answer(services, conversation_id, upto=seq)
        except ConversationNotFound:
            log.info("conversation_erased_meanwhile")
    return len(found)


async def _begin(services: Services, conversation_id: str, upto: int) -> Asked | Pause:
    async with services.database.writing() as session:
        conversation = await repository.lock(session, conversation_id)
        for turn in await repository.waiting_turns(session, conversation_id, upto=upto):
            if _asked_elsewhere(turn, services):
                return Pause.ELSEWHERE
            if not _stands(conversation, turn):
                await _drop(session, conversation, turn)
                continue
            _take(turn, services)
            message = await repository.event_at(session, conversation.id, turn.message_seq)
            return await _question(session, conversation, turn, services, message=message)
    return Pause.DONE


def _take(turn: Turn, services: Services) -> None:
    turn.asking_by = services.process_id
    turn.asking_until = now() + _asking_lasts(services)


async def _question(
    session: AsyncSession,
    conversation: Conversation,
    turn: Turn,
    services: Services,
    *,
    message: Event | None,
) -> Asked:
    payload = message.facts.get("payload") if message else None
    text = message.wording() if message else None
    metadata = await turn_metadata(
        session, conversation, catalog=services.catalog.current(), settings=services.settings
    )
    return Asked(
        sender=conversation.id,
        message_id=str(turn.message_seq),
        text=None if payload else text or "",
        payload=payload,
        metadata=metadata,
    )


async def _ask(services: Services, asked: Asked) -> Result:
    started = perf_counter()
    found: Answer | None = None
    failure: Failure | None = None
    try:
        found = await services.dialogue.ask(asked)
    except DialogueUnavailable as error:
        failure = error.failure
        log.warning("turn_failed", failure=failure)
    return Result(answer=found, failure=failure, duration_ms=round((perf_counter() - started) * 1000))


async def _publish(services: Services, conversation_id: str, asked: Asked, result: Result) -> Done | None:
    catalog = services.catalog.current()
    async with services.database.writing() as session:
        conversation = await repository.lock(session, conversation_id)
        turn = await repository.turn_of(session, conversation_id, int(asked.message_id))
        if turn is None or turn.outcome is not None:
            return None
        turn.duration_ms = result.duration_ms
        if result.answer is not None:
            _note_understanding(turn, result.answer)
        if not _stands(conversation, turn):
            await _drop(session, conversation, turn, answer=result.answer, catalog=catalog)
        elif result.answer is not None:
            turn.outcome = "ok"
            await _publish_answer(session, conversation, turn, result.answer, catalog=catalog)
        else:
            turn.outcome = result.failure
            await _publish_failure(session, conversation, turn, asked, catalog=catalog)
        tell(session, conversation)
        return Done(
            conversation=conversation,
            turn=turn,
            caused=repository.appended(session, message_seq=turn.message_seq),
        )


def _asked_elsewhere(turn: Turn, services: Services) -> bool:
    """Whether another process is at it; one of our own would still hold the lock."""
    if turn.asking_until is None or turn.asking_by == services.process_id:
        return False
    at = now()
    # Later than anybody can have said: the clock was put back since, and whoever asked is long gone.
    return at < turn.asking_until <= at + 2 * _asking_lasts(services)


def _asking_lasts(services: Services) -> timedelta:
    return timedelta(seconds=services.settings.rasa_timeout_seconds + _GRACE_SECONDS)


def _stands(conversation: Conversation, turn: Turn) -> bool:
    return conversation.epoch == turn.epoch and conversation.state in ("bot", "queued")


def _note_understanding(turn: Turn, found: Answer) -> None:
    turn.intent = found.nlu.intent
    turn.confidence = found.nlu.confidence
    turn.language = found.nlu.language if found.nlu.language in LANGUAGES else None
    turn.entities = [
        entity.model_dump(exclude={"value"} if entity.entity in PERSONAL_ENTITIES else None)
        for entity in found.nlu.entities
    ]


async def _publish_answer(
    session: AsyncSession, conversation: Conversation, turn: Turn, found: Answer, *, catalog: Catalog
) -> None:
    for said in found.messages:
        buttons = [button.model_dump() for button in said.buttons]
        await _say(session, conversation, said.text, turn, buttons=buttons)
    was = conversation.state
    await bot_events.apply(
        session,
        conversation,
        found.events,
        message_seq=turn.message_seq,
        catalog=catalog,
        language_chosen=turn.intent == "change_language",
    )
    if conversation.state == "queued" and was != "queued" and not found.messages:
        await _say(session, conversation, catalog.business.messages.queued[conversation.language], turn)


async def _publish_failure(
    session: AsyncSession, conversation: Conversation, turn: Turn, asked: Asked, *, catalog: Catalog
) -> None:
    await repository.append(
        session,
        conversation,
        type="turn_failed",
        author="system",
        subject=turn.outcome,
        message_seq=turn.message_seq,
    )
    words, buttons = await answer_without_bot(
        session, conversation, turn, text=asked.text, payload=asked.payload, catalog=catalog
    )
    await _say(session, conversation, words, turn, buttons=buttons)


async def _drop(
    session: AsyncSession,
    conversation: Conversation,
    turn: Turn,
    *,
    answer: Answer | None = None,
    catalog: Catalog | None = None,
) -> None:
    turn.outcome = "dropped"
    await repository.append(
        session, conversation, type="reply_dropped", author="system", message_seq=turn.message_seq
    )
    if answer is not None and catalog is not None:
        told = [event for event in answer.events if event.type in TOLD]
        await bot_events.apply(session, conversation, told, message_seq=turn.message_seq, catalog=catalog)


async def _say(
    session: AsyncSession,
    conversation: Conversation,
    text: str,
    turn: Turn,
    *,
    buttons: Sequence[Mapping[str, Any]] = (),
) -> None:
    await repository.append(
        session,
        conversation,
        type="message",
        author="bot",
        audience="public",
        facts={"buttons": [dict(button) for button in buttons]},
        texts={"text": text},
        message_seq=turn.message_seq,
    )
