"""The mail server, behind a Protocol: takes one message, or says whether it is worth trying again."""

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from api.settings import Settings

# Said by servers that want a login first, or another one: the fault of the settings and not of this e-mail.
_LOGIN_CODES = frozenset({530, 534, 535, 538})
_GOODBYE_SECONDS = 3.0


class MailRefused(Exception):
    """The server will not take this e-mail; ``for_good`` when trying again is pointless."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        self.reason = reason
        self.for_good = for_good
        super().__init__(reason)


class MailServer(Protocol):
    """Somebody who takes e-mails."""

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand over one message; when this returns, it is the server's.

        Raises:
            MailRefused: It was not taken.
        """


@dataclass(frozen=True, kw_only=True)
class SmtpServer:
    """A server that speaks SMTP; one connection per message, so that one which hangs holds up no other."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    start_tls: bool | None
    timeout_seconds: float

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """As the protocol says.

        Raises:
            MailRefused: It was not taken, or the server was silent for too long.
        """
        smtp = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls,
            start_tls=self.start_tls,
            timeout=self.timeout_seconds,
        )
        try:
            # The library's time-out counts for each command; a server that drips is bounded by this one.
            async with asyncio.timeout(self.timeout_seconds):
                await smtp.connect()
                await smtp.send_message(message, sender=sender, recipients=[recipient])
        except aiosmtplib.SMTPRecipientsRefused as error:
            first = error.recipients[0]
            raise MailRefused(f"{first.code} {first.message}", for_good=first.code >= 500) from error
        except aiosmtplib.SMTPResponseException as error:
            raise MailRefused(f"{error.code} {error.message}", for_good=_for_good(error)) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise MailRefused(str(error) or "The server did not answer in time.", for_good=False) from error
        except ValueError as error:
            # An address that passed our own test and not the library's.
            raise MailRefused(str(error), for_good=True) from error
        finally:
            await _leave(smtp)


def server_of(settings: Settings) -> SmtpServer | None:
    """The server of these settings, None when mail is not set up."""
    if not settings.smtp_url or not settings.mail_from:
        return None
    parts = urlsplit(settings.smtp_url)
    tls = parts.scheme == "smtps"
    return SmtpServer(
        host=parts.hostname or "localhost",
        port=parts.port or (465 if tls else 587 if parts.query == "starttls" else 25),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=tls,
        # None: used where the server offers it.
        start_tls=False if tls else True if parts.query == "starttls" else None,
        timeout_seconds=settings.smtp_timeout_seconds,
    )


def _for_good(error: aiosmtplib.SMTPResponseException) -> bool:
    about_this_mail = isinstance(
        error, (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError)
    )
    return about_this_mail and error.code >= 500 and error.code not in _LOGIN_CODES


async def _leave(smtp: aiosmtplib.SMTP) -> None:
    """Say goodbye; whatever goes wrong now does not concern the message."""
    try:
        if smtp.is_connected:
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await smtp.quit()
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        pass
    finally:
        smtp.close()
