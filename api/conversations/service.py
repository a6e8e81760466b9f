"""What a visitor can do: begin, write, read along, rate, leave details, end."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.attachments import sending
from api.conversations import contacts, files, identity, repository, turns
from api.conversations.errors import AlreadyRated, MessageConflict, NotClosed, RatingLocked
from api.conversations.hooks import changed
from api.conversations.models import Conversation, Event
from api.conversations.outage import REQUEST_HUMAN
from api.conversations.schemas import (
    Message,
    MessageRequest,
    Messages,
    Received,
    Standing,
    Started,
    StartRequest,
    TurnOut,
    WaitOut,
)
from api.conversations.state import closed, reopen, tell
from api.conversations.visitor import admit_to_write, new_token
from api.conversations.wording import phrase
from api.conversations.writing import clean, language_of, message_text
from api.db import now
from api.errors import DatabaseBusy
from api.live import announce, conversation_topic
from api.rasa_client import Asked
from api.services import Services
from api.settings import Settings
from bot.catalog import Catalog

log = structlog.get_logger(__name__)

RATED_FOR = timedelta(days=14)
_BUTTONS_LOOK_BACK = 10
_NOT_ANNOTATIONS = frozenset({"message", "reply_dropped", "turn_failed", "queued"})


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A visitor's message as it was stored, how the conversation stood then, and whether the bot is to be asked.

    ``begun`` is the question to the bot, where it could be made ready in the same transaction.
    """

    message: Message
    standing: Standing
    for_bot: bool
    begun: Asked | None = None


async def start(
    session: AsyncSession, request: StartRequest, *, catalog: Catalog, settings: Settings
) -> Started:
    """Begin a conversation with the greeting, which says that this is a bot and how to reach a person.

    Raises:
        IdentityNotConfigured, IdentityInvalid: The identity token cannot be used.
    """
    customer = None
    if request.identity_token:
        proven = identity.verify(request.identity_token, secret=settings.identity_secret)
        customer = await identity.customer_of(session, proven)
    business = catalog.business
    token, token_hash = new_token()
    language = language_of(request.locale) or business.default_language
    conversation = Conversation(
        token_hash=token_hash,
        customer_id=customer.id if customer else None,
        locale=clean(request.locale or "") or language,
        language=language,
        page_url=clean(request.page_url) if request.page_url else None,
        state="bot",
        epoch=0,
        last_seq=0,
    )
    session.add(conversation)
    await session.flush()
    await repository.append(
        session, conversation, type="conversation_started", author="system", facts={"disclosed": True}
    )
    greeting = await repository.append(
        session,
        conversation,
        type="message",
        author="bot",
        audience="public",
        facts={"buttons": []},
        texts={"text": business.greeting[language]},
    )
    await changed(session, conversation, "started")
    tell(session, conversation)
    standing = await standing_of(session, conversation)
    return Started(id=conversation.id, token=token, messages=[Message.of(greeting)], **dict(standing))


async def receive(
    services: Services, conversation_id: str, request: MessageRequest, *, authorization: str | None
) -> Received:
    """Take a visitor's message: store it, have the bot answer if it is its turn, tell what came back.

    The message is stored before anybody is asked. The same ``client_message_id`` again gives the same answer;
    if its turn was never done (a crash), it is done now. When the database is busy after the message has been
    stored, the answer has no replies: the housekeeping finishes the turn, and they come through the stream.

    Raises:
        NotSignedIn: No token, or one of no conversation.
        ConversationNotFound: The token is of another conversation.
        MessageEmpty, MessageTooLong, MessageConflict: The message cannot be taken.
        DatabaseBusy: Nothing was stored.
    """
    if services.locks.free(conversation_id):
        async with services.locks.of(conversation_id):
            stored = await _store(services, conversation_id, request, authorization, begin=True)
            return await _answered(services, conversation_id, stored)
    # An earlier message is being answered: this one is safe first, and then waits for its turn.
    stored = await _store(services, conversation_id, request, authorization, begin=False)
    async with services.locks.of(conversation_id):
        return await _answered(services, conversation_id, stored)


