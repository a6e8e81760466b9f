"""The only place with SQL about keys."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import now
from api.staff.models import Staff
from api.tokens.errors import TokenNotFound
from api.tokens.models import ApiToken


async def all_of(session: AsyncSession) -> Sequence[ApiToken]:
    """Every key, the newest first."""
    return (await session.scalars(select(ApiToken).order_by(ApiToken.id.desc()))).all()


async def get(session: AsyncSession, token_id: int) -> ApiToken:
    """One key.

    Raises:
        TokenNotFound: There is none with this number.
    """
    token = await session.get(ApiToken, token_id)
    if token is None:
        raise TokenNotFound
    return token


async def usable(session: AsyncSession, token_hash: str) -> ApiToken | None:
    """The key with this hash, while it is good."""
    query = select(ApiToken).where(
        ApiToken.token_hash == token_hash,
        ApiToken.revoked_at.is_(None),
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now()),
    )
    return (await session.scalars(query)).first()


async def mark_used(session: AsyncSession, token_id: int, *, at: datetime) -> None:
    """Note that a key is in use."""
    await session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=at))


async def account(session: AsyncSession, staff_id: int) -> Staff | None:
    """The account in whose name a key writes."""
    return await session.get(Staff, staff_id)


async def lock(session: AsyncSession, token_id: int) -> ApiToken:
    """The key, held so that two first writes make one account."""
    query = select(ApiToken).where(ApiToken.id == token_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one()
