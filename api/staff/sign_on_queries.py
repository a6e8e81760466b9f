"""The SQL of who somebody is at an OpenID Connect provider."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.staff.models import SignOn, Staff


async def known_as(session: AsyncSession, issuer: str, subject: str) -> Staff | None:
    """Return the account that belongs to a subject of an issuer, active or not."""
    query = (
        select(Staff)
        .join(SignOn, SignOn.staff_id == Staff.id)
        .where(SignOn.issuer == issuer, SignOn.subject == subject)
    )
    found: Staff | None = await session.scalar(query)
    return found
