"""The SQL of links that let somebody in once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.staff.models import StaffLink


async def open_link(
    session: AsyncSession, token_hash: str, purpose: str, *, at: datetime
) -> StaffLink | None:
    """Return a link that was not used and has not expired."""
    query = select(StaffLink).where(
        StaffLink.token_hash == token_hash,
        StaffLink.purpose == purpose,
        StaffLink.used_at.is_(None),
        StaffLink.expires_at > at,
    )
    found: StaffLink | None = await session.scalar(query)
    return found


async def open_invitation_for(session: AsyncSession, email: str, *, at: datetime) -> StaffLink | None:
    """Return the invitation that waits for the owner of an address."""
    query = select(StaffLink).where(
        StaffLink.email == email,
        StaffLink.purpose == "invitation",
        StaffLink.used_at.is_(None),
        StaffLink.expires_at > at,
    )
    found: StaffLink | None = await session.scalar(query)
    return found


async def open_invitations(session: AsyncSession, *, at: datetime) -> Sequence[StaffLink]:
    """Return the invitations that nobody has used yet, the newest first."""
    query = (
        select(StaffLink)
        .where(StaffLink.purpose == "invitation", StaffLink.used_at.is_(None), StaffLink.expires_at > at)
        .order_by(StaffLink.created_at.desc())
    )
    return (await session.scalars(query)).all()


async def use(session: AsyncSession, token_hash: str, *, at: datetime) -> bool:
    """Use a link up; False if it was used or has expired by now."""
    result = await session.execute(
        update(StaffLink)
        .where(StaffLink.token_hash == token_hash, StaffLink.used_at.is_(None), StaffLink.expires_at > at)
        .values(used_at=at)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


async def delete_open(session: AsyncSession, token_hash: str) -> bool:
    """Forget an invitation nobody has used; False if there is none such."""
    result = await session.execute(
        delete(StaffLink).where(
            StaffLink.token_hash == token_hash,
            StaffLink.purpose == "invitation",
            StaffLink.used_at.is_(None),
        )
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


async def delete_open_for(session: AsyncSession, email: str, purpose: str) -> None:
    """Forget the links for an address that nobody has used."""
    await session.execute(
        delete(StaffLink).where(
            StaffLink.email == email, StaffLink.purpose == purpose, StaffLink.used_at.is_(None)
        )
    )


async def delete_open_by(session: AsyncSession, staff_id: int) -> None:
    """Forget the invitations somebody made that nobody has used."""
    await session.execute(
        delete(StaffLink).where(
            StaffLink.made_by == staff_id, StaffLink.purpose == "invitation", StaffLink.used_at.is_(None)
        )
    )


async def delete_ended(session: AsyncSession, *, at: datetime) -> int:
    """Forget the links that nobody can use any more, and the addresses in them."""
    result = await session.execute(
        delete(StaffLink).where((StaffLink.expires_at <= at) | StaffLink.used_at.is_not(None))
    )
    return result.rowcount if isinstance(result, CursorResult) else 0
