"""Keeping webhooks: an administrator's, or another system's with the scope for it.

What a key cannot read it cannot have told to an address either: words need ``conversations:read``, the customer
``customers:read``. That holds for whatever a key makes, and for whatever it changes about somebody else's.
"""

import base64
import secrets

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import now
from api.staff import audit
from api.tokens.errors import ScopeMissing
from api.tokens.models import ApiToken
from api.tokens.scopes import SCOPES, Scope
from api.tokens.service import account_of
from api.webhooks import events, guard, observer, repository
from api.webhooks.errors import WebhookInvalid, WebhookOff
from api.webhooks.models import Webhook, WebhookDelivery
from api.webhooks.schemas import (
    DeliveriesOut,
    DeliveryOut,
    NewWebhook,
    WebhookChange,
    WebhookMade,
    WebhookOut,
)

MOST = 20
_SECRET_BYTES = 24
_WORDS: Scope = "conversations:read"
_CUSTOMER: Scope = "customers:read"
_ALL = frozenset[str](SCOPES)


async def listed(session: AsyncSession) -> list[WebhookOut]:
    """Every webhook with what became of its deliveries."""
    counts = await repository.counts(session)
    return [
        WebhookOut.model_validate(webhook).model_copy(update=dict(counts.get(webhook.id, {})))
        for webhook in await repository.all_of(session)
    ]


async def make(
    session: AsyncSession,
    new: NewWebhook,
    *,
    plain_http: bool,
    made_by: int | None,
    key: ApiToken | None = None,
) -> WebhookMade:
    """Make a webhook; its secret is told this once.

    Args:
        plain_http: Whether http will do, for looking around without certificates.
        made_by: The administrator who does it; without one it may tell what ``key`` may read.

    Raises:
        WebhookInvalid: The address or an event cannot be used, or there are too many webhooks.
        ScopeMissing: The key may not read what is to be told.
    """
    if len(await repository.all_of(session)) >= MOST:
        raise WebhookInvalid(f"There can be {MOST} webhooks.")
    _check(new.url, new.events, plain_http=plain_http)
    readable = _ALL if made_by is not None else _readable(key)
    _check_words(new.events, readable)
    webhook = Webhook(
        url=new.url,
        events=_in_order(new.events),
        secret=_secret(),
        tells_customer=_CUSTOMER in readable,
        made_by=made_by,
    )
    session.add(webhook)
    await session.flush()
    if key is not None:
        account = await account_of(session, key)
        await audit.note(session, account, "webhook_made", webhook=webhook.id, events=webhook.events)
    return _made(webhook)


async def change(
    session: AsyncSession,
    webhook_id: int,
    changes: WebhookChange,
    *,
    plain_http: bool,
    key: ApiToken | None = None,
) -> WebhookOut:
    """Change a webhook, switch it off or on.

    Args:
        key: With which it is done; None for an administrator. Where it leads and what it tells is from then on
            bounded by what the key may read, whoever made the webhook.

    Raises:
        WebhookNotFound, WebhookInvalid: As they say.
        ScopeMissing: The key may not read what is told.
    """
    webhook = await repository.get(session, webhook_id)
    _check(changes.url or webhook.url, changes.events or webhook.events, plain_http=plain_http)
    if changes.url or changes.events:
        readable = _ALL if key is None else _readable(key)
        _check_words(changes.events or webhook.events, readable)
        webhook.tells_customer = _CUSTOMER in readable
    webhook.url = changes.url or webhook.url
    webhook.events = _in_order(changes.events or webhook.events)
    if changes.active is not None and changes.active != webhook.active:
        webhook.active = changes.active
        webhook.note = None
        if not changes.active:
            await repository.drop_waiting(session, webhook_id)
    if key is not None:
        await audit.note(
            session,
            await account_of(session, key),
            "webhook_changed",
            webhook=webhook.id,
            events=webhook.events,
            active=webhook.active,
        )
    counts = await repository.counts(session)
    return WebhookOut.model_validate(webhook).model_copy(update=dict(counts.get(webhook_id, {})))


async def remove(session: AsyncSession, webhook_id: int) -> str:
    """Remove a webhook and its log; the address it had.

    Raises:
        WebhookNotFound: There is none.
    """
    webhook = await repository.get(session, webhook_id)
    await repository.remove(session, webhook)
    return webhook.url


async def new_secret(session: AsyncSession, webhook_id: int) -> WebhookMade:
    """Sign with another secret from now on, which is told this once.

    Raises:
        WebhookNotFound: There is none.
    """
    webhook = await repository.get(session, webhook_id)
    webhook.secret = _secret()
    return _made(webhook)


async def send_test(session: AsyncSession, webhook_id: int) -> DeliveryOut:
    """Tell a webhook something harmless, once; how it went is in the log some seconds later.

    Raises:
        WebhookNotFound, WebhookOff: As they say.
    """
    webhook = await repository.get(session, webhook_id)
    if not webhook.active:
        raise WebhookOff
    delivery = observer.note_test(session, webhook_id)
    await session.flush()
    return _told(delivery)


async def log_of(
    session: AsyncSession, webhook_id: int, *, before: int | None = None, limit: int = 50
) -> DeliveriesOut:
    """What a webhook was told, the newest first.

    Raises:
        WebhookNotFound: There is none.
    """
    await repository.get(session, webhook_id)
    found = await repository.deliveries(session, webhook_id, before=before, limit=limit)
    further = found[-1].id if len(found) == limit else None
    return DeliveriesOut(deliveries=[_told(each) for each in found], before=further)


async def deliver_again(session: AsyncSession, webhook_id: int, delivery_id: int) -> DeliveryOut:
    """Tell it again under the same id, so that a receiver who has heard it knows.

    Raises:
        WebhookNotFound, WebhookOff: As they say.
    """
    webhook = await repository.get(session, webhook_id)
    delivery = await repository.delivery(session, webhook_id, delivery_id)
    if not webhook.active:
        raise WebhookOff
    delivery.state, delivery.attempts = "waiting", 0
    delivery.next_try_at, delivery.ended_at = now(), None
    return _told(delivery)


def _check(url: str, wanted: list[str], *, plain_http: bool) -> None:
    problems = {}
    problem = guard.problem_with(url, plain_http=plain_http)
    if problem:
        problems["url"] = problem
    unknown = [choice for choice in wanted if choice not in events.CHOICES]
    if unknown:
        problems["events"] = f"Unknown: {', '.join(each[:60] for each in unknown)}."
    if problems:
        raise WebhookInvalid(fields=problems)


def _readable(key: ApiToken | None) -> frozenset[str]:
    return frozenset(key.scopes if key else ())


def _check_words(wanted: list[str], readable: frozenset[str]) -> None:
    if _WORDS not in readable and any(choice.endswith(events.WITH_TEXT) for choice in wanted):
        raise ScopeMissing(_WORDS)


def _in_order(wanted: list[str]) -> list[str]:
    return [choice for choice in events.CHOICES if choice in wanted]


def _secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def _made(webhook: Webhook) -> WebhookMade:
    return WebhookMade(**WebhookOut.model_validate(webhook).model_dump(), secret=webhook.secret)


def _told(delivery: WebhookDelivery) -> DeliveryOut:
    told = DeliveryOut.model_validate(delivery)
    return told if delivery.state == "waiting" else told.model_copy(update={"next_try_at": None})
