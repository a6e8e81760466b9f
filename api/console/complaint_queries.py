"""What complaints were told about: for lists, of many conversations at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Event, Text
from api.recovery.models import RecoveryCase


@dataclass(kw_only=True)
class Complaint:
    """One complaint with the product and the order it is about, as far as they were told; `seq` raised it."""

    seq: int
    kind: str
    product: str | None
    order_number: str | None = None


async def complaints_of(session: AsyncSession, ids: Collection[str]) -> Mapping[str, tuple[Complaint, ...]]:
    """Return by conversation id its complaints, in the order in which they were raised."""
    told = and_(Event.type == "complaint_detail", Event.subject.in_(("order_number", "product")))
    words = and_(Text.event_id == Event.id, Text.field.in_(("order_number", "value")))
    query = (
        select(Event.conversation_id, Event.seq, Event.type, Event.subject, Event.facts, Text.text)
        .outerjoin(Text, words)
        .where(Event.conversation_id.in_(ids), or_(Event.type == "complaint_raised", told))
        .order_by(Event.conversation_id, Event.seq)
    )
    found: dict[str, list[Complaint]] = {}
    for conversation_id, seq, type, subject, facts, text in await session.execute(query):
        here = found.setdefault(conversation_id, [])
        if type == "complaint_raised":
            here.append(
                Complaint(seq=seq, kind=subject or "", product=facts.get("product"), order_number=text)
            )
        elif here and text:
            setattr(here[-1], subject, text)
    return {conversation_id: tuple(complaints) for conversation_id, complaints in found.items()}


async def raised_by(session: AsyncSession, case_ids: Collection[int]) -> Mapping[int, int]:
    """Return by case id the number of the event that raised its complaint."""
    query = select(RecoveryCase.id, RecoveryCase.complaint_seq).where(RecoveryCase.id.in_(case_ids))
    return {row[0]: row[1] for row in await session.execute(query)}
