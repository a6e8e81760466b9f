"""How the mail is doing, for whoever runs the place."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.mail import repository
from api.mail.server import server_of
from api.settings import Settings


@dataclass(frozen=True, kw_only=True)
class MailStatus:
    """Whether mail is set up, how much waits, and what went wrong last."""

    set_up: bool
    sender: str | None
    reply_to: str | None
    waiting: int
    sent: int
    failed: int
    waiting_since: datetime | None
    last_error: str | None
    last_error_kind: str | None


async def mail_status(session: AsyncSession, settings: Settings) -> MailStatus:
    """How the mail is doing."""
    counts = await repository.counts(session)
    problem = await repository.last_problem(session)
    return MailStatus(
        set_up=server_of(settings) is not None,
        sender=settings.mail_from,
        reply_to=settings.mail_reply_to,
        waiting=counts.get("waiting", 0),
        sent=counts.get("sent", 0),
        failed=counts.get("failed", 0),
        waiting_since=await repository.oldest_waiting(session),
        last_error=problem.last_error if problem else None,
        last_error_kind=problem.kind if problem else None,
    )
