"""The cases that complaints make, and the causes that the business learns from them."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base, UtcDateTime, now

_BigId = BigInteger().with_variant(Integer(), "sqlite")


class Cause(Base):
    """Why something went wrong, in the business's own words; the list grows."""

    __tablename__ = "causes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    label: Mapped[str] = mapped_column(String(120), unique=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)


class RecoveryCase(Base):
    """One complaint on its way: thanked, cause found, solved, followed up.

    ``complaint_seq`` is the event that raised it. Each step is the moment it was done; the ``_due`` dates are days in
    the business's own time zone. ``reopened`` counts the times a thumb down brought it back. ``outcome`` is what the
    follow-up found: ``happy``, ``unhappy`` or ``silent``. ``reminded_for`` is the latest due date that was missed and
    is in the timeline as such, ``announced_for`` the latest that was told of on the day itself, so that each is told
    once.
    """

    __tablename__ = "recovery_cases"
    __table_args__ = (
        CheckConstraint("outcome IN ('happy', 'unhappy', 'silent')", name="outcome"),
        Index("ix_recovery_cases_closed_at", "closed_at"),
        Index("ix_recovery_cases_created_at", "created_at"),
        UniqueConstraint("conversation_id", "complaint_seq"),
    )

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    complaint_seq: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    matter: Mapped[str | None] = mapped_column(String(80))
    product: Mapped[str | None] = mapped_column(String(80))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
    thank_due: Mapped[date] = mapped_column(Date())
    thanked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    cause_id: Mapped[int | None] = mapped_column(ForeignKey("causes.id", ondelete="SET NULL"))
    solve_due: Mapped[date] = mapped_column(Date())
    solved_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    solution: Mapped[str | None] = mapped_column(String(20))
    follow_up_due: Mapped[date | None] = mapped_column(Date())
    followed_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    outcome: Mapped[str | None] = mapped_column(String(10))
    reopened: Mapped[int] = mapped_column(Integer, default=0)
    reminded_for: Mapped[date | None] = mapped_column(Date())
    announced_for: Mapped[date | None] = mapped_column(Date())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Letter(Base):
    """A letter of thanks that was sent; its words are in the timeline, here is what tells two letters apart."""

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    case_id: Mapped[int | None] = mapped_column(ForeignKey("recovery_cases.id", ondelete="SET NULL"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
