"""One action on many conversations: each in a transaction of its own, so that one that fails undoes no other."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.console import actions
from api.console.routing_schemas import Bulk, BulkDone, BulkResult, Problem, standing
from api.console.schemas import Closing, Standing
from api.errors import ApiError
from api.routing.errors import DestinationMissing
from api.routing.transfer import Destination, transfer
from api.services import Services
from api.staff.errors import WrongRole
from api.staff.models import Staff
from api.staff.permissions import may
from bot.catalog import Catalog


async def do(services: Services, staff: Staff, wanted: Bulk) -> BulkDone:
    """Do what is wanted to each conversation that it can be done to.

    Raises:
        WrongRole: Only whoever leads assigns conversations to others.
        DestinationMissing: It does not say where to.
    """
    if wanted.action == "assign" and not may(staff.role, "lead_team"):
        raise WrongRole
    if wanted.action in ("assign", "transfer") and _destination(wanted) == Destination():
        raise DestinationMissing
    results = [await _one(services, staff, wanted, id) for id in dict.fromkeys(wanted.ids)]
    return BulkDone(done=sum(result.done for result in results), results=tuple(results))


async def _one(services: Services, staff: Staff, wanted: Bulk, conversation_id: str) -> BulkResult:
    try:
        async with services.database.writing() as session:
            now = await _act(session, staff, wanted, conversation_id, services.catalog.current())
    except ApiError as error:
        problem = Problem(code=error.code, message=error.message, fields=error.fields)
        return BulkResult(id=conversation_id, done=False, state=None, error=problem)
    return BulkResult(id=conversation_id, done=True, state=now.state, error=None)


async def _act(
    session: AsyncSession, staff: Staff, wanted: Bulk, conversation_id: str, catalog: Catalog
) -> Standing:
    if wanted.action == "claim":
        return await actions.claim(session, conversation_id, staff, catalog=catalog)
    if wanted.action == "close":
        closing = Closing(resolution=wanted.resolution, outcome=wanted.outcome)
        return await actions.close(session, conversation_id, staff, closing, catalog=catalog)
    passed = await transfer(
        session, conversation_id, staff, _destination(wanted), reason=wanted.reason, catalog=catalog
    )
    return standing(passed)


def _destination(wanted: Bulk) -> Destination:
    return Destination(staff_id=wanted.staff_id) if wanted.action == "assign" else wanted.destination()