async def messages_after(session: AsyncSession, conversation: Conversation, *, after: int) -> Messages:
    """The public messages after number ``after``, in order, and how the conversation stands."""
    events = await repository.timeline(
        session, conversation.id, after=after, types=("message",), audience="public"
    )
    standing = await standing_of(session, conversation)
    return Messages(messages=[Message.of(event) for event in events], **dict(standing))


async def standing_of(session: AsyncSession, conversation: Conversation) -> Standing:
    """Who has the conversation, and the wait last told while it is queued."""
    agent, wait = None, None
    if conversation.state == "assigned":
        event = await repository.last_of(session, conversation.id, ("claimed",))
        agent = event.facts.get("name") if event else None
    if conversation.state == "queued":
        event = await repository.last_of(session, conversation.id, ("queued", "wait_updated"))
        wait = WaitOut.model_validate(event.facts) if event else None
    facts = {"state": conversation.state, "language": conversation.language, "agent": agent, "wait": wait}
    return Standing.model_validate(facts)


async def rate(session: AsyncSession, conversation_id: str, *, rating: str, comment: str | None) -> None:
    """Keep a thumb and a word.

    Raises:
        NotClosed, AlreadyRated, RatingLocked: It is too early, done, or more than 14 days late.
    """
    conversation = await repository.lock(session, conversation_id)
    if conversation.rating is not None:
        raise AlreadyRated
    if conversation.state != "closed" or conversation.closed_at is None:
        raise NotClosed
    if now() - conversation.closed_at > RATED_FOR:
        raise RatingLocked
    conversation.rating = rating
    await repository.append(
        session,
        conversation,
        type="rated",
        author="visitor",
        subject=rating,
        texts={"comment": clean(comment or "")},
    )
    await changed(session, conversation, "rated")
    tell(session, conversation)


async def leave_contact(
    session: AsyncSession, conversation_id: str, values: dict[str, str | None]
) -> list[contacts.Field]:
    """Keep name, e-mail or phone in the vault; which of them were new.

    Raises:
        ContactInvalid: Names the fields that cannot be used.
    """
    conversation = await repository.lock(session, conversation_id)
    given = {cast(contacts.Field, field): value for field, value in values.items() if value}
    changed = await contacts.take(session, conversation, given)
    tell(session, conversation)
    return changed


async def choose_language(session: AsyncSession, conversation_id: str, language: str) -> Conversation:
    """Talk in the language the visitor has chosen from now on."""
    conversation = await repository.lock(session, conversation_id)
    conversation.language_fixed = True
    if conversation.language != language:
        conversation.language = language
        await repository.append(
            session, conversation, type="language_changed", author="visitor", subject=language
        )
        tell(session, conversation)
    return conversation


async def close_by_visitor(session: AsyncSession, conversation_id: str) -> Conversation:
    """End the conversation because the visitor did; ending it twice changes nothing."""
    conversation = await repository.lock(session, conversation_id)
    if conversation.state != "closed":
        await closed(session, conversation, author="visitor", facts={})
    return conversation


async def mark_read(session: AsyncSession, conversation_id: str, *, seq: int) -> None:
    """Note how far the visitor has read, and let the console know."""
    if await repository.move_read_mark(session, conversation_id, seq=seq):
        announce(session, conversation_topic(conversation_id), {"read": seq})


async def _answered(services: Services, conversation_id: str, stored: Stored) -> Received:
    seq = stored.message.seq
    try:
        done = None
        if stored.for_bot:
            done = await turns.answer(services, conversation_id, upto=seq, begun=stored.begun)
        async with services.database.glancing() as session:
            done = done or await _done_before(session, conversation_id, seq)
            return await _received(session, stored.message, done, expose=services.settings.expose_turns)
    except DatabaseBusy:
        log.warning("turn_postponed")
        return Received(message=stored.message, replies=[], **dict(stored.standing))


