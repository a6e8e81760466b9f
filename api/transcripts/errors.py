"""Why a transcript is not sent."""

from typing import ClassVar

from api.errors import ApiError
from api.transcripts.words import words


class TranscriptNotSent(ApiError):
    """A transcript that is not sent; subclasses name the words to say it in."""

    status = 409
    key: ClassVar[str]

    def __init__(self, language: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(words(language)(f"not_sent.{self.key}"), headers=headers)


class NoAddress(TranscriptNotSent):
    """The visitor has given no e-mail address in this conversation."""

    code, key = "no_address", "no_address"


class NoMailServer(TranscriptNotSent):
    """Nothing leaves this installation by e-mail: there is no mail server."""

    code, key = "no_mail_server", "no_mail_server"


class SentJustNow(TranscriptNotSent):
    """It was sent a moment ago, or often enough for a day."""

    code, status, key = "too_many_transcripts", 429, "just_now"


class TooManyMails(ApiError):
    """One network address has more e-mails sent than anybody needs."""

    code = "too_many_transcripts"
    status = 429
    message = "Too many e-mails were asked for from this address. Please try again later."

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(headers={"Retry-After": str(wait_seconds)})
