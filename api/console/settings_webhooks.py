"""Settings for webhooks: where other systems are told what happens, and the log of what they were told."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Response
from pydantic import BaseModel, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.console import integration_views as views
from api.console.settings_frame import AdminVisit, Refused, Visit, attempt, page, shown_again
from api.errors import ApiError
from api.staff import audit
from api.webhooks import service as webhooks
from api.webhooks.errors import WebhookNotFound
from api.webhooks.schemas import NewWebhook, WebhookChange

router = APIRouter(prefix="/settings/webhooks", include_in_schema=False)
_LARGEST = 2_000_000_000
RowId = Annotated[int, Path(ge=1, le=_LARGEST)]
Before = Annotated[int | None, Query(ge=1, le=_LARGEST)]
Work = Callable[[AsyncSession], Awaitable[object]]


class WebhookForm(BaseModel):
    """A webhook as it was typed."""

    url: str = ""
    event: list[str] = []

    @property
    def typed(self) -> dict[str, object]:
        """What the form shows again."""
        return {"url": self.url, "event": self.event}


@router.get("")
async def webhooks_page(visit: AdminVisit) -> Response:
    """Show every webhook."""
    return await _all(visit)


@router.post("")
async def make(visit: AdminVisit, form: Annotated[WebhookForm, Form()]) -> Response:
    """Make a webhook, and show its secret this once."""
    settings = visit.services.settings
    try:
        new = NewWebhook(url=form.url.strip(), events=form.event)
        async with visit.services.database.writing() as session:
            made = await webhooks.make(session, new, plain_http=settings.demo, made_by=visit.staff.id)
            await audit.note(session, visit.staff, "webhook_made", webhook=made.id, events=made.events)
    except (ApiError, ValidationError) as error:
        return await shown_again(visit, "new", error, show=_all, typed=form.typed)
    return _secret(visit, made.id, made.secret)


@router.get("/{webhook_id}")
async def webhook_page(visit: AdminVisit, webhook_id: RowId, before: Before = None) -> Response:
    """Show one webhook and what it was told."""
    return await _one(visit, webhook_id, before=before)


@router.post("/{webhook_id}")
async def change(visit: AdminVisit, webhook_id: RowId, form: Annotated[WebhookForm, Form()]) -> Response:
    """Change where a webhook leads, and what it is told."""

    async def work(session: AsyncSession) -> None:
        new = NewWebhook(url=form.url.strip(), events=form.event)
        await _change(visit, session, webhook_id, WebhookChange(url=new.url or " ", events=new.events))

    return await _attempt(visit, webhook_id, "change", work, typed=form.typed)


@router.post("/{webhook_id}/use")
async def use(visit: AdminVisit, webhook_id: RowId, active: Annotated[bool, Form()] = False) -> Response:
    """Switch a webhook off, or on again."""

    async def work(session: AsyncSession) -> None:
        await _change(visit, session, webhook_id, WebhookChange(active=active))

    return await _attempt(visit, webhook_id, "use", work)


@router.post("/{webhook_id}/secret")
async def new_secret(visit: AdminVisit, webhook_id: RowId) -> Response:
    """Sign with another secret from now on, and show it this once."""
    async with visit.services.database.writing() as session:
        made = await webhooks.new_secret(session, webhook_id)
        await audit.note(session, visit.staff, "webhook_secret_made", webhook=webhook_id)
    return _secret(visit, webhook_id, made.secret)


@router.post("/{webhook_id}/test")
async def try_out(visit: AdminVisit, webhook_id: RowId) -> Response:
    """Tell a webhook something harmless."""

    async def work(session: AsyncSession) -> None:
        await webhooks.send_test(session, webhook_id)

    return await _attempt(visit, webhook_id, "log", work, news="tested")


@router.post("/{webhook_id}/remove")
async def remove(visit: AdminVisit, webhook_id: RowId) -> Response:
    """Remove a webhook and the log of what it was told."""

    async def work(session: AsyncSession) -> None:
        await webhooks.remove(session, webhook_id)
        await audit.note(session, visit.staff, "webhook_removed", webhook=webhook_id)

    return await attempt(visit, "", work, show=_all, to="/settings/webhooks", news="removed")


@router.post("/{webhook_id}/deliveries/{delivery_id}/again")
async def repeat(visit: AdminVisit, webhook_id: RowId, delivery_id: RowId) -> Response:
    """Tell a webhook something again, under the same id."""

    async def work(session: AsyncSession) -> None:
        await webhooks.deliver_again(session, webhook_id, delivery_id)
        await audit.note(session, visit.staff, "webhook_repeated", webhook=webhook_id, delivery=delivery_id)

    return await _attempt(visit, webhook_id, "log", work, news="repeated")


async def _change(visit: Visit, session: AsyncSession, webhook_id: int, changes: WebhookChange) -> None:
    plain_http = visit.services.settings.demo
    changed = await webhooks.change(session, webhook_id, changes, plain_http=plain_http)
    await audit.note(session, visit.staff, "webhook_changed", webhook=webhook_id, active=changed.active)


async def _attempt(
    visit: Visit,
    webhook_id: int,
    form: str,
    work: Work,
    *,
    news: str = "saved",
    typed: dict[str, object] | None = None,
) -> Response:
    async def show(visit: Visit, *, refused: Refused | None = None) -> Response:
        return await _one(visit, webhook_id, refused=refused)

    to = f"/settings/webhooks/{webhook_id}"
    return await attempt(visit, form, work, show=show, to=to, news=news, typed=typed)


async def _all(visit: Visit, *, refused: Refused | None = None) -> Response:
    async with visit.services.database.reading() as session:
        shown = await views.integrations(session, visit.services.settings, language=visit.t.language)
    return page(visit, "webhooks", refused=refused, kept=shown.webhooks, events=shown.events)


async def _one(
    visit: Visit, webhook_id: int, *, before: int | None = None, refused: Refused | None = None
) -> Response:
    language = visit.t.language
    async with visit.services.database.reading() as session:
        shown = await views.integrations(session, visit.services.settings, language=language)
        one = next((each for each in shown.webhooks if each.id == webhook_id), None)
        if one is None:
            raise WebhookNotFound
        log = await views.log(session, webhook_id, before=before, language=language)
    return page(
        visit,
        "webhook",
        refused=refused,
        path=f"/settings/webhooks/{webhook_id}",
        one=one,
        log=log,
        older=before is not None,
        events=shown.events,
    )


def _secret(visit: Visit, webhook_id: int, secret: str) -> Response:
    back = f"/settings/webhooks/{webhook_id}"
    return page(visit, "secret", path="/settings/webhooks", kind="webhook", secret=secret, back=back)
