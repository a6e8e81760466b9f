"""Admits the visitor of a conversation by the bearer token, and new ones in a number that people can be."""

from typing import Annotated

from fastapi import Depends, Header, Request

from api.conversations.errors import TooManyConversations
from api.conversations.models import Conversation
from api.conversations.visitor import admit
from api.dependencies import ReadSession, ServicesNow, SettingsNow
from api.staff.attempts import Attempts


async def visitors_conversation(
    conversation_id: str, session: ReadSession, authorization: Annotated[str | None, Header()] = None
) -> Conversation:
    """The conversation in the address, for the one who holds its token."""
    return await admit(session, conversation_id, authorization)


async def admitted_id(
    conversation_id: str, services: ServicesNow, authorization: Annotated[str | None, Header()] = None
) -> str:
    """The same for endpoints that open their own transactions: the id, once the token has been checked."""
    async with services.database.glancing() as session:
        return (await admit(session, conversation_id, authorization)).id


async def may_start(request: Request, settings: SettingsNow) -> None:
    """Lets an address begin so many conversations a minute and no more.

    Raises:
        TooManyConversations: It has begun that many.
    """
    if not settings.conversations_per_minute:
        return
    starts: Attempts = request.app.state.conversation_starts
    wait = starts.begin((request.client.host if request.client else "",))
    if wait:
        raise TooManyConversations(wait)


MayStart = Depends(may_start)
VisitorsConversation = Annotated[Conversation, Depends(visitors_conversation)]
AdmittedId = Annotated[str, Depends(admitted_id)]
