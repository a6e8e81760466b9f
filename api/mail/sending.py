"""Sending what waits in the outbox: each e-mail once, again after growing pauses when it was not taken.

An e-mail is claimed in a transaction of its own before it is sent: its next try is put off for as long as sending
can take, so another process leaves it alone, and one that crashes in the middle leaves it to a later try.
"""

import asyncio
from datetime import timedelta

import structlog

from api.conversations import repository as conversations
from api.db import Database, now
from api.errors import DatabaseBusy
from api.grace import unbroken
from api.mail import failing, repository
from api.mail.message import compose, mailbox
from api.mail.models import OutgoingMail
from api.mail.server import MailRefused, MailServer, server_of
from api.settings import Settings

log = structlog.get_logger(__name__)

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 360))
MOST_ATTEMPTS = len(PAUSES) + 1
WORTH_SENDING = timedelta(days=7)
_AT_ONCE = 4
_PER_ROUND = 25
_SPARE = timedelta(minutes=5)
_ERROR_LENGTH = 300
_GIVEN_UP_AT_ONCE = 200
_TOO_OLD = "It could not be sent within a week."


async def send_due(database: Database, settings: Settings, *, server: MailServer | None = None) -> int:
    """Send what is due, a few at a time; how many e-mails were sent.

    Args:
        server: Who takes them; that of the settings when not given. Without any, everything waits.
    """
    to = server or server_of(settings)
    if to is None:
        return 0
    async with database.reading() as session:
        if not await repository.anything_due(session, longest=PAUSES[-1]):
            return 0
    workers = [_work(database, settings, to) for _ in range(_AT_ONCE)]
    done = await asyncio.gather(*workers, return_exceptions=True)
    return sum(_result(each) for each in done)


async def give_up_old(database: Database) -> int:
    """Give up what has waited for a week, since it would only puzzle now; how many e-mails that was."""
    async with database.reading() as session:
        old = await repository.waiting_since(session, now() - WORTH_SENDING, limit=_GIVEN_UP_AT_ONCE)
    ended = [await _end(database, mail, state="failed", error=_TOO_OLD) for mail in old]
    return sum(ended)


def _result(done: int | BaseException) -> int:
    if isinstance(done, BaseException):
        raise done
    return done


async def _work(database: Database, settings: Settings, server: MailServer) -> int:
    sent = 0
    for _ in range(_PER_ROUND):
        outcome = await unbroken(_send_next(database, settings, server))
        if outcome is None:
            break
        sent += outcome
    return sent


async def _send_next(database: Database, settings: Settings, server: MailServer) -> bool | None:
    """Send one e-mail; whether it went, None when none was left."""
    held_for = timedelta(seconds=settings.smtp_timeout_seconds) + _SPARE
    async with database.writing() as session:
        mail = await repository.claim(session, held_for=held_for, longest=PAUSES[-1])
    if mail is None:
        return None
    if mail.attempts > MOST_ATTEMPTS:
        # Every try so far ended with the process that made it.
        await _note_end(database, mail, state="failed", error="Every attempt was interrupted.")
        return False
    try:
        await _hand_over(mail, settings, server)
    except MailRefused as refusal:
        await _not_taken(database, mail, refusal)
        return False
    await _note_end(database, mail, state="sent", error=None)
    return True


async def _hand_over(mail: OutgoingMail, settings: Settings, server: MailServer) -> None:
    sender, address = settings.mail_from or "", mail.address or ""
    message = compose(
        id=mail.id,
        kind=mail.kind,
        address=address,
        subject=mail.subject or "",
        text=mail.text or "",
        page=mail.html,
        created_at=mail.created_at,
        sender=sender,
        reply_to=settings.mail_reply_to,
    )
    await server.send(message, sender=mailbox(sender).addr_spec, recipient=mailbox(address).addr_spec)


async def _not_taken(database: Database, mail: OutgoingMail, refusal: MailRefused) -> None:
    error = _without_address(refusal.reason, mail.address)
    for_good = refusal.for_good or mail.attempts >= MOST_ATTEMPTS
    log.warning("mail_not_taken", kind=mail.kind, attempt=mail.attempts, for_good=for_good)
    if for_good:
        await _note_end(database, mail, state="failed", error=error)
        return
    async with database.writing() as session:
        await repository.put_off(session, mail.id, until=now() + PAUSES[mail.attempts - 1], error=error)


async def _note_end(database: Database, mail: OutgoingMail, *, state: str, error: str | None) -> None:
    # What has been sent and not been noted would be sent again, so a busy database is asked more than once.
    for attempt in range(5):
        try:
            await _end(database, mail, state=state, error=error)
        except DatabaseBusy:
            if attempt == 4:
                raise
        else:
            return


async def _end(database: Database, mail: OutgoingMail, *, state: str, error: str | None) -> bool:
    """Note that it was sent or given up, and what follows from that; False if it had ended before."""
    async with database.writing() as session:
        # The conversation first, as everywhere: who erases it holds it and then wants its e-mails.
        conversation = (
            await conversations.find_locked(session, mail.conversation_id) if mail.conversation_id else None
        )
        ended = await repository.end(session, mail.id, state=state, error=error)
        if ended and state == "failed" and conversation is not None:
            await failing.note_failed(session, conversation, mail, reason=error)
    return ended


def _without_address(reason: str, address: str | None) -> str:
    """What the server said, on one line; servers like to repeat the address, which is not to be kept."""
    line = " ".join(reason.split())
    for part in (address, mailbox(address).addr_spec) if address else ():
        line = line.replace(part, "…")
    return line[:_ERROR_LENGTH]
