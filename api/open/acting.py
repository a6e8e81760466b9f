"""What other systems do, each in the name of its key's account: the core sees a colleague."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import elsewhere, escalation
from api.conversations.contacts import Field
from api.conversations.models import Conversation
from api.conversations.openings import note_opening
from api.db import Database
from api.open.schemas import Closing, NewConversation, NewText, StandingOut, TextWritten
from api.staff import audit
from api.tokens import service
from api.tokens.models import ApiToken
from bot.catalog import Catalog

_CONTACT: tuple[Field, ...] = ("name", "email", "phone")


async def take_in(
    session: AsyncSession, key: ApiToken, new: NewConversation, *, catalog: Catalog
) -> StandingOut:
    """Put a conversation that began elsewhere in the queue.

    Raises:
        MessageEmpty, MessageTooLong, ContactInvalid: What was told cannot be used.
    """
    # Holds the key until the transaction ends, so that the same call at the same time waits for the first.
    await service.account_of(session, key)
    contact: dict[Field, str] = {
        field: value for field in _CONTACT if (value := getattr(new, field)) is not None
    }
    conversation = await elsewhere.take_in(
        session,
        reference=f"{key.id}/{new.reference}",
        channel=new.channel,
        language=new.language,
        text=new.text,
        customer=new.customer,
        contact=contact,
        catalog=catalog,
    )
    return _standing(conversation)


async def hear(session: AsyncSession, conversation_id: str, new: NewText, *, catalog: Catalog) -> TextWritten:
    """Note what the customer wrote or said since, elsewhere.

    Raises:
        NotFromElsewhere, MessageConflict, MessageEmpty, MessageTooLong: The words cannot be taken.
    """
    event = await elsewhere.hear(session, conversation_id, new.text, new.client_message_id, catalog=catalog)
    return TextWritten(seq=event.seq)


async def reply(
    session: AsyncSession, conversation_id: str, key: ApiToken, new: NewText, *, catalog: Catalog
) -> TextWritten:
    """Write to the customer; a conversation that nobody has is taken by it.

    Raises:
        TakenByAnother, ConversationClosed, MessageConflict: As for colleagues.
    """
    account = await service.account_of(session, key)
    event = await escalation.reply(
        session, conversation_id, account, new.text, new.client_message_id, catalog=catalog
    )
    # The same call again is answered with what is there already.
    if event in session.info.get("appended", ()):
        await audit.note(session, account, "conversation_replied", conversation_id)
    return TextWritten(seq=event.seq)


async def note_reading(database: Database, key: ApiToken, conversation_id: str) -> None:
    """Note in the audit trail that another system reads a conversation, once an hour, by the name of its key.

    Call it before the request's own session is used, so that no request holds two connections.
    """
    async with database.writing() as session:
        account = await service.account_of(session, key)
    await note_opening(database, account, conversation_id)


async def note(session: AsyncSession, conversation_id: str, key: ApiToken, new: NewText) -> TextWritten:
    """Leave a note that only staff see.

    Raises:
        MessageConflict: The id was used for other words.
    """
    account = await service.account_of(session, key)
    event = await escalation.note(session, conversation_id, account, new.text, new.client_message_id)
    return TextWritten(seq=event.seq)


async def claim(
    session: AsyncSession, conversation_id: str, key: ApiToken, *, catalog: Catalog
) -> StandingOut:
    """Take the conversation; the bot falls silent.

    Raises:
        TakenByAnother, ConversationClosed: As for colleagues.
    """
    account = await service.account_of(session, key)
    conversation = await escalation.claim(session, conversation_id, account, catalog=catalog)
    return _standing(conversation)


async def hand_back(
    session: AsyncSession, conversation_id: str, key: ApiToken, *, catalog: Catalog
) -> StandingOut:
    """Give the conversation back to the bot.

    Raises:
        NotAssigned: The key's account does not have it.
    """
    account = await service.account_of(session, key)
    return _standing(await escalation.hand_back(session, conversation_id, account, catalog=catalog))


async def close(
    session: AsyncSession, conversation_id: str, key: ApiToken, closing: Closing, *, catalog: Catalog
) -> StandingOut:
    """End the conversation.

    Raises:
        TakenByAnother, ConversationClosed: As for colleagues.
    """
    account = await service.account_of(session, key)
    return _standing(
        await escalation.close(
            session, conversation_id, account, closing.resolution, closing.outcome, catalog=catalog
        )
    )


def _standing(conversation: Conversation) -> StandingOut:
    return StandingOut.model_validate(conversation, from_attributes=True)
