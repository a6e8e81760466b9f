"""What colleagues keep to work by."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base, Facts, UtcDateTime, now

_BigId = BigInteger().with_variant(Integer(), "sqlite")


class Label(Base):
    """A word that conversations are sorted by."""

    __tablename__ = "labels"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    colour: Mapped[str] = mapped_column(String(7))


class ConversationLabel(Base):
    """One label on one conversation."""

    __tablename__ = "conversation_labels"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    label_id: Mapped[int] = mapped_column(
        ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class SavedView(Base):
    """A list somebody wants to see again; everybody's when ``staff_id`` is null."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    filters: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)


class CannedStart(Base):
    """The beginning of an answer, to be finished by hand; ``{variables}`` are filled in."""

    __tablename__ = "canned_starts"
    __table_args__ = (UniqueConstraint("shortcut", "language"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    shortcut: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(LongText)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)


class Reminder(Base):
    """Something one wants to be told of at a moment; ``told_at`` is when one was, so that it happens once.

    ``text`` is wording like any other: it goes when ``expires_at`` has passed. ``about`` is None for what people remind
    themselves of. What the house reminds them of has a reason there: the step of a case (``case_id``) that is due,
    ``rating`` or ``left`` (see ``api.recovery.telling``).
    """

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_staff_id_done_at", "staff_id", "done_at"),)

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    text: Mapped[str | None] = mapped_column(String(300))
    about: Mapped[str | None] = mapped_column(String(10))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("recovery_cases.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Mention(Base):
    """A colleague named in a note."""

    __tablename__ = "mentions"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
