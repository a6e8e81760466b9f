"""Two who write to the same customer: the second is told what the first has sent, and decides."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as core
from api.desk import repository
from api.desk.errors import WrittenSince
from api.staff.models import Staff


async def check_nobody_wrote(
    session: AsyncSession,
    conversation_id: str,
    staff: Staff,
    *,
    based_on_seq: int | None,
    client_message_id: str,
) -> None:
    """Make sure that no colleague has written to the customer since a draft began.

    Args:
        based_on_seq: The last event that was on the screen when it began; None asks nothing.
        client_message_id: A message that is sent again was checked when it was sent first.

    Raises:
        WrittenSince: Somebody has; says who and what.
        ConversationNotFound: There is no such conversation.
    """
    if based_on_seq is None:
        return
    await core.lock(session, conversation_id)
    if await core.message_by_client_id(session, conversation_id, client_message_id):
        return
    written = await repository.written_by_others(
        session, conversation_id, after=based_on_seq, staff_id=staff.id
    )
    if written:
        last = written[-1]
        raise WrittenSince(
            by=str(last.facts.get("name") or "?"),
            text=last.wording() or "",
            seq=last.seq,
            count=len(written),
        )
