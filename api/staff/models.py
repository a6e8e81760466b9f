"""The people who work here: accounts, how they prove who they are, and what they did."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base, Facts, UtcDateTime, now

_BigId = BigInteger().with_variant(Integer(), "sqlite")


# The accounts in whose names other systems write; nobody logs in with them.
KEY_ACCOUNTS = "@integration.invalid"


class Staff(Base):
    """One person with an account.

    ``available`` is what they chose: to be given conversations or not; whether somebody is really there, their
    sessions tell. ``capacity`` is how many conversations they have at a time, ``lines`` are those they work on.
    ``totp_secret`` is encrypted and counts once ``totp_confirmed_at`` is set; ``totp_used`` is the last time step
    that was used.
    """

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("role IN ('agent', 'lead', 'marketer', 'admin')", name="role"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    language: Mapped[str | None] = mapped_column(String(2))
    available: Mapped[bool] = mapped_column(Boolean, default=True)
    capacity: Mapped[int] = mapped_column(Integer, default=4)
    lines: Mapped[list[int]] = mapped_column(Facts, default=lambda: [1])
    assigned_last_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    totp_secret: Mapped[str | None] = mapped_column(String(200))
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    totp_used: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)

    @property
    def is_system(self) -> bool:
        """Whether another system writes in this name: nobody to invite, assign to or mention."""
        return self.email.endswith(KEY_ACCOUNTS)


class StaffSession(Base):
    """One signed-in browser; ``last_seen_at`` tells whether somebody is really there."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(45))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class StaffLink(Base):
    """A link somebody was sent, good once: an invitation to an account yet to be made, or a new password."""

    __tablename__ = "staff_links"
    __table_args__ = (CheckConstraint("purpose IN ('invitation', 'password')", name="purpose"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(320), index=True)
    role: Mapped[str | None] = mapped_column(String(10))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class SpareCode(Base):
    """A code to log in with when the phone is lost, good once."""

    __tablename__ = "staff_spare_codes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class SignOn(Base):
    """Who an account is at an OpenID Connect provider."""

    __tablename__ = "staff_sign_ons"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)


class AuditEntry(Base):
    """Who saw or did what; kept when the account or the conversation is gone, and never changed.

    The database refuses to change one, and to delete one that is not so old that it is pruned.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_at", "at"),)

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    conversation_id: Mapped[str | None] = mapped_column(String(32), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)


class AuditPruning(Base):
    """While there is a row, the database lets go of the audit entries from before ``before``, and of no others.

    The row lives only inside the transaction that prunes (api/staff/audit_entries.py), so nobody ever sees it.
    """

    __tablename__ = "audit_pruning"

    before: Mapped[datetime] = mapped_column(UtcDateTime(), primary_key=True)
