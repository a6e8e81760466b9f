"""Sending answers on to those who did not stay to read them: each answer once, several in one e-mail."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.attachments.sending import ids_in
from api.conversations import repository
from api.conversations.contacts import known_name
from api.conversations.models import Conversation, Event
from api.conversations.state import tell
from api.db import now
from api.mail.errors import BadAddress
from api.mail.outbox import enqueue
from api.replies import queries
from api.replies.words import words
from api.services import Services

KIND = "reply"
# Long enough for somebody who looks at another page for a moment.
UNREAD_FOR = timedelta(minutes=3)
# A house that was down for longer does not begin with old answers.
_NOT_OLDER = timedelta(days=3)
_AT_ONCE = 20


async def mail_unread(services: Services) -> int:
    """Have unread answers sent by e-mail; how many visitors get one. Without a mail server nobody does."""
    if not services.settings.smtp_url:
        return 0
    moment = now()
    async with services.database.reading() as session:
        found = await queries.left_unread(
            session,
            written_after=moment - _NOT_OLDER,
            written_before=moment - UNREAD_FOR,
            limit=_AT_ONCE,
        )
    sent = 0
    for conversation_id in found:
        async with services.database.writing() as session:
            conversation = await repository.find_locked(session, conversation_id)
            if conversation is not None:
                sent += await _send_on(
                    session, conversation, business=services.catalog.current().business.name
                )
    return sent


async def _send_on(session: AsyncSession, conversation: Conversation, *, business: str) -> bool:
    """Put the e-mail into the outbox; False where they have been read or sent on in the meantime."""
    answers = await queries.unread_of(session, conversation.id)
    address = await _address(session, conversation)
    if not answers or address is None:
        return False
    t = words(conversation.language)
    name = await known_name(session, conversation)
    parts = [t("hello", name=name) if name else t("hello_unnamed")]
    parts += [text for answer in answers if (text := answer.wording())]
    parts += [t("files")] if any(ids_in(answer.facts) for answer in answers) else []
    parts += [f"{_who(answers)}\n{business}"]
    parts += [t("go_on", page=conversation.page_url) if conversation.page_url else t("go_on_nowhere")]
    try:
        await enqueue(
            session,
            kind=KIND,
            address=address,
            subject=t("subject", business=business),
            text="\n\n".join(parts),
            conversation_id=conversation.id,
        )
    except BadAddress:
        sent = False
    else:
        sent = True
    # Noted either way, so that nobody tries again every minute.
    await repository.append(session, conversation, type=queries.MAILED, author="system", facts={"sent": sent})
    tell(session, conversation)
    return sent


async def _address(session: AsyncSession, conversation: Conversation) -> str | None:
    """What was told in the conversation goes before what the business knew."""
    here = await repository.contact_of(session, conversation)
    if here is not None and here.email:
        return here.email
    signed = await repository.customer_contact(session, conversation)
    return signed.email if signed else None


def _who(answers: Sequence[Event]) -> str:
    return str(answers[-1].facts.get("name") or "")
