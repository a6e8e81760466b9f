"""Sharing out the queue: a fair round robin among those who are there and have room.

One conversation per transaction. Whoever shares out holds the people it chooses from, so that two processes
cannot fill the same place twice; it waits for nobody, and so nobody can wait in a circle: people and
conversations that are held elsewhere are left for the next look, a moment later.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation
from api.conversations.opening import opening
from api.conversations.state import assign
from api.conversations.taking import SEEN_WITHIN, Staffing, asked_of
from api.db import now
from api.live import announce, staff_topic
from api.routing import repository, team_repository
from api.routing.choosing import House, free_of, whose_turn, worker
from api.services import Services
from bot.catalog import Catalog

_AT_ONCE = 200
_LOOKED_AT = 1000


async def drain(services: Services) -> int:
    """Share out the queue until nobody waits or nobody has room; how many conversations were given away."""
    catalog = services.catalog.current()
    if not services.settings.auto_assign or not opening(catalog.hours, now()).open:
        return 0
    given = 0
    while given < _AT_ONCE and await _worth_trying(services):
        async with services.database.writing() as session:
            if await give_next(session, catalog=catalog) is None:
                break
        given += 1
    return given


async def give_next(session: AsyncSession, *, catalog: Catalog) -> Conversation | None:
    """Give the first who waits, and whom somebody can take, to the person whose turn it is."""
    at = now()
    house = await _house(session, hold=True)
    if not house.free:
        return None
    for waiting in await repository.waiting(session, at=at, limit=_LOOKED_AT):
        if whose_turn(waiting.asked, house) is None:
            continue
        conversation = await repository.take(session, waiting.id, at=at)
        if conversation is None:
            continue
        # Now that it stands still, once more: somebody may have passed it on to another line meanwhile.
        person = whose_turn(asked_of(conversation), house)
        if person is not None:
            await assign(session, conversation, person, catalog=catalog, facts={"auto": True}, by_hand=False)
            announce(session, staff_topic(person.id), {"assigned": conversation.id})
            return conversation
    return None


async def _worth_trying(services: Services) -> bool:
    """Look without a lock first: mostly there is nobody who waits, or nobody who has room."""
    async with services.database.reading() as session:
        waiting = await repository.waiting(session, at=now(), limit=_LOOKED_AT)
        if not waiting:
            return False
        house = await _house(session, hold=False)
        return any(whose_turn(one.asked, house) is not None for one in waiting)


async def _house(session: AsyncSession, *, hold: bool) -> House:
    at = now()
    people = await repository.takers(session, seen_after=at - SEEN_WITHIN, at=at, hold=hold)
    # Counted after the people are held: whoever held them before has been counted in.
    return House(
        free=free_of(people, await repository.loads(session, at=at)),
        staffing=Staffing(
            [worker(person) for person in await repository.colleagues(session)],
            await team_repository.members(session),
        ),
    )
