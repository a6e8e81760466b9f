"""Who has read which conversation: noted in the audit trail once an hour for each person and conversation."""

from collections.abc import Collection

from api.conversations.models import Conversation
from api.db import Database
from api.staff import audit
from api.staff.models import Staff


async def note_opening(database: Database, staff: Staff, conversation_id: str) -> None:
    """Note that `staff` reads a conversation; one that does not exist leaves no trace.

    Call it before the request's own session is used, so that no request holds two connections.
    """
    async with database.reading() as session:
        if await audit.opened_lately(session, staff, conversation_id):
            return
        if await session.get(Conversation, conversation_id) is None:
            return
    async with database.writing() as session:
        # Another tab may have been quicker.
        if not await audit.opened_lately(session, staff, conversation_id):
            await audit.note(session, staff, audit.OPENED, conversation_id)


async def note_found(database: Database, staff: Staff, ids: Collection[str]) -> None:
    """Note that a search has shown `staff` words of these conversations; what was typed is noted nowhere.

    Call it when the request's own session is done with, so that no request holds two connections.
    """
    if not ids:
        return
    async with database.reading() as session:
        new = set(ids) - await audit.seen_lately(session, staff, ids)
    if not new:
        return
    async with database.writing() as session:
        # Another tab may have been quicker.
        for conversation_id in sorted(new - await audit.seen_lately(session, staff, new)):
            await audit.note(session, staff, audit.FOUND, conversation_id)
