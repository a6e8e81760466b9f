"""What follows when an e-mail of a conversation could not be delivered: nobody may go on believing that it was.

It stands in the timeline, what it counted as is taken back, and it becomes a thing to do for whoever has the
conversation, looks after its case, or wrote it.
"""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as conversations
from api.conversations.models import Conversation
from api.conversations.state import tell
from api.db import now
from api.desk import repository as desk
from api.desk.models import Reminder
from api.live import announce, staff_topic
from api.mail import repository
from api.mail.lines import FAILED, kind_of
from api.mail.models import OutgoingMail
from api.mail.wording import words
from api.recovery import letters
from api.recovery.repository import cases_of

_LETTER = "letter"


async def note_failed(
    session: AsyncSession, conversation: Conversation, mail: OutgoingMail, *, reason: str | None
) -> None:
    """Note in a locked conversation that an e-mail of it was given up.

    Args:
        reason: What the mail server said, without the address.
    """
    concerned = {conversation.assigned_to}
    await conversations.append(
        session,
        conversation,
        type=FAILED,
        author="system",
        subject=mail.kind,
        texts={"reason": reason or ""},
    )
    letter = await repository.letter_of(session, mail) if mail.kind == _LETTER else None
    if letter is not None:
        concerned.add(letter.staff_id)
        await letters.take_back(session, conversation, letter)
    for case in await cases_of(session, conversation.id):
        if case.closed_at is None:
            concerned.add(case.owner_id)
    await _remind(session, conversation, concerned, kind=mail.kind)
    tell(session, conversation)


async def _remind(
    session: AsyncSession, conversation: Conversation, concerned: set[int | None], *, kind: str
) -> None:
    moment = now()
    days = session.info.get("texts_kept_days")
    for staff in await desk.colleagues(session):
        if staff.id not in concerned:
            continue
        t = words(staff.language or conversation.language)
        session.add(
            Reminder(
                conversation_id=conversation.id,
                staff_id=staff.id,
                at=moment,
                text=t(f"mail.line.{kind_of(kind)}"),
                told_at=moment,
                expires_at=moment + timedelta(days=days) if days else None,
            )
        )
        announce(session, staff_topic(staff.id), {"reminder": conversation.id})
