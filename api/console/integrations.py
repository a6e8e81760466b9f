"""The console's calls for e-mail, webhooks and keys, for administrators only. Who did what is in the audit trail."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.console import integration_views as views
from api.console.integration_schemas import (
    DeliveriesView,
    DeliveryView,
    Integrations,
    MailView,
    TokenView,
    WebhookView,
)
from api.console.reading import LabelsNow
from api.dependencies import ReadSession, SettingsNow, WriteSession
from api.staff import audit
from api.staff.dependencies import require_role
from api.staff.models import Staff
from api.tokens import service as tokens
from api.tokens.schemas import NewToken, TokenMade
from api.webhooks import service as webhooks
from api.webhooks.schemas import NewWebhook, WebhookChange, WebhookMade

router = APIRouter(prefix="/api/console/integrations", tags=["integrations"])

Admin = Annotated[Staff, Depends(require_role("admin"))]
_LARGEST = 2_000_000_000
_RowId = Annotated[int, Path(ge=1, le=_LARGEST)]


@router.get("")
async def read_all(
    _staff: Admin, session: ReadSession, settings: SettingsNow, labels: LabelsNow
) -> Integrations:
    """Everything about other systems: mail, webhooks, keys, and what can be chosen for them."""
    return await views.integrations(session, settings, language=labels.t.language)


@router.get("/mail")
async def read_mail(
    _staff: Admin, session: ReadSession, settings: SettingsNow, labels: LabelsNow
) -> MailView:
    """How the mail is doing."""
    return await views.mail(session, settings, language=labels.t.language)


@router.post("/mail/test", status_code=202)
async def send_test_mail(staff: Admin, session: WriteSession, labels: LabelsNow) -> None:
    """Have an e-mail sent to oneself."""
    await views.send_test_mail(session, staff, language=labels.t.language)


@router.post("/webhooks", status_code=201)
async def make_webhook(
    new: NewWebhook, staff: Admin, session: WriteSession, settings: SettingsNow
) -> WebhookMade:
    """Make a webhook; its secret is shown this once."""
    made = await webhooks.make(session, new, plain_http=settings.demo, made_by=staff.id)
    await audit.note(session, staff, "webhook_made", webhook=made.id, events=made.events)
    return made


@router.patch("/webhooks/{webhook_id}")
async def change_webhook(
    webhook_id: _RowId,
    changes: WebhookChange,
    staff: Admin,
    session: WriteSession,
    settings: SettingsNow,
    labels: LabelsNow,
) -> WebhookView:
    """Change a webhook, or switch it off or on."""
    changed = await webhooks.change(session, webhook_id, changes, plain_http=settings.demo)
    await audit.note(session, staff, "webhook_changed", webhook=webhook_id, active=changed.active)
    return views.webhook(changed, language=labels.t.language)


@router.delete("/webhooks/{webhook_id}", status_code=204)
async def remove_webhook(webhook_id: _RowId, staff: Admin, session: WriteSession) -> None:
    """Remove a webhook and the log of what it was told."""
    await webhooks.remove(session, webhook_id)
    await audit.note(session, staff, "webhook_removed", webhook=webhook_id)


@router.post("/webhooks/{webhook_id}/secret")
async def new_secret(webhook_id: _RowId, staff: Admin, session: WriteSession) -> WebhookMade:
    """Sign with another secret from now on, which is shown this once."""
    made = await webhooks.new_secret(session, webhook_id)
    await audit.note(session, staff, "webhook_secret_made", webhook=webhook_id)
    return made


@router.post("/webhooks/{webhook_id}/test", status_code=202)
async def try_webhook(
    webhook_id: _RowId, _staff: Admin, session: WriteSession, labels: LabelsNow
) -> DeliveryView:
    """Tell a webhook something harmless; how it went is in the log some seconds later."""
    return views.delivery(await webhooks.send_test(session, webhook_id), language=labels.t.language)


@router.get("/webhooks/{webhook_id}/deliveries")
async def read_log(
    webhook_id: _RowId,
    _staff: Admin,
    session: ReadSession,
    labels: LabelsNow,
    before: Annotated[int | None, Query(ge=1, le=_LARGEST)] = None,
) -> DeliveriesView:
    """Read what a webhook was told, the newest first."""
    return await views.log(session, webhook_id, before=before, language=labels.t.language)


@router.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/again", status_code=202)
async def deliver_again(
    webhook_id: _RowId, delivery_id: _RowId, staff: Admin, session: WriteSession, labels: LabelsNow
) -> DeliveryView:
    """Tell a webhook something again, under the same id."""
    told = await webhooks.deliver_again(session, webhook_id, delivery_id)
    await audit.note(session, staff, "webhook_repeated", webhook=webhook_id, delivery=delivery_id)
    return views.delivery(told, language=labels.t.language)


@router.post("/tokens", status_code=201)
async def make_token(new: NewToken, staff: Admin, session: WriteSession) -> TokenMade:
    """Make a key; it is shown this once."""
    made = await tokens.make(session, new, made_by=staff.id)
    await audit.note(session, staff, "token_made", key=made.id, scopes=made.scopes)
    return made


@router.delete("/tokens/{token_id}")
async def revoke_token(token_id: _RowId, staff: Admin, session: WriteSession, labels: LabelsNow) -> TokenView:
    """Make a key good for nothing."""
    revoked = await tokens.revoke(session, token_id)
    await audit.note(session, staff, "token_revoked", key=token_id)
    return views.token(revoked, language=labels.t.language)
