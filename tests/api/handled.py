"""Cases that people have handled, and how people work: what a promised wait is learnt from."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import update

from api.conversations.models import Conversation, Event
from api.db import now
from api.services import Services
from api.staff.models import Staff


async def have_cases(services: Services, *, minutes: float = 6, count: int = 5, line: int = 1) -> None:
    """So many closed cases of a line, each claimed and closed after so many minutes, just now."""
    closed = now()
    claimed = closed - timedelta(minutes=minutes)
    async with services.database.writing() as session:
        for _ in range(count):
            conversation = Conversation(
                token_hash=uuid4().hex,
                locale="da",
                language="da",
                state="closed",
                line=line,
                claimed_at=claimed,
                closed_at=closed,
                last_seq=1,
            )
            session.add(conversation)
            await session.flush()
            session.add(
                Event(
                    conversation_id=conversation.id,
                    seq=1,
                    type="claimed",
                    author="agent",
                    audience="public",
                    created_at=claimed + timedelta(milliseconds=1),
                )
            )


async def works(
    services: Services, staff: Staff, *, capacity: int = 4, lines: tuple[int, ...] = (1,)
) -> None:
    """Somebody takes so many conversations at a time, on these lines."""
    async with services.database.writing() as session:
        change = update(Staff).where(Staff.id == staff.id)
        await session.execute(change.values(capacity=capacity, lines=list(lines)))
