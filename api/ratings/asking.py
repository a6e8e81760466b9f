"""The one e-mail after a conversation has been closed, to those who did not stay to rate it in the widget."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.contacts import known_name
from api.conversations.models import Conversation
from api.conversations.service import RATED_FOR
from api.db import now
from api.mail.errors import BadAddress
from api.mail.outbox import enqueue
from api.ratings import queries
from api.ratings.links import rating_link
from api.ratings.words import words
from api.services import Services

KIND = "rating"
AWAY_FOR = timedelta(minutes=10)
# A house that was down for longer does not begin with e-mails about what everybody has forgotten.
_NOT_OLDER = timedelta(days=3)
_AT_ONCE = 20


async def ask_those_who_left(services: Services) -> int:
    """Write to visitors who have been away for 10 minutes since their conversation ended; how many that was.

    Without a public address there is nothing to link to, and nobody is written to.
    """
    if not services.settings.public_url:
        return 0
    moment = now()
    async with services.database.reading() as session:
        found = await queries.to_be_asked(
            session, closed_after=moment - _NOT_OLDER, not_seen_since=moment - AWAY_FOR, limit=_AT_ONCE
        )
    asked = 0
    for conversation_id in found:
        async with services.database.writing() as session:
            conversation = await repository.find_locked(session, conversation_id)
            if conversation is not None:
                asked += await _ask(session, conversation, services)
    return asked


async def _ask(session: AsyncSession, conversation: Conversation, services: Services) -> bool:
    """Put the e-mail into the outbox; False where another process was faster, or it is not wanted any more."""
    if conversation.state != "closed" or conversation.closed_at is None or conversation.rating is not None:
        return False
    if await queries.was_asked(session, conversation.id):
        return False
    await repository.append(session, conversation, type=queries.ASKED, author="system")
    t, business = words(conversation.language), services.catalog.current().business
    link = rating_link(services.settings, conversation.id, until=conversation.closed_at + RATED_FOR)
    name = await known_name(session, conversation)
    address = await _address(session, conversation)
    hello = t("mail.hello", name=name) if name else t("mail.hello_unnamed")
    text = t(
        "mail.text", hello=hello, business=business.name, good=f"{link}?rating=good", bad=f"{link}?rating=bad"
    )
    try:
        await enqueue(
            session,
            kind=KIND,
            address=address,
            subject=t("mail.subject", business=business.name),
            text=text,
            conversation_id=conversation.id,
        )
    except BadAddress:
        # It has been noted as asked, so that nobody tries again every minute.
        return False
    return True


async def _address(session: AsyncSession, conversation: Conversation) -> str:
    """What was told in the conversation goes before what the business knew."""
    here = await repository.contact_of(session, conversation)
    if here is not None and here.email:
        return here.email
    signed = await repository.customer_contact(session, conversation)
    return (signed.email if signed else None) or ""
