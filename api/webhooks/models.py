"""Where to tell what, and the log of having told it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base, Facts, UtcDateTime, now

_BigId = BigInteger().with_variant(Integer(), "sqlite")


class Webhook(Base):
    """An address of another system, and the events it wants; ``secret`` signs, in the form of Standard Webhooks.

    ``tells_customer`` is whether it is told what the business calls the customer, which a key without
    ``customers:read`` cannot have it told. ``note`` says why it was switched off by itself. The secret is kept as it
    is, since it must sign.
    """

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[str]] = mapped_column(Facts, default=list)
    secret: Mapped[str] = mapped_column(String(100))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    tells_customer: Mapped[bool] = mapped_column(Boolean, default=True, server_default=false())
    note: Mapped[str | None] = mapped_column(String(40))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)


class WebhookDelivery(Base):
    """One event told to one webhook, or still to be; gone with the conversation it is about.

    ``payload`` holds ids and facts, never words. ``last_error`` is one of ``receiver.PROBLEMS``.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name="state"),
        Index("ix_webhook_deliveries_state_next_try_at", "state", "next_try_at"),
        Index("ix_webhook_deliveries_webhook_id_id", "webhook_id", "id"),
    )

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[str] = mapped_column(String(40), unique=True)
    event: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
    status: Mapped[int | None] = mapped_column(Integer)
    last_error: Mapped[str | None] = mapped_column(String(300))
    duration_ms: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
