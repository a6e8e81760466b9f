"""The visitor's copy of what was said: to download, or to the address given in the conversation."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response

from api.chat.dependencies import AdmittedId, VisitorsConversation
from api.dependencies import CatalogNow, ReadSession, SettingsNow, WriteSession
from api.errors import ErrorOut
from api.staff.attempts import Attempts
from api.transcripts import service
from api.transcripts.errors import TooManyMails
from api.transcripts.schemas import Format, MailedTo

router = APIRouter(
    prefix="/api/chat/conversations/{conversation_id}/transcript",
    tags=["chat"],
    responses={status: {"model": ErrorOut} for status in (401, 404, 409, 422, 429, 503)},
)
_MAILS_AN_HOUR = 10


def install(app: FastAPI) -> None:
    """Give ``app`` the calls, and its memory of who had e-mails sent in the last hour."""
    app.state.transcript_mails = Attempts(limit=_MAILS_AN_HOUR, window_seconds=3600.0)
    app.include_router(router)


async def may_mail(request: Request) -> None:
    """Lets an address have so many e-mails sent an hour and no more.

    Raises:
        TooManyMails: It has had that many.
    """
    mails: Attempts = request.app.state.transcript_mails
    wait = mails.begin((request.client.host if request.client else "",))
    if wait:
        raise TooManyMails(wait)


@router.get("", response_class=Response)
async def transcript(
    conversation: VisitorsConversation,
    session: ReadSession,
    catalog: CatalogNow,
    format: Annotated[Format, Query()] = "text",
) -> Response:
    """What was said, as text or as a page to print."""
    return await service.as_file(
        session, conversation, format, catalog=catalog, language=conversation.language
    )


@router.post("", status_code=202, dependencies=[Depends(may_mail)])
async def mail(
    conversation_id: AdmittedId, session: WriteSession, catalog: CatalogNow, settings: SettingsNow
) -> MailedTo:
    """Send it to the e-mail address that the visitor has given in this conversation."""
    return await service.by_mail(session, conversation_id, catalog=catalog, settings=settings)