async def _store(
    services: Services,
    conversation_id: str,
    request: MessageRequest,
    authorization: str | None,
    *,
    begin: bool,
) -> Stored:
    catalog = services.catalog.current()
    async with services.database.writing() as session:
        conversation = await admit_to_write(session, conversation_id, authorization)
        known = await repository.message_by_client_id(session, conversation_id, request.client_message_id)
        too_long = catalog.business.messages.too_long[conversation.language]
        text = None if request.text is None else message_text(request.text, too_long=too_long)
        if known is not None:
            _check_same(known, request, text=text)
            return await _stored(session, conversation, known, for_bot=True)
        if conversation.state == "closed":
            await reopen(session, conversation)
        parcel = await sending.parcel(session, conversation_id, request.attachments, author="visitor")
        facts: dict[str, Any] = {"buttons": [], **parcel.facts}
        if request.payload:
            facts["payload"] = request.payload
            text = await _title_of(session, conversation, request.payload)
        event = await repository.append(
            session,
            conversation,
            type="message",
            author="visitor",
            audience="public",
            facts=facts,
            texts={"text": text or "", **parcel.texts},
            client_message_id=request.client_message_id,
        )
        parcel.sent(session, seq=event.seq)
        begun = None
        for_bot = conversation.state != "assigned" and text is not None
        if parcel.files:
            await files.received(session, conversation, event, parcel, alone=text is None)
        if conversation.state == "assigned" and text:
            await contacts.overhear(session, conversation, text, message_seq=event.seq)
        if for_bot and begin:
            begun = await turns.begin_with_message(session, conversation, event, services)
        elif for_bot:
            repository.add_turn(session, conversation, message_seq=event.seq)
        await changed(session, conversation, "visitor_wrote")
        tell(session, conversation)
        return await _stored(session, conversation, event, for_bot=for_bot, begun=begun)


async def _stored(
    session: AsyncSession,
    conversation: Conversation,
    event: Event,
    *,
    for_bot: bool,
    begun: Asked | None = None,
) -> Stored:
    standing = await standing_of(session, conversation)
    return Stored(message=Message.of(event), standing=standing, for_bot=for_bot, begun=begun)


def _check_same(known: Event, request: MessageRequest, *, text: str | None) -> None:
    same_words = text is None or known.wording() in (None, text)
    same_rest = (known.facts.get("payload"), sending.ids_in(known.facts)) == (
        request.payload,
        request.attachments,
    )
    if known.author != "visitor" or not same_rest or not same_words:
        raise MessageConflict(fields={"client_message_id": MessageConflict.message})


async def _title_of(session: AsyncSession, conversation: Conversation, payload: str) -> str:
    """What pressing a button says: the title it was last offered with."""
    for event in await repository.bot_messages(session, conversation.id, limit=_BUTTONS_LOOK_BACK):
        for button in event.facts.get("buttons", []):
            if button["payload"] == payload and payload != REQUEST_HUMAN:
                return str(button["title"])
    if payload == REQUEST_HUMAN:
        return phrase("request_human", conversation.language)
    return payload


async def _done_before(session: AsyncSession, conversation_id: str, seq: int) -> turns.Done:
    return turns.Done(
        conversation=await repository.get(session, conversation_id),
        turn=await repository.turn_of(session, conversation_id, seq),
        caused=await repository.caused_by(session, conversation_id, seq),
    )


async def _received(session: AsyncSession, message: Message, done: turns.Done, *, expose: bool) -> Received:
    return Received(
        message=message,
        replies=[Message.of(event) for event in done.caused if event.type == "message"],
        turn=_turn_out(done) if expose else None,
        **dict(await standing_of(session, done.conversation)),
    )


def _turn_out(done: turns.Done) -> TurnOut | None:
    turn = done.turn
    if turn is None:
        return None
    return TurnOut(
        intent=turn.intent,
        confidence=turn.confidence,
        language=turn.language,
        entities=turn.entities,
        events=[
            {
                "type": event.type,
                "subject": event.subject,
                **event.facts,
                **{text.field: text.text for text in event.texts},
            }
            for event in done.caused
            if event.type not in _NOT_ANNOTATIONS
        ],
        escalation_reason=done.conversation.escalation_reason,
        outcome=turn.outcome,
        duration_ms=turn.duration_ms,
    )
