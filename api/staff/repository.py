"""The only place with SQL for staff accounts and their sessions."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.staff.models import Staff, StaffSession


async def staff_by_email(session: AsyncSession, email: str) -> Staff | None:
    """Return the account with this address, active or not."""
    found: Staff | None = await session.scalar(select(Staff).where(Staff.email == email))
    return found


async def login_by_token_hash(
    session: AsyncSession, token_hash: str, *, at: datetime
) -> tuple[Staff, StaffSession] | None:
    """Return who the session belongs to, None if it has expired or the account is inactive."""
    query = (
        select(Staff, StaffSession)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(StaffSession.token_hash == token_hash, StaffSession.expires_at > at, Staff.active.is_(True))
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def mark_seen(session: AsyncSession, token_hash: str, *, at: datetime) -> None:
    """Note that the browser of this session is still there."""
    await session.execute(
        update(StaffSession).where(StaffSession.token_hash == token_hash).values(last_seen_at=at)
    )


async def delete_session(session: AsyncSession, token_hash: str) -> None:
    """End one session."""
    await session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))


async def delete_sessions_of(session: AsyncSession, staff_id: int) -> None:
    """End every session of one account."""
    await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


async def delete_expired_sessions(session: AsyncSession, *, at: datetime) -> None:
    """Forget the sessions that ended before `at`."""
    await session.execute(delete(StaffSession).where(StaffSession.expires_at <= at))
