"""Who may speak in a conversation: whoever holds its token. Only a hash of the token is kept."""

import hashlib
import hmac
import secrets

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.errors import ConversationNotFound, NotSignedIn
from api.conversations.models import Conversation


def new_token() -> tuple[str, str]:
    """A token and the hash to keep of it."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    """SHA-256 of a token, in hex; tokens are random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


async def admit(session: AsyncSession, conversation_id: str, authorization: str | None) -> Conversation:
    """The conversation, for the one who holds its token.

    Raises:
        NotSignedIn: No token, or one of no conversation.
        ConversationNotFound: The token is of another conversation.
    """
    given = _hash_given(authorization)
    conversation = await repository.find_by_token(session, given)
    if conversation is None or not hmac.compare_digest(conversation.token_hash, given):
        raise NotSignedIn
    if conversation.id != conversation_id:
        raise ConversationNotFound
    return conversation


async def admit_to_write(
    session: AsyncSession, conversation_id: str, authorization: str | None
) -> Conversation:
    """The same in one statement, with the conversation locked.

    Raises:
        NotSignedIn, ConversationNotFound: As above.
    """
    given = _hash_given(authorization)
    conversation = await repository.find_locked(session, conversation_id)
    if conversation is not None and hmac.compare_digest(conversation.token_hash, given):
        return conversation
    # Which of the two it is that is wrong, the token itself tells.
    return await admit(session, conversation_id, authorization)


def _hash_given(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    return hash_of(token.strip())
