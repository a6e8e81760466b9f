"""The only place with SQL for customers' orders."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation, Customer
from api.customers.models import Order
from api.customers.schemas import COUNTED


async def customer(session: AsyncSession, external_id: str) -> Customer | None:
    """The customer the business calls by this id."""
    found: Customer | None = await session.scalar(select(Customer).where(Customer.external_id == external_id))
    return found


async def order(session: AsyncSession, number: str) -> Order | None:
    """The order with exactly this number."""
    found: Order | None = await session.scalar(select(Order).where(Order.number == number))
    return found


async def order_told(session: AsyncSession, number: str) -> Order | None:
    """The order somebody means by this number; people write ``kh-10482`` for ``KH-10482``."""
    told = number.strip()
    query = select(Order).where(Order.number.in_({told, told.upper(), told.lower()}))
    found: Order | None = await session.scalar(query.order_by(Order.id).limit(1))
    return found


async def newest(session: AsyncSession, customer_id: int, *, limit: int) -> Sequence[Order]:
    """A customer's newest orders."""
    query = select(Order).where(Order.customer_id == customer_id)
    return (await session.scalars(query.order_by(Order.placed_at.desc(), Order.id.desc()).limit(limit))).all()


async def sums(
    session: AsyncSession, customer_id: int, *, year_from: datetime
) -> Sequence[tuple[str, int, int, int]]:
    """Rows of currency, number of orders, hundredths in all and since ``year_from``, of what was kept."""
    recent = func.sum(case((Order.placed_at >= year_from, Order.total_cents), else_=0))
    query = (
        select(Order.currency, func.count(), func.sum(Order.total_cents), recent)
        .where(Order.customer_id == customer_id, Order.status.in_(COUNTED))
        .group_by(Order.currency)
        .order_by(func.sum(Order.total_cents).desc())
    )
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in await session.execute(query)]


async def conversations_of(session: AsyncSession, customer_id: int) -> Sequence[str]:
    """The ids of all conversations of a customer."""
    return (
        await session.scalars(select(Conversation.id).where(Conversation.customer_id == customer_id))
    ).all()
