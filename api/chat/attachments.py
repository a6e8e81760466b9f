"""The visitor's files: the body of the call is the file itself, and its name comes percent-encoded in a header."""

from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Depends, FastAPI, Header, Path, Request, Response

from api.attachments import delivery, uploading
from api.attachments.errors import TooManyUploads
from api.attachments.schemas import AttachmentOut
from api.chat.dependencies import VisitorsConversation
from api.conversations.models import Conversation
from api.conversations.visitor import admit
from api.dependencies import ReadSession, ServicesNow, SettingsNow
from api.errors import ErrorOut
from api.settings import Settings
from api.staff.attempts import Attempts

router = APIRouter(
    prefix="/api/chat/conversations/{conversation_id}/attachments",
    tags=["chat"],
    responses={status: {"model": ErrorOut} for status in (401, 404, 409, 413, 415, 422, 429, 503, 507)},
)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
FileId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


def install(app: FastAPI, settings: Settings) -> None:
    """Give ``app`` the calls, and its memory of who sent files in the last minute."""
    app.state.uploads = Attempts(limit=settings.uploads_per_minute, window_seconds=60.0)
    app.include_router(router)


async def uploader(
    conversation_id: str,
    request: Request,
    services: ServicesNow,
    authorization: Annotated[str | None, Header()] = None,
) -> Conversation:
    """The visitor's conversation; the database is let go of before the file comes in.

    Raises:
        TooManyUploads: This address has sent as many files in a minute as one may.
    """
    async with services.database.glancing() as session:
        conversation = await admit(session, conversation_id, authorization)
    if services.settings.uploads_per_minute:
        attempts: Attempts = request.app.state.uploads
        wait = attempts.begin((request.client.host if request.client else "",))
        if wait:
            raise TooManyUploads(conversation.language, headers={"Retry-After": str(wait)})
    return conversation


@router.post("", status_code=201, openapi_extra=_BODY)
async def upload(
    conversation: Annotated[Conversation, Depends(uploader)],
    request: Request,
    services: ServicesNow,
    file_name: Annotated[str, Header(max_length=1000)] = "",
    content_length: Annotated[str | None, Header()] = None,
) -> AttachmentOut:
    """Upload a file for a message still to be sent."""
    return await uploading.take(
        services.database,
        services.settings,
        conversation.id,
        request.stream(),
        name=unquote(file_name),
        author="visitor",
        language=conversation.language,
        declared=content_length,
    )


@router.get("/{attachment_id}", response_class=Response)
async def download(
    conversation: VisitorsConversation, attachment_id: FileId, session: ReadSession, settings: SettingsNow
) -> Response:
    """The file itself."""
    return await delivery.deliver(session, settings, conversation.id, attachment_id, reader="visitor")


@router.delete("/{attachment_id}", status_code=204)
async def take_back(conversation: VisitorsConversation, attachment_id: FileId, services: ServicesNow) -> None:
    """Remove a file that has not been sent."""
    await uploading.take_back(
        services.database, services.settings, conversation.id, attachment_id, author="visitor"
    )
