"""The context packet with the letter in it: what a person reads who takes a complaint over."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.packet import ContextPacket, context_packet
from api.recovery import letters, repository
from api.staff.models import Staff
from bot.catalog import Catalog


async def packet_for(
    session: AsyncSession,
    conversation_id: str,
    *,
    staff: Staff,
    catalog: Catalog,
    language: str | None = None,
) -> ContextPacket:
    """The packet of one conversation for ``staff``; while a case is open its ``suggestion`` is the letter's draft.

    Raises:
        ConversationNotFound: There is no such conversation.
    """
    packet = await context_packet(session, conversation_id, catalog=catalog, language=language)
    cases = await repository.cases_of(session, conversation_id)
    case = next((one for one in reversed(cases) if one.closed_at is None), None)
    if case is None:
        return packet
    letter = await letters.draft_for(session, case.id, staff=staff, catalog=catalog)
    return packet.model_copy(update={"suggestion": letter.text})
