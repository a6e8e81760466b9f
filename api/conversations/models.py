"""The tables of the core.

A conversation is its ``events``, numbered from 1. The columns of ``conversations`` are a projection of them,
changed only in the transaction that appends the event. All wording lives in ``texts`` and all contact
details in ``contacts``, so that both can be erased while nothing else has to be read.
"""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.db import Base, Facts, UtcDateTime, now

_BigId = BigInteger().with_variant(Integer(), "sqlite")


class Customer(Base):
    """Somebody the business has identified, by a signed token or by telling of them.

    ``since`` is the day they became a customer, ``level`` their level in the business's loyalty programme; ``told_at``
    is when the business's own systems last told of them, None where only a visit did.
    """

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    since: Mapped[date | None] = mapped_column(Date)
    level: Mapped[str | None] = mapped_column(String(80))
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)


class Contact(Base):
    """The contact vault: the only place with a name, an e-mail address or a phone number."""

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint("customer_id IS NOT NULL OR conversation_id IS NOT NULL", name="belongs_to_someone"),
        # The same address in other letter case is the same address.
        Index("ix_contacts_lower_email", text("lower(email)")),
    )

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), unique=True
    )
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), unique=True
    )
    name: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320), index=True)
    phone: Mapped[str | None] = mapped_column(String(40))


class Conversation(Base):
    """One dialogue, as it stands now.

    ``epoch`` grows by one at every claim, hand-back, close and reopening; a bot turn publishes only if the
    epoch it started with still stands. ``last_seq`` is the number of the newest event; ``bot_forgot_at`` is when
    the bot was last told to forget a conversation that had been idle for very long. ``priority`` is 0 (usual), 1
    (high) or 2 (urgent); one that is snoozed is out of the lists until ``snoozed_until``, or until the visitor
    writes. ``reference`` is what another system calls one that began elsewhere than in the chat.

    ``for_leads`` says that whoever leads a team is to take it, ``not_to`` who is not: because they passed it on, or
    were rated down in it. ``promised_minutes`` is what a visitor who waits was told last, ``promised_for`` the moment
    that is; ``first_promised_for`` is the moment they were told first, whatever they were told since.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint("state IN ('bot', 'queued', 'assigned', 'closed')", name="state"),
        CheckConstraint("channel IN ('chat', 'phone', 'social', 'email')", name="channel"),
        CheckConstraint("priority IN (0, 1, 2)", name="priority"),
        Index("ix_conversations_state_due_at", "state", "due_at"),
        Index("ix_conversations_updated_at", "updated_at"),
        Index("ix_conversations_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=lambda: uuid4().hex)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    reference: Mapped[str | None] = mapped_column(String(120), index=True, unique=True)
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customers.id", ondelete="SET NULL"), index=True
    )
    locale: Mapped[str] = mapped_column(String(35))
    language: Mapped[str] = mapped_column(String(2))
    language_fixed: Mapped[bool] = mapped_column(Boolean, default=False)
    page_url: Mapped[str | None] = mapped_column(String(2000))
    state: Mapped[str] = mapped_column(String(10), default="bot")
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    stage: Mapped[str | None] = mapped_column(String(20))
    persona: Mapped[str | None] = mapped_column(String(80))
    persona_fixed: Mapped[bool] = mapped_column(Boolean, default=False)
    escalation_reason: Mapped[str | None] = mapped_column(String(20))
    line: Mapped[int | None] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(String(10), default="chat", server_default="chat")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"), index=True)
    priority: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"), index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    resolution: Mapped[str | None] = mapped_column(String(20))
    outcome: Mapped[str | None] = mapped_column(String(20))
    promised_minutes: Mapped[int | None] = mapped_column(Integer)
    promised_for: Mapped[datetime | None] = mapped_column(UtcDateTime())
    first_promised_for: Mapped[datetime | None] = mapped_column(UtcDateTime())
    for_leads: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    not_to: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    rating: Mapped[str | None] = mapped_column(String(4))
    visitor_read_seq: Mapped[int] = mapped_column(Integer, default=0)
    staff_read_seq: Mapped[int] = mapped_column(Integer, default=0)
    offers_stopped: Mapped[bool] = mapped_column(Boolean, default=False)
    bot_forgot_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Event(Base):
    """One thing that happened, at its place in the timeline."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_message_id"),
        Index("ix_events_type_created_at", "type", "created_at"),
        Index("ix_events_conversation_id_type", "conversation_id", "type"),
        CheckConstraint("audience IN ('public', 'internal')", name="audience"),
    )

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(80))
    author: Mapped[str] = mapped_column(String(10))
    audience: Mapped[str] = mapped_column(String(10))
    facts: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    message_seq: Mapped[int | None] = mapped_column(Integer)
    client_message_id: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)

    texts: Mapped[list["Text"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )

    def wording(self, field: str = "text") -> str | None:
        """What was said in ``field``, or None when there was nothing or it has been erased."""
        return next((row.text for row in self.texts if row.field == field), None)


class Text(Base):
    """What was said, in words: message texts, quotes and notes. Goes when ``expires_at`` has passed."""

    __tablename__ = "texts"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    text: Mapped[str] = mapped_column(LongText)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)


class Turn(Base):
    """What the bot made of one visitor message.

    The row is written with the message, and ``outcome`` stays null until the turn is done: that is how a turn
    which a crash interrupted is found and done after all. ``asking_by`` is the process that is asking
    Rasa, and ``asking_until`` the time until which others leave it to that.
    """

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_seq"),
        Index("ix_turns_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_seq: Mapped[int] = mapped_column(Integer)
    epoch: Mapped[int] = mapped_column(Integer)
    intent: Mapped[str | None] = mapped_column(String(80))
    confidence: Mapped[float | None] = mapped_column(Float)
    language: Mapped[str | None] = mapped_column(String(2))
    entities: Mapped[list[dict[str, Any]]] = mapped_column(Facts, default=list)
    duration_ms: Mapped[int | None] = mapped_column(Integer)
    outcome: Mapped[str | None] = mapped_column(String(10))
    asking_by: Mapped[str | None] = mapped_column(String(32))
    asking_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)


class Erasure(Base):
    """A conversation that Rasa has still to forget: it is gone here, or nothing has happened for very long."""

    __tablename__ = "erasures"

    conversation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
