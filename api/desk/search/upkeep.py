"""Words that were erased leave the index's file too, a few pages at a time so that nobody waits for long."""

from api.desk.search import queries
from api.services import Services

PAGES_AT_ONCE = 64
MOST_STEPS = 2000


async def forget_deleted(services: Services) -> int:
    """Merge the indexes that words have been deleted from; how many indexes that was."""
    async with services.database.reading() as session:
        names = await queries.unmerged(session)
    for name in names:
        for step in range(MOST_STEPS):
            async with services.database.writing() as session:
                more = await queries.merge(session, name, pages=PAGES_AT_ONCE, begin=step == 0)
            if not more and step > 0:
                break
    return len(names)
