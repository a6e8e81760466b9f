"""What became of an e-mail, as one short line of the conversation."""

from api.conversations.models import Event
from api.mail.wording import words

FAILED = "mail_failed"
_KINDS = ("letter", "rating", "transcript")


def line_of_mail(event: Event, *, language: str) -> str:
    """The line of an e-mail that could not be delivered, with what the mail server said while that is kept."""
    t = words(language)
    line = t(f"mail.line.{kind_of(event.subject)}")
    reason = event.wording("reason")
    return t("mail.line.because", line=line, reason=reason) if reason else line


def kind_of(kind: str | None) -> str:
    """The kind by which an e-mail has words of its own, ``other`` where it has none."""
    return kind if kind in _KINDS else "other"
