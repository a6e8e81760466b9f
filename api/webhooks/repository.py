"""The only place with SQL about webhooks and what they were told."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation, Customer, Event
from api.db import now
from api.webhooks.errors import WebhookNotFound
from api.webhooks.models import Webhook, WebhookDelivery


async def all_of(session: AsyncSession) -> Sequence[Webhook]:
    """Every webhook, the oldest first."""
    return (await session.scalars(select(Webhook).order_by(Webhook.id))).all()


async def active(session: AsyncSession) -> Sequence[Webhook]:
    """Those that are told things."""
    return (await session.scalars(select(Webhook).where(Webhook.active).order_by(Webhook.id))).all()


async def get(session: AsyncSession, webhook_id: int) -> Webhook:
    """One webhook.

    Raises:
        WebhookNotFound: There is none with this number.
    """
    webhook = await session.get(Webhook, webhook_id)
    if webhook is None:
        raise WebhookNotFound
    return webhook


async def remove(session: AsyncSession, webhook: Webhook) -> None:
    """Remove a webhook and the log of what it was told."""
    await session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id))
    await session.delete(webhook)


async def deliveries(
    session: AsyncSession, webhook_id: int, *, before: int | None, limit: int
) -> Sequence[WebhookDelivery]:
    """What a webhook was told, the newest first, from the one before number ``before``."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if before is not None:
        query = query.where(WebhookDelivery.id < before)
    return (await session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(limit))).all()


async def delivery(session: AsyncSession, webhook_id: int, delivery_id: int) -> WebhookDelivery:
    """One delivery of a webhook.

    Raises:
        WebhookNotFound: There is none with this number.
    """
    found = await session.get(WebhookDelivery, delivery_id)
    if found is None or found.webhook_id != webhook_id:
        raise WebhookNotFound
    return found


async def counts(session: AsyncSession) -> Mapping[int, Mapping[str, int]]:
    """By webhook, how many deliveries are in each state."""
    query = select(WebhookDelivery.webhook_id, WebhookDelivery.state, func.count()).group_by(
        WebhookDelivery.webhook_id, WebhookDelivery.state
    )
    found: dict[int, dict[str, int]] = {}
    for webhook_id, state, number in await session.execute(query):
        found.setdefault(webhook_id, {})[state] = number
    return found


async def with_something_due(session: AsyncSession, *, longest: timedelta) -> Sequence[int]:
    """The webhooks that are to be told something now.

    Args:
        longest: The longest pause there is. What is to wait for longer was noted while the clock stood ahead.
    """
    query = (
        select(WebhookDelivery.webhook_id)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(Webhook.active, WebhookDelivery.state == "waiting", _due(longest))
        .distinct()
    )
    return (await session.scalars(query)).all()


async def claim(
    session: AsyncSession, webhook_id: int, *, held_for: timedelta, longest: timedelta
) -> WebhookDelivery | None:
    """What one webhook is to be told next, which nobody else is given while it is held; its try is counted."""
    query = (
        select(WebhookDelivery)
        .where(
            WebhookDelivery.webhook_id == webhook_id,
            WebhookDelivery.state == "waiting",
            _due(longest),
        )
        .order_by(WebhookDelivery.next_try_at, WebhookDelivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = (await session.scalars(query)).first()
    if found is not None:
        found.attempts += 1
        found.next_try_at = now() + held_for
    return found


async def note_try(session: AsyncSession, delivery_id: int, **values: object) -> None:
    """Keep how a try went; nothing when the delivery is gone meanwhile."""
    await session.execute(update(WebhookDelivery).where(WebhookDelivery.id == delivery_id).values(**values))


async def delivered_since(session: AsyncSession, webhook_id: int, *, since: datetime) -> bool:
    """Whether anything has got through to a webhook since then."""
    query = select(WebhookDelivery.id).where(
        WebhookDelivery.webhook_id == webhook_id,
        WebhookDelivery.state == "delivered",
        WebhookDelivery.ended_at >= since,
    )
    return await session.scalar(query.limit(1)) is not None


async def switch_off(session: AsyncSession, webhook_id: int, *, note: str) -> None:
    """Tell a webhook nothing more, and let what waits for it be."""
    await session.execute(update(Webhook).where(Webhook.id == webhook_id).values(active=False, note=note))
    await drop_waiting(session, webhook_id)


async def drop_waiting(session: AsyncSession, webhook_id: int) -> None:
    """Let what waits for a webhook be; each can be sent again by hand."""
    query = update(WebhookDelivery).where(
        WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.state == "waiting"
    )
    await session.execute(query.values(state="failed", last_error="switched_off", ended_at=now()))


async def forget(session: AsyncSession, *, before: datetime) -> int:
    """Remove what ended before then from the log; how many deliveries that was."""
    query = delete(WebhookDelivery).where(WebhookDelivery.ended_at < before).returning(WebhookDelivery.id)
    return len((await session.scalars(query)).all())


async def customer_key(session: AsyncSession, conversation_id: str) -> str | None:
    """What the business calls the customer of a conversation."""
    query = (
        select(Customer.external_id)
        .join(Conversation, Conversation.customer_id == Customer.id)
        .where(Conversation.id == conversation_id)
    )
    return await session.scalar(query)


async def said(
    session: AsyncSession, conversation_id: str, *, upto: int, type: str, author: str | None
) -> Event | None:
    """The last event of a type, of an author if one is named, as far as number ``upto``."""
    query = select(Event).where(
        Event.conversation_id == conversation_id,
        Event.type == type,
        Event.seq <= upto,
        or_(author is None, Event.author == author),  # type: ignore[arg-type]
    )
    return (await session.scalars(query.order_by(Event.seq.desc()).limit(1))).first()


def _due(longest: timedelta) -> ColumnElement[bool]:
    moment = now()
    return or_(WebhookDelivery.next_try_at <= moment, WebhookDelivery.next_try_at > moment + longest)
