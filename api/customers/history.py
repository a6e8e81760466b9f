"""A customer's past with the business, for whoever helps them now."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Customer
from api.customers import repository
from api.customers.models import Order
from api.customers.schemas import HistoryOut, ItemIn, OrderOut, Value
from api.db import now

_YEAR = timedelta(days=365)


async def history_of(session: AsyncSession, customer_id: int, *, newest: int) -> HistoryOut:
    """What the business has told of a customer; empty where it has told nothing.

    Args:
        newest: How many of the newest orders to show.
    """
    person = await session.get_one(Customer, customer_id)
    sums = await repository.sums(session, customer_id, year_from=now() - _YEAR)
    orders = await repository.newest(session, customer_id, limit=newest)
    return HistoryOut(
        since=person.since,
        level=person.level,
        orders=sum(count for _, count, _, _ in sums),
        value=[
            Value(currency=currency, total=_money(total), last_year=_money(recent))
            for currency, _, total, recent in sums
        ],
        newest=[shown(order) for order in orders],
    )


async def order_told(session: AsyncSession, number: str) -> tuple[OrderOut, int] | None:
    """The order somebody means by this number, and the id of its customer."""
    found = await repository.order_told(session, number)
    return (shown(found), found.customer_id) if found else None


def shown(order: Order) -> OrderOut:
    """An order as others see it."""
    return OrderOut(
        number=order.number,
        placed_at=order.placed_at,
        status=order.status,
        total=_money(order.total_cents),
        currency=order.currency,
        items=[ItemIn.model_validate(item) for item in order.items],
    )


def _money(hundredths: int) -> Decimal:
    return Decimal(int(hundredths)).scaleb(-2)
