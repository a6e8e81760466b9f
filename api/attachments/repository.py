"""The only place with SQL about files."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.attachments.errors import AttachmentNotFound
from api.attachments.models import Attachment


async def add(session: AsyncSession, attachment: Attachment) -> None:
    """Note a file.

    Raises:
        AttachmentNotFound: Its conversation has been erased meanwhile.
    """
    session.add(attachment)
    try:
        await session.flush()
    except IntegrityError as error:
        raise AttachmentNotFound from error


async def find(session: AsyncSession, conversation_id: str, id: str) -> Attachment | None:
    """A file of one conversation."""
    query = select(Attachment).where(Attachment.id == id, Attachment.conversation_id == conversation_id)
    return (await session.scalars(query)).first()


async def unsent(
    session: AsyncSession, conversation_id: str, ids: Collection[str], *, author: str
) -> Sequence[Attachment]:
    """Those of the files that ``author`` has uploaded here and not sent, held until this transaction ends."""
    query = select(Attachment).where(
        Attachment.id.in_(ids),
        Attachment.conversation_id == conversation_id,
        Attachment.author == author,
        Attachment.event_seq.is_(None),
    )
    return (await session.scalars(query.with_for_update())).all()


async def count(session: AsyncSession, conversation_id: str) -> int:
    """How many files a conversation has."""
    query = select(func.count()).select_from(Attachment).where(Attachment.conversation_id == conversation_id)
    return await session.scalar(query) or 0


async def ids_of(session: AsyncSession, conversation_id: str) -> Sequence[str]:
    """The ids of all files of a conversation."""
    return (
        await session.scalars(select(Attachment.id).where(Attachment.conversation_id == conversation_id))
    ).all()


async def known(session: AsyncSession, ids: Collection[str]) -> set[str]:
    """Which of the ids are those of files."""
    return set((await session.scalars(select(Attachment.id).where(Attachment.id.in_(ids)))).all())


async def remove_had_their_time(
    session: AsyncSession, *, at: datetime, unsent_since: datetime, limit: int
) -> Sequence[str]:
    """Forget files whose time has passed, and those that were uploaded long ago and never sent; their ids."""
    over: ColumnElement[bool] = or_(
        Attachment.expires_at <= at,
        Attachment.event_seq.is_(None) & (Attachment.created_at <= unsent_since),
    )
    some = select(Attachment.id).where(over).limit(limit)
    query = delete(Attachment).where(Attachment.id.in_(some)).returning(Attachment.id)
    return (await session.scalars(query)).all()
