"""The clocks that run for a conversation once a person is asked for."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base, UtcDateTime

_BigId = BigInteger().with_variant(Integer(), "sqlite")


class ServiceClock(Base):
    """One promise of time.

    ``kind`` is ``first`` (hand-over to a person's first reply), ``next`` (a visitor's message to the reply) or
    ``resolution`` (hand-over to close). ``target_seconds`` are of business time; ``warn_at`` and ``due_at`` are what
    they come to on the calendar. ``state`` is ``active`` until it is ``met``, ``missed`` (late, answered or not) or
    ``void`` (nobody waited any more). The seconds are filled in when it ends: on the wall, and in business time.
    """

    __tablename__ = "service_clocks"
    __table_args__ = (
        CheckConstraint("kind IN ('first', 'next', 'resolution')", name="kind"),
        CheckConstraint("state IN ('active', 'met', 'missed', 'void')", name="state"),
        Index("ix_service_clocks_conversation_id_state", "conversation_id", "state"),
        Index("ix_service_clocks_state_due_at", "state", "due_at"),
        Index("ix_service_clocks_started_at", "started_at"),
    )

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    level: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())
    warn_at: Mapped[datetime] = mapped_column(UtcDateTime())
    due_at: Mapped[datetime] = mapped_column(UtcDateTime())
    target_seconds: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default="active")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    elapsed_seconds: Mapped[int | None] = mapped_column(Integer)
    business_seconds: Mapped[int | None] = mapped_column(Integer)
