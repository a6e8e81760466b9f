"""Takes a file in: read with a limit, judged by its content, kept whole on the disk, then noted."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import structlog
from anyio import CapacityLimiter, to_thread

from api.attachments import repository
from api.attachments.errors import AttachmentNotFound, FileEmpty, FileTooLarge, StorageFull, TooManyFiles
from api.attachments.inspection import Inspected, inspect
from api.attachments.models import Attachment
from api.attachments.naming import clean_name
from api.attachments.schemas import AttachmentOut
from api.attachments.sending import Author
from api.attachments.store import FileStore
from api.attachments.words import words
from api.conversations import repository as conversations
from api.db import Database, now
from api.settings import Settings

log = structlog.get_logger(__name__)

FILES_IN_CONVERSATION = 50
# One picture at a time is unpacked: each may need a few hundred megabytes for a moment.
_one_at_a_time = CapacityLimiter(1)


async def take(
    database: Database,
    settings: Settings,
    conversation_id: str,
    body: AsyncIterator[bytes],
    *,
    name: str,
    author: Author,
    language: str,
    declared: str | None = None,
) -> AttachmentOut:
    """Keep an uploaded file for a message still to be sent.

    Args:
        body: The file as it comes in.
        declared: How many bytes it says it has, if it does.
        name: What the sender calls it.
        language: In which the sender is told what is wrong.

    Raises:
        FileRefused: It cannot be taken; nothing of it is kept.
        AttachmentNotFound: The conversation has been erased meanwhile.
    """
    if declared and declared.isdigit() and int(declared) > settings.attachment_bytes:
        raise _too_large(settings.attachment_bytes, language)
    async with database.reading() as session:
        if await repository.count(session, conversation_id) >= FILES_IN_CONVERSATION:
            raise TooManyFiles(language)
    data = await read(body, limit=settings.attachment_bytes, language=language)
    kept = await to_thread.run_sync(_inspected, data, language, limiter=_one_at_a_time)
    attachment = Attachment(
        id=uuid4().hex,
        conversation_id=conversation_id,
        author=author,
        name=clean_name(name, extension=kept.extension, unnamed=words(language)("file.unnamed")),
        media_type=kept.media_type,
        size=len(kept.data),
        width=kept.width,
        height=kept.height,
        sha256=hashlib.sha256(kept.data).hexdigest(),
        created_at=now(),
    )
    saved = _saved(FileStore(settings.attachments), attachment.id, kept.data, language)
    async with saved, database.writing() as session:
        # Others may have come in while this one did: counted again where only one at a time can be noted.
        await conversations.find_locked(session, conversation_id)
        if await repository.count(session, conversation_id) >= FILES_IN_CONVERSATION:
            raise TooManyFiles(language)
        await repository.add(session, attachment)
    return AttachmentOut.model_validate(attachment)


async def read(body: AsyncIterator[bytes], *, limit: int, language: str) -> bytes:
    """The whole body, or an end to reading as soon as it is too much.

    Raises:
        FileTooLarge, FileEmpty: It has more than ``limit`` bytes, or none.
    """
    data = bytearray()
    async for part in body:
        data += part
        if len(data) > limit:
            raise _too_large(limit, language)
    if not data:
        raise FileEmpty(language)
    return bytes(data)


async def take_back(
    database: Database, settings: Settings, conversation_id: str, id: str, *, author: Author
) -> None:
    """Remove a file that ``author`` has uploaded and not sent.

    Raises:
        AttachmentNotFound: There is none.
    """
    async with database.writing() as session:
        found = await repository.unsent(session, conversation_id, [id], author=author)
        if not found:
            raise AttachmentNotFound
        await session.delete(found[0])
    await to_thread.run_sync(FileStore(settings.attachments).remove, [id])


def _too_large(limit: int, language: str) -> FileTooLarge:
    return FileTooLarge(language, megabytes=limit // 1024 // 1024)


def _inspected(data: bytes, language: str) -> Inspected:
    return inspect(data, language=language)


@asynccontextmanager
async def _saved(store: FileStore, id: str, data: bytes, language: str) -> AsyncIterator[None]:
    """The bytes on the disk; gone again when what is done meanwhile fails."""
    try:
        await to_thread.run_sync(store.save, id, data)
    except OSError as error:
        log.exception("attachment_not_stored")
        raise StorageFull(language) from error
    noted = False
    try:
        yield
        noted = True
    finally:
        if not noted:
            await to_thread.run_sync(store.remove, [id])
