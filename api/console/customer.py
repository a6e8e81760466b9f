"""The customer's past with the business as the packet shows it: since when, what it is worth, and the orders."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.labels import Labels
from api.conversations.models import Conversation
from api.conversations.packet import ContextPacket
from api.customers.history import history_of, order_told
from api.customers.schemas import HistoryOut, OrderOut

_LOCALES = {"da": "da_DK", "nb": "nb_NO", "en": "en_GB"}
_NEWEST = 3
_SHOWN = 2


@dataclass(frozen=True, kw_only=True)
class OrderRow:
    """An order in words; `what` are its things, `proven` whether it is known to be this customer's."""

    number: str
    day: str
    total: str
    status: str
    what: str
    proven: bool


@dataclass(frozen=True, kw_only=True)
class Past:
    """What the business knows of the customer: short facts, and the newest orders."""

    facts: tuple[str, ...]
    orders: tuple[OrderRow, ...]


async def past_of(session: AsyncSession, conversation: Conversation, *, labels: Labels) -> Past | None:
    """Return the customer's past; None where the business has told nothing of them."""
    if conversation.customer_id is None:
        return None
    history = await history_of(session, conversation.customer_id, newest=_NEWEST)
    past = Past(
        facts=tuple(_facts(history, labels)),
        orders=tuple(_row(order, labels, proven=True) for order in history.newest),
    )
    return past if past.facts or past.orders else None


async def order_of_complaint(
    session: AsyncSession, conversation: Conversation, packet: ContextPacket, *, labels: Labels
) -> OrderRow | None:
    """Return the order that the complaint names; it is proven only where its customer is the one signed in."""
    number = packet.complaint.order_number if packet.complaint else None
    found = await order_told(session, number) if number else None
    if found is None:
        return None
    order, owner = found
    return _row(order, labels, proven=owner == conversation.customer_id)


def orders_shown(past: Past | None, named: OrderRow | None) -> tuple[OrderRow, ...]:
    """Return as many orders as there is room for: the one the complaint names, then the newest."""
    newest = past.orders if past else ()
    first = (named,) if named else ()
    return (*first, *(order for order in newest if order not in first))[:_SHOWN]


def _facts(history: HistoryOut, labels: Labels) -> list[str]:
    t = labels.t
    facts = [t("past.since", month=_month(history.since, labels))] if history.since else []
    facts += [history.level] if history.level else []
    facts += [t.count("past.orders", history.orders)] if history.orders else []
    facts += [_money(value.total, value.currency, labels) for value in history.value]
    facts += [
        t("past.last_year", total=_money(value.last_year, value.currency, labels))
        for value in history.value
        if 0 < value.last_year < value.total
    ]
    return facts


def _row(order: OrderOut, labels: Labels, *, proven: bool) -> OrderRow:
    things = [item.name if item.quantity == 1 else f"{item.quantity} × {item.name}" for item in order.items]
    return OrderRow(
        number=order.number,
        day=_day(order.placed_at, labels),
        total=_money(order.total, order.currency, labels),
        status=labels.t.label("order_status", order.status),
        what=", ".join(things),
        proven=proven,
    )


def _day(moment: datetime, labels: Labels) -> str:
    local = moment.astimezone(ZoneInfo(labels.catalog.hours.timezone))
    return format_date(local.date(), "medium", locale=_LOCALES[labels.t.language])


def _month(day: date, labels: Labels) -> str:
    return format_date(day, "MMM y", locale=_LOCALES[labels.t.language])


def _money(amount: Decimal, currency: str, labels: Labels) -> str:
    """Whole amounts without decimals: 2.299 kr., 2 299 kr, DKK 2,299."""
    locale = Locale.parse(_LOCALES[labels.t.language])
    # English sets a foreign currency's letters close to the figure.
    standard = locale.currency_formats["standard"].pattern.replace("¤#", "¤\u00a0#")
    pattern = standard.replace("0.00", "0") if amount == amount.to_integral_value() else standard
    return format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)
