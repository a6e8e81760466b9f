"""Binds uploaded files to the message they are sent with.

What is said about a file in the timeline is kept like the message itself: its name with the wording, which is
erased one day, and the rest with the facts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.attachments import repository
from api.attachments.errors import AttachmentNotSendable
from api.attachments.models import Attachment
from api.attachments.schemas import AttachmentOut
from api.db import now

Author = Literal["visitor", "agent"]
_FIELD = "file:"
_FACTS = ("id", "media_type", "size", "width", "height")


@dataclass(frozen=True)
class Parcel:
    """Files that go out with one message, in the order in which they were attached."""

    files: Sequence[Attachment]

    @property
    def facts(self) -> dict[str, Any]:
        """What to keep in the message's facts; nothing when there are no files."""
        listed = [{name: getattr(file, name) for name in _FACTS} for file in self.files]
        return {"attachments": listed} if listed else {}

    @property
    def texts(self) -> dict[str, str]:
        """What to keep with the message's wording."""
        return {f"{_FIELD}{file.id}": file.name for file in self.files}

    def sent(self, session: AsyncSession, *, seq: int) -> None:
        """Note that the files went out with message number ``seq``; they are kept as long as its wording."""
        days = session.info.get("texts_kept_days")
        for file in self.files:
            file.event_seq = seq
            file.expires_at = now() + timedelta(days=days) if days else None


async def parcel(
    session: AsyncSession, conversation_id: str, ids: Sequence[str], *, author: Author
) -> Parcel:
    """The files to send with a message of ``author`` in a locked conversation.

    Raises:
        AttachmentNotSendable: One of them is not there, not theirs, or has been sent.
    """
    if not ids:
        return Parcel(())
    found = {file.id: file for file in await repository.unsent(session, conversation_id, ids, author=author)}
    if len(found) != len(ids):
        raise AttachmentNotSendable
    return Parcel([found[id] for id in ids])


def ids_in(facts: Mapping[str, Any]) -> list[str]:
    """The ids of the files that a message was sent with."""
    return [file["id"] for file in facts.get("attachments", ())]


def sent_with(facts: Mapping[str, Any], texts: Iterable[tuple[str, str]]) -> list[AttachmentOut]:
    """The files of a message, from its facts and its wording; those erased since are left out.

    Args:
        texts: The fields of the wording and what they say.
    """
    names = dict(texts)
    return [
        AttachmentOut(name=names[f"{_FIELD}{file['id']}"], **file)
        for file in facts.get("attachments", ())
        if f"{_FIELD}{file['id']}" in names
    ]
