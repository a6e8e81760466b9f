"""What a colleague does with a conversation. The core decides; here it is told who has it instead."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from api.console import queries
from api.console.errors import HeldBy
from api.console.schemas import Closing, HandingBack, NewNote, NewReply, Standing, Written
from api.conversations import escalation, repository
from api.conversations.errors import TakenByAnother
from api.conversations.models import Conversation
from api.desk.collision import check_nobody_wrote
from api.desk.mentions import mention
from api.live import QUEUE, announce
from api.staff.models import Staff
from bot.catalog import Catalog


async def claim(session: AsyncSession, conversation_id: str, staff: Staff, *, catalog: Catalog) -> Standing:
    """Take the conversation; the bot falls silent.

    Raises:
        HeldBy: A colleague was faster.
    """
    async with _naming_the_holder(session, conversation_id):
        return _standing(await escalation.claim(session, conversation_id, staff, catalog=catalog))


async def reply(
    session: AsyncSession, conversation_id: str, staff: Staff, new: NewReply, *, catalog: Catalog
) -> Written:
    """Write to the customer; whoever answers a conversation that nobody has, takes it.

    Raises:
        HeldBy: A colleague has it.
        WrittenSince: A colleague has written since the draft began.
    """
    async with _naming_the_holder(session, conversation_id):
        await check_nobody_wrote(
            session,
            conversation_id,
            staff,
            based_on_seq=None if new.anyway else new.based_on_seq,
            client_message_id=new.client_message_id,
        )
        event = await escalation.reply(
            session,
            conversation_id,
            staff,
            new.text,
            new.client_message_id,
            catalog=catalog,
            attachments=new.attachments,
        )
    await queries.move_staff_read_mark(session, conversation_id, staff_id=staff.id, seq=event.seq)
    return Written(seq=event.seq)


async def note(session: AsyncSession, conversation_id: str, staff: Staff, new: NewNote) -> Written:
    """Leave a note for colleagues; under an id that was used already it is the same note."""
    event = await escalation.note(session, conversation_id, staff, new.text, new.client_message_id)
    await mention(session, event, staff, text=new.text, chosen=new.mentions)
    return Written(seq=event.seq)


async def close(
    session: AsyncSession, conversation_id: str, staff: Staff, closing: Closing, *, catalog: Catalog
) -> Standing:
    """End the conversation.

    Raises:
        HeldBy: A colleague has it.
    """
    async with _naming_the_holder(session, conversation_id):
        conversation = await escalation.close(
            session, conversation_id, staff, closing.resolution, closing.outcome, catalog=catalog
        )
    return _standing(conversation)


async def hand_back(
    session: AsyncSession,
    conversation_id: str,
    staff: Staff,
    handing: HandingBack | None,
    *,
    catalog: Catalog,
) -> Standing:
    """Give the conversation back to the bot, with what it is to know."""
    briefing = handing.briefing() if handing else None
    return _standing(
        await escalation.hand_back(session, conversation_id, staff, catalog=catalog, briefing=briefing)
    )


async def correct_persona(
    session: AsyncSession, conversation_id: str, staff: Staff, persona: str, *, catalog: Catalog
) -> Written:
    """Say which type of customer this is; the bot's suggestions no longer change it."""
    event = await escalation.correct_persona(session, conversation_id, staff, persona, catalog=catalog)
    return Written(seq=event.seq)


async def read(session: AsyncSession, conversation_id: str, staff: Staff, seq: int) -> None:
    """Note how far the person who has the conversation has read."""
    if await queries.move_staff_read_mark(session, conversation_id, staff_id=staff.id, seq=seq):
        announce(session, QUEUE, {"conversation_id": conversation_id, "holder": staff.id})


async def may_type(session: AsyncSession, conversation_id: str, staff: Staff) -> bool:
    """Say whether the customer is to see that this staff member writes."""
    conversation = await repository.find(session, conversation_id)
    return (
        conversation is not None and conversation.assigned_to == staff.id and conversation.state == "assigned"
    )


@asynccontextmanager
async def _naming_the_holder(session: AsyncSession, conversation_id: str) -> AsyncIterator[None]:
    try:
        yield
    except TakenByAnother as error:
        conversation = await repository.find(session, conversation_id)
        holder = conversation.assigned_to if conversation else None
        names = await queries.staff_names(session, [holder] if holder else [])
        raise HeldBy(names.get(holder or 0, "?")) from error


def _standing(conversation: Conversation) -> Standing:
    return Standing(id=conversation.id, state=conversation.state, last_seq=conversation.last_seq)
