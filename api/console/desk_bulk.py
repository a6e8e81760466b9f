"""Labels, priority, snooze and close for many conversations: each in a transaction of its own, all or nothing."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.console import actions
from api.console.desk_schemas import BulkMarks
from api.console.routing_schemas import BulkDone, BulkResult, Problem
from api.console.schemas import Closing
from api.conversations import repository
from api.desk import labels, snooze
from api.errors import ApiError
from api.services import Services
from api.staff.models import Staff
from bot.catalog import Catalog


async def do(services: Services, staff: Staff, wanted: BulkMarks) -> BulkDone:
    """Do what is wanted to each conversation that it can be done to."""
    results = [await _one(services, staff, wanted, id) for id in dict.fromkeys(wanted.ids)]
    return BulkDone(done=sum(result.done for result in results), results=tuple(results))


async def _one(services: Services, staff: Staff, wanted: BulkMarks, conversation_id: str) -> BulkResult:
    try:
        async with services.database.writing() as session:
            state = await _act(session, staff, wanted, conversation_id, services.catalog.current())
    except ApiError as error:
        problem = Problem(code=error.code, message=error.message, fields=error.fields)
        return BulkResult(id=conversation_id, done=False, state=None, error=problem)
    return BulkResult(id=conversation_id, done=True, state=state, error=None)


async def _act(
    session: AsyncSession, staff: Staff, wanted: BulkMarks, conversation_id: str, catalog: Catalog
) -> str:
    await labels.choose(session, conversation_id, staff, on=wanted.on, off=wanted.off)
    if wanted.priority is not None:
        await labels.set_priority(session, conversation_id, staff, wanted.priority)
    if wanted.wake:
        await snooze.wake_by_hand(session, conversation_id, staff)
    if wanted.snooze_until is not None:
        await snooze.snooze(session, conversation_id, staff, wanted.snooze_until)
    if wanted.close_as is not None:
        closing = Closing(resolution=wanted.close_as, outcome=wanted.outcome)
        await actions.close(session, conversation_id, staff, closing, catalog=catalog)
    return (await repository.get(session, conversation_id)).state
