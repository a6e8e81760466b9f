"""One page of the conversations that filters leave, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation
from api.db import now
from api.desk import queries
from api.desk.filters import Filters
from api.staff.models import Staff
from bot.catalog import Catalog


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Some of the conversations, and how many there are in all."""

    conversations: Sequence[Conversation]
    total: int


async def listing(
    session: AsyncSession, filters: Filters, staff: Staff, *, catalog: Catalog, limit: int, offset: int
) -> Listing:
    """Return the conversations that ``filters`` leave, as ``staff`` sees them."""
    zone = ZoneInfo(catalog.hours.timezone)
    condition = queries.condition_of(session, filters, staff_id=staff.id, at=now(), zone=zone)
    (total,) = await queries.counts(session, [condition])
    page = await queries.conversations(session, condition, filters, limit=limit, offset=offset)
    return Listing(conversations=page, total=total)
