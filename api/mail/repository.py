"""The only place with SQL about the outbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import now
from api.mail.models import OutgoingMail
from api.recovery.models import Letter

_WORDS_GONE = {"address": None, "subject": None, "text": None, "html": None}
_ONE_BREATH = timedelta(seconds=30)


async def anything_due(session: AsyncSession, *, longest: timedelta) -> bool:
    """Whether an e-mail is to be sent now.

    Args:
        longest: The longest pause there is. What is to wait for longer was written while the clock stood ahead.
    """
    query = select(OutgoingMail.id).where(OutgoingMail.state == "waiting", _due(longest))
    return await session.scalar(query.limit(1)) is not None


async def claim(session: AsyncSession, *, held_for: timedelta, longest: timedelta) -> OutgoingMail | None:
    """The e-mail that has been due for longest, which nobody else is given while it is held; its try is counted."""
    query = (
        select(OutgoingMail)
        .where(OutgoingMail.state == "waiting", _due(longest))
        .order_by(OutgoingMail.next_try_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    mail = (await session.scalars(query)).first()
    if mail is not None:
        mail.attempts += 1
        mail.next_try_at = now() + held_for
    return mail


async def end(session: AsyncSession, mail_id: int, *, state: str, error: str | None) -> bool:
    """It was sent or given up: what it said and to whom is nobody's business any more; False if it had ended before."""
    values = {"state": state, "last_error": error, "ended_at": now(), **_WORDS_GONE}
    query = update(OutgoingMail).where(OutgoingMail.id == mail_id, OutgoingMail.state == "waiting")
    ended = await session.scalars(query.values(**values).returning(OutgoingMail.id))
    return ended.first() is not None


async def put_off(session: AsyncSession, mail_id: int, *, until: datetime, error: str) -> None:
    """It was not taken; there is another try."""
    query = update(OutgoingMail).where(OutgoingMail.id == mail_id, OutgoingMail.state == "waiting")
    await session.execute(query.values(next_try_at=until, last_error=error))


async def waiting_since(session: AsyncSession, moment: datetime, *, limit: int) -> Sequence[OutgoingMail]:
    """E-mails that have been waiting since before then, the oldest first."""
    query = select(OutgoingMail).where(OutgoingMail.state == "waiting", OutgoingMail.created_at < moment)
    return (await session.scalars(query.order_by(OutgoingMail.id).limit(limit))).all()


async def letter_of(session: AsyncSession, mail: OutgoingMail) -> Letter | None:
    """The letter that an e-mail carries: both were stored in one breath."""
    query = select(Letter).where(
        Letter.conversation_id == mail.conversation_id,
        Letter.channel == "email",
        Letter.sent_at.between(mail.created_at - _ONE_BREATH, mail.created_at + _ONE_BREATH),
    )
    found = (await session.scalars(query)).all()
    return min(found, key=lambda letter: abs(letter.sent_at - mail.created_at), default=None)


async def counts(session: AsyncSession) -> Mapping[str, int]:
    """How many e-mails are in each state."""
    query = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    rows = await session.execute(query)
    return {row[0]: row[1] for row in rows}


async def oldest_waiting(session: AsyncSession) -> datetime | None:
    """Since when the longest waiting e-mail waits."""
    query = select(func.min(OutgoingMail.created_at)).where(OutgoingMail.state == "waiting")
    oldest: datetime | None = await session.scalar(query)
    return oldest


async def last_problem(session: AsyncSession) -> OutgoingMail | None:
    """The newest e-mail that could not be sent, for good or so far."""
    query = select(OutgoingMail).where(OutgoingMail.last_error.is_not(None), OutgoingMail.state != "sent")
    return (await session.scalars(query.order_by(OutgoingMail.id.desc()).limit(1))).first()


def _due(longest: timedelta) -> ColumnElement[bool]:
    moment = now()
    return or_(OutgoingMail.next_try_at <= moment, OutgoingMail.next_try_at > moment + longest)
