"""Taking over what a colleague has: a transfer to oneself, by whoever leads, even while set to away."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import escalation, repository
from api.conversations.errors import ConversationClosed
from api.conversations.escalation import transfer_facts
from api.conversations.hooks import changed
from api.conversations.models import Conversation
from api.conversations.state import assign
from api.conversations.writing import clean
from api.live import announce, staff_topic
from api.routing.hints import ROUTING
from api.routing.transfer import REASON_LENGTH
from api.staff.models import Staff
from bot.catalog import Catalog


async def take_over(
    session: AsyncSession, conversation_id: str, staff: Staff, *, reason: str, catalog: Catalog
) -> Conversation:
    """Take a conversation out of a colleague's hands; one that nobody has is simply taken.

    Raises:
        ConversationNotFound: It does not exist (any more).
        ConversationClosed: It is closed.
    """
    conversation = await repository.lock(session, conversation_id)
    if conversation.state == "closed":
        raise ConversationClosed
    holder = conversation.assigned_to if conversation.state == "assigned" else None
    if holder in (None, staff.id):
        return await escalation.claim(session, conversation_id, staff, catalog=catalog)
    line = conversation.line or 1
    facts = transfer_facts(conversation, by=staff.id, line=line, team_id=conversation.team_id, to=staff.id)
    await repository.append(
        session,
        conversation,
        type="transferred",
        author="agent",
        facts={**facts, "from_staff_id": holder},
        texts={"text": clean(reason)[:REASON_LENGTH]},
    )
    await changed(session, conversation, "transferred")
    conversation.for_leads, conversation.not_to = False, None
    await assign(session, conversation, staff, catalog=catalog)
    announce(session, ROUTING, {"conversation_id": conversation.id})
    announce(session, staff_topic(staff.id), {"assigned": conversation.id})
    return conversation
