"""What happens to clocks that nobody touches: the list is warned, and a promise that was broken is noted once."""

from datetime import timedelta

from api.conversations import repository as conversations
from api.db import now
from api.live import QUEUE
from api.service_levels import repository
from api.service_levels.clocks import miss
from api.services import Services

_AT_ONCE = 200
# A little more than a round of the housekeeping: a warning given twice is better than none.
_ROUND = timedelta(seconds=75)


async def warn(services: Services) -> int:
    """Have the lists look again where a promise is about to be broken; how many clocks that was."""
    at = now()
    async with services.database.reading() as session:
        found = await repository.to_warn_of(session, since=at - _ROUND, at=at, limit=_AT_ONCE)
    for conversation_id, kind in found:
        await services.bus.publish(QUEUE, {"conversation_id": conversation_id, "warning": kind})
    return len(found)


async def note_missed(services: Services) -> int:
    """Note which promises were broken, each once, however many processes look; how many there were."""
    async with services.database.reading() as session:
        late = await repository.overdue(session, at=now(), limit=_AT_ONCE)
    return sum([await _note_missed(services, conversation_id) for conversation_id in late])


async def _note_missed(services: Services, conversation_id: str) -> int:
    async with services.database.writing() as session:
        conversation = await conversations.find_locked(session, conversation_id)
        if conversation is None:
            return 0
        at = now()
        clocks = [
            clock
            for clock in await repository.running(session, conversation_id)
            if clock.state == "active" and at > clock.due_at
        ]
        for clock in clocks:
            await miss(session, conversation, clock)
        return len(clocks)
