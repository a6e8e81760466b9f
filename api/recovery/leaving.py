"""The cases of somebody who no longer works here: nobody's from then on, so that somebody who leads sees them."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.recovery import repository
from api.recovery.models import RecoveryCase
from api.recovery.telling import tell
from api.staff.models import Staff
from api.staff.permissions import may


async def leave_all_of(session: AsyncSession, person: Staff) -> int:
    """Leave the open cases of somebody to those who lead; how many that was."""
    owned = await repository.open_cases_of(session, person.id)
    for case in owned:
        await _leave(session, case, person, language=None)
    return len(owned)


async def leave(session: AsyncSession, case: RecoveryCase, *, language: str) -> int:
    """Leave a locked case to those who lead, where its owner no longer works with conversations."""
    owner = await repository.colleague(session, case.owner_id) if case.owner_id is not None else None
    if owner is None or case.closed_at is not None or (owner.active and may(owner.role, "converse")):
        return 0
    await _leave(session, case, owner, language=language)
    return 1


async def _leave(session: AsyncSession, case: RecoveryCase, owner: Staff, *, language: str | None) -> None:
    case.owner_id = None
    await session.flush()
    leads = [lead for lead in await repository.leads(session) if lead.id != owner.id]
    await tell(
        session,
        leads,
        case.conversation_id,
        about="left",
        key="left",
        case_id=case.id,
        language=language,
        name=owner.name,
    )
