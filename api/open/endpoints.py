"""The calls of other systems under /api/v1, each with a key that may do what it asks for."""

from typing import Annotated

from fastapi import APIRouter, FastAPI, Path, Query
from pydantic import AwareDatetime

from api.dependencies import CatalogNow, ReadSession, ServicesNow, SettingsNow, WriteSession
from api.open import acting, customers, reading
from api.open.dependencies import Reader, ReportReader, WebhookKeeper, Writer
from api.open.schemas import (
    ERRORS,
    Closing,
    ConversationInFull,
    ConversationsOut,
    FiguresOut,
    Language,
    NewConversation,
    NewText,
    StandingOut,
    State,
    TextWritten,
)
from api.settings import Settings
from api.staff.attempts import Attempts
from api.theme.inputs import ConversationId
from api.webhooks import service as webhooks
from api.webhooks.schemas import (
    DeliveriesOut,
    DeliveryOut,
    NewWebhook,
    WebhookChange,
    WebhookMade,
    WebhookOut,
)

router = APIRouter(prefix="/api/v1", tags=["other systems"], responses=ERRORS)
_LARGEST = 2_000_000_000
_RowId = Annotated[int, Path(ge=1, le=_LARGEST)]
_Cursor = Annotated[str | None, Query(max_length=200)]


def install(app: FastAPI, settings: Settings) -> None:
    """Give ``app`` the calls of other systems and its memory of who asked how often."""
    app.state.open_requests = Attempts(limit=settings.api_requests_per_minute, window_seconds=60.0)
    app.include_router(router)
    app.include_router(customers.router)


@router.get("/conversations")
async def list_conversations(
    _key: Reader,
    session: ReadSession,
    state: Annotated[list[State] | None, Query(max_length=4)] = None,
    language: Language | None = None,
    updated_since: AwareDatetime | None = None,
    cursor: _Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ConversationsOut:
    """List conversations by last change, the earliest first; the same one may come again, none is left out."""
    return await reading.listed(
        session,
        cursor=cursor,
        updated_since=updated_since,
        states=state or [],
        language=language,
        limit=limit,
    )


@router.post("/conversations", status_code=201)
async def take_in(
    new: NewConversation, key: Writer, session: WriteSession, catalog: CatalogNow
) -> StandingOut:
    """Put a conversation from the phone, social media or e-mail in the queue for a person."""
    return await acting.take_in(session, key, new, catalog=catalog)


@router.get("/conversations/{conversation_id}")
async def read_conversation(
    conversation_id: ConversationId,
    key: Reader,
    services: ServicesNow,
    session: ReadSession,
    catalog: CatalogNow,
    after: Annotated[int, Query(ge=0, le=_LARGEST)] = 0,
    language: Language | None = None,
) -> ConversationInFull:
    """Read one conversation: where it stands, what happened, and what a person needs to know."""
    await acting.note_reading(services.database, key, conversation_id)
    return await reading.in_full(
        session,
        conversation_id,
        after=after,
        language=language,
        catalog=catalog,
        with_customer="customers:read" in key.scopes,
    )


@router.post("/conversations/{conversation_id}/messages", status_code=201)
async def hear(
    conversation_id: ConversationId, new: NewText, _key: Writer, session: WriteSession, catalog: CatalogNow
) -> TextWritten:
    """Note what the customer wrote or said since, in a conversation that began elsewhere."""
    return await acting.hear(session, conversation_id, new, catalog=catalog)


@router.post("/conversations/{conversation_id}/replies", status_code=201)
async def reply(
    conversation_id: ConversationId, new: NewText, key: Writer, session: WriteSession, catalog: CatalogNow
) -> TextWritten:
    """Write to the customer in the key's name; whoever answers a conversation nobody has, takes it."""
    return await acting.reply(session, conversation_id, key, new, catalog=catalog)


@router.post("/conversations/{conversation_id}/notes", status_code=201)
async def note(
    conversation_id: ConversationId, new: NewText, key: Writer, session: WriteSession
) -> TextWritten:
    """Leave a note that only staff see."""
    return await acting.note(session, conversation_id, key, new)


@router.post("/conversations/{conversation_id}/claim")
async def claim(
    conversation_id: ConversationId, key: Writer, session: WriteSession, catalog: CatalogNow
) -> StandingOut:
    """Take a conversation, so that the bot is silent and no colleague is given it."""
    return await acting.claim(session, conversation_id, key, catalog=catalog)


@router.post("/conversations/{conversation_id}/hand-back")
async def hand_back(
    conversation_id: ConversationId, key: Writer, session: WriteSession, catalog: CatalogNow
) -> StandingOut:
    """Give a conversation back to the bot."""
    return await acting.hand_back(session, conversation_id, key, catalog=catalog)


@router.post("/conversations/{conversation_id}/close")
async def close(
    conversation_id: ConversationId,
    closing: Closing,
    key: Writer,
    session: WriteSession,
    catalog: CatalogNow,
) -> StandingOut:
    """End a conversation."""
    return await acting.close(session, conversation_id, key, closing, catalog=catalog)


@router.get("/reports/conversations")
async def read_figures(
    _key: ReportReader, session: ReadSession, since: AwareDatetime, until: AwareDatetime
) -> FiguresOut:
    """Count what became of the conversations begun between two moments."""
    return await reading.figures(session, since=since, until=until)


@router.get("/webhooks")
async def list_webhooks(_key: WebhookKeeper, session: ReadSession) -> list[WebhookOut]:
    """List the webhooks with what became of their deliveries."""
    return await webhooks.listed(session)


@router.post("/webhooks", status_code=201)
async def make_webhook(
    new: NewWebhook, key: WebhookKeeper, session: WriteSession, settings: SettingsNow
) -> WebhookMade:
    """Make a webhook; its secret is shown this once."""
    return await webhooks.make(session, new, plain_http=settings.demo, made_by=None, key=key)


@router.patch("/webhooks/{webhook_id}")
async def change_webhook(
    webhook_id: _RowId,
    changes: WebhookChange,
    key: WebhookKeeper,
    session: WriteSession,
    settings: SettingsNow,
) -> WebhookOut:
    """Change a webhook, or switch it off or on."""
    return await webhooks.change(session, webhook_id, changes, plain_http=settings.demo, key=key)


@router.delete("/webhooks/{webhook_id}", status_code=204)
async def remove_webhook(webhook_id: _RowId, _key: WebhookKeeper, session: WriteSession) -> None:
    """Remove a webhook and the log of what it was told."""
    await webhooks.remove(session, webhook_id)


@router.post("/webhooks/{webhook_id}/test", status_code=202)
async def try_webhook(webhook_id: _RowId, _key: WebhookKeeper, session: WriteSession) -> DeliveryOut:
    """Tell a webhook something harmless."""
    return await webhooks.send_test(session, webhook_id)


@router.get("/webhooks/{webhook_id}/deliveries")
async def list_deliveries(
    webhook_id: _RowId,
    _key: WebhookKeeper,
    session: ReadSession,
    before: Annotated[int | None, Query(ge=1, le=_LARGEST)] = None,
) -> DeliveriesOut:
    """Read what a webhook was told, the newest first."""
    return await webhooks.log_of(session, webhook_id, before=before)


@router.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/again", status_code=202)
async def deliver_again(
    webhook_id: _RowId, delivery_id: _RowId, _key: WebhookKeeper, session: WriteSession
) -> DeliveryOut:
    """Tell a webhook something again, under the same id."""
    return await webhooks.deliver_again(session, webhook_id, delivery_id)
