"""Putting an e-mail into the outbox: part of the caller's transaction, so it is sent if and only if that holds.

What is stored can be sent as it is: an address that could smuggle a header in is refused here, where somebody
still hears about it, and a subject is brought onto one line.
"""

import unicodedata

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import contacts
from api.mail.errors import BadAddress
from api.mail.models import OutgoingMail

_LONGEST_SUBJECT = 300
_BREAKS = ("Cc", "Zl", "Zp", "Cs")


async def enqueue(
    session: AsyncSession,
    *,
    kind: str,
    address: str,
    subject: str,
    text: str,
    html: str | None = None,
    conversation_id: str | None = None,
) -> None:
    """Have one e-mail sent after this transaction; without ``html`` a simple page is made of ``text``.

    Args:
        kind: What it is for, such as ``invitation``; see ``message.py`` for what some kinds mean.
        conversation_id: The conversation it belongs to; what has not been sent is erased with it.

    Raises:
        BadAddress: Nobody could be reached at this address.
    """
    session.add(
        OutgoingMail(
            kind=kind,
            conversation_id=conversation_id,
            address=deliverable(address),
            subject=one_line(subject),
            text=text,
            html=html,
        )
    )


def deliverable(address: str) -> str:
    """The address without the spaces around it.

    Raises:
        BadAddress: It is not one plain address: a list, a name with brackets, a line break.
    """
    plain = address.strip(" ")
    if not contacts.deliverable(plain):
        raise BadAddress
    return plain


def one_line(subject: str) -> str:
    """The subject on one line, without characters that control anything, and not too long."""
    visible = "".join(" " if unicodedata.category(each) in _BREAKS else each for each in subject)
    return " ".join(visible.split())[:_LONGEST_SUBJECT]
