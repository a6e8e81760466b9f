"""Hands files out so that nothing in them can do anything: not run, not be guessed at, not be kept."""

from anyio import to_thread
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import FileResponse

from api.attachments import repository
from api.attachments.errors import AttachmentNotFound
from api.attachments.sending import Author
from api.attachments.store import FileStore
from api.settings import Settings

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


async def deliver(
    session: AsyncSession, settings: Settings, conversation_id: str, id: str, *, reader: Author
) -> FileResponse:
    """A file, for somebody who may read the conversation.

    Args:
        reader: On which side they are: what the other side has not sent yet is not there for them.

    Raises:
        AttachmentNotFound: It is not there, or not for them.
    """
    attachment = await repository.find(session, conversation_id, id)
    if attachment is None or (attachment.event_seq is None and attachment.author != reader):
        raise AttachmentNotFound
    path = FileStore(settings.attachments).path(attachment.id)
    try:
        facts = await to_thread.run_sync(path.stat)
    except FileNotFoundError as error:
        raise AttachmentNotFound from error
    picture = attachment.media_type.startswith("image/")
    return FileResponse(
        path,
        headers=_HEADERS,
        media_type=attachment.media_type,
        filename=attachment.name,
        stat_result=facts,
        content_disposition_type="inline" if picture else "attachment",
    )
