"""The only place with SQL for staff accounts and their sessions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.staff.errors import UnknownAccount
from api.staff.models import AuditEntry, Staff, StaffSession


async def staff_by_email(session: AsyncSession, email: str) -> Staff | None:
    """Return the account with this address, active or not."""
    found: Staff | None = await session.scalar(select(Staff).where(Staff.email == email))
    return found


async def account(session: AsyncSession, staff_id: int) -> Staff:
    """Return an account, active or not.

    Raises:
        UnknownAccount: There is no such account.
    """
    found: Staff | None = await session.get(Staff, staff_id)
    if found is None:
        raise UnknownAccount
    return found


async def locked(session: AsyncSession, staff_id: int) -> Staff:
    """Return an account as it is now, kept from others until the transaction ends.

    Raises:
        UnknownAccount: There is no such account.
    """
    found: Staff | None = await session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise UnknownAccount
    return found


async def everybody(session: AsyncSession) -> Sequence[Staff]:
    """Return all accounts, those who may log in first."""
    query = select(Staff).order_by(Staff.active.desc(), func.lower(Staff.name), Staff.id)
    return (await session.scalars(query)).all()


async def last_seen(session: AsyncSession) -> dict[int, datetime]:
    """Return when each person was last here: by their sessions, or by the trail once those have ended."""
    seen: dict[int, datetime] = {}
    for query in (
        select(AuditEntry.staff_id, func.max(AuditEntry.at)).group_by(AuditEntry.staff_id),
        select(StaffSession.staff_id, func.max(StaffSession.last_seen_at)).group_by(StaffSession.staff_id),
    ):
        for staff_id, at in await session.execute(query):
            if staff_id is not None:
                seen[staff_id] = max(at, seen.get(staff_id, at))
    return seen


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


async def sessions_of(session: AsyncSession, staff_id: int, *, at: datetime) -> Sequence[StaffSession]:
    """Return the sessions of one account that have not ended, the one used last first."""
    query = (
        select(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.expires_at > at)
        .order_by(StaffSession.last_seen_at.desc())
    )
    return (await session.scalars(query)).all()


async def delete_session_of(session: AsyncSession, staff_id: int, token_hash: str) -> None:
    """End one session, if it belongs to this account."""
    await session.execute(
        delete(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.token_hash == token_hash)
    )


async def delete_other_sessions(session: AsyncSession, staff_id: int, *, keep: str) -> None:
    """End every session of one account but the one with this token's hash."""
    await session.execute(
        delete(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.token_hash != keep)
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
