"""Conversations that began elsewhere, on the phone, in social media or by e-mail, told of by another system.

A person answers them: the bot speaks in the chat only. What is written back reaches the customer through the system
that told of them (see the webhook ``conversation.reply_sent``).
"""

from collections.abc import Mapping
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import contacts, escalation, repository
from api.conversations.errors import MessageConflict, NotFromElsewhere
from api.conversations.hooks import changed
from api.conversations.models import Conversation, Event
from api.conversations.state import reopen, tell
from api.conversations.visitor import new_token
from api.conversations.writing import message_text
from bot.catalog import Catalog

Channel = Literal["phone", "social", "email"]
_REASON = "requested"


async def take_in(
    session: AsyncSession,
    *,
    reference: str,
    channel: Channel,
    language: str,
    text: str,
    customer: str | None,
    contact: Mapping[contacts.Field, str],
    catalog: Catalog,
) -> Conversation:
    """Begin a conversation with a customer's first words and put it in the queue for a person.

    The same ``reference`` again is the same conversation, as it stands by now.

    Args:
        reference: What the other system calls it, unique among all.
        customer: What the business calls the customer, if it knows them.
        contact: How to reach them.

    Raises:
        MessageEmpty, MessageTooLong, ContactInvalid: What was told cannot be used.
    """
    known = await repository.by_reference(session, reference)
    if known is not None:
        return known
    words = message_text(text)
    person = await repository.lock_customer(session, customer) if customer else None
    conversation = Conversation(
        # Nobody is given the token: there is no visitor with a widget.
        token_hash=new_token()[1],
        reference=reference,
        customer_id=person.id if person else None,
        channel=channel,
        locale=language,
        language=language,
        language_fixed=True,
        state="bot",
        epoch=0,
        last_seq=0,
    )
    session.add(conversation)
    await session.flush()
    await repository.append(
        session, conversation, type="conversation_started", author="system", facts={"channel": channel}
    )
    await contacts.take(session, conversation, dict(contact))
    await changed(session, conversation, "started")
    await _heard(session, conversation, words, client_message_id=None, catalog=catalog)
    return conversation


async def hear(
    session: AsyncSession, conversation_id: str, text: str, client_message_id: str, *, catalog: Catalog
) -> Event:
    """Note what the customer wrote or said since; one that had ended is open again and waits for a person.

    Raises:
        ConversationNotFound: There is none.
        NotFromElsewhere: It is a chat, in which visitors write themselves.
        MessageEmpty, MessageTooLong, MessageConflict: The words cannot be taken.
    """
    conversation = await repository.lock(session, conversation_id)
    if conversation.channel == "chat":
        raise NotFromElsewhere
    words = message_text(text)
    known = await repository.message_by_client_id(session, conversation_id, client_message_id)
    if known is not None:
        if known.author != "visitor" or known.wording() not in (None, words):
            raise MessageConflict(fields={"client_message_id": MessageConflict.message})
        return known
    if conversation.state == "closed":
        await reopen(session, conversation)
    return await _heard(session, conversation, words, client_message_id=client_message_id, catalog=catalog)


async def _heard(
    session: AsyncSession,
    conversation: Conversation,
    words: str,
    *,
    client_message_id: str | None,
    catalog: Catalog,
) -> Event:
    event = await repository.append(
        session,
        conversation,
        type="message",
        author="visitor",
        audience="public",
        facts={"buttons": []},
        texts={"text": words},
        client_message_id=client_message_id,
    )
    await changed(session, conversation, "visitor_wrote")
    if conversation.state == "bot":
        await escalation.enqueue(
            session, conversation, reason=_REASON, catalog=catalog, message_seq=event.seq
        )
    tell(session, conversation)
    return event
