"""What other systems do, each in the name of its key's account: the core sees a colleague."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import escalation
from api.conversations.models import Conversation
from api.open.schemas import Closing, NewText, StandingOut, TextWritten
from api.tokens import service
from api.tokens.models import ApiToken
from bot.catalog import Catalog


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
    return TextWritten(seq=event.seq)


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
