"""The SQL of second steps: every code is used up by one statement, so that two logins cannot both have it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import Update

from api.staff.models import SpareCode, Staff


async def use_step(session: AsyncSession, staff_id: int, step: int) -> bool:
    """Use the codes up to this half minute; False if they were used before."""
    statement = (
        update(Staff)
        .where(Staff.id == staff_id, or_(Staff.totp_used.is_(None), Staff.totp_used < step))
        .values(totp_used=step)
    )
    return await _changed_one(session, statement)


async def use_spare_code(session: AsyncSession, staff_id: int, code_hash: str, *, at: datetime) -> bool:
    """Use a spare code; False if there is none such, or it was used before."""
    statement = (
        update(SpareCode)
        .where(SpareCode.staff_id == staff_id, SpareCode.code_hash == code_hash, SpareCode.used_at.is_(None))
        .values(used_at=at)
    )
    return await _changed_one(session, statement)


async def replace_spare_codes(session: AsyncSession, staff_id: int, hashes: Sequence[str]) -> None:
    """Keep these spare codes and no others."""
    await forget_spare_codes(session, staff_id)
    session.add_all(SpareCode(staff_id=staff_id, code_hash=code_hash) for code_hash in hashes)


async def forget_spare_codes(session: AsyncSession, staff_id: int) -> None:
    """Keep no spare codes."""
    await session.execute(delete(SpareCode).where(SpareCode.staff_id == staff_id))


async def spare_codes_left(session: AsyncSession, staff_id: int) -> int:
    """Return how many spare codes can still be used."""
    query = select(func.count()).where(SpareCode.staff_id == staff_id, SpareCode.used_at.is_(None))
    return await session.scalar(query) or 0


async def _changed_one(session: AsyncSession, statement: Update) -> bool:
    result = await session.execute(statement)
    return isinstance(result, CursorResult) and result.rowcount == 1
