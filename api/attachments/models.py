"""Files in a conversation."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base, UtcDateTime, now


class Attachment(Base):
    """One file; its bytes lie in the folder for attachments under ``id``.

    ``event_seq`` is null until it has been sent with a message; what is never sent is removed after a day.
    ``width`` and ``height`` are those of an image, so that a page can leave room for it.
    """

    __tablename__ = "attachments"
    __table_args__ = (CheckConstraint("author IN ('visitor', 'agent')", name="author"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    event_seq: Mapped[int | None] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(Integer)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now, index=True)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
