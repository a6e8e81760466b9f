"""Settings for other systems: the keys they ask with, and how e-mail is doing."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Path, Response
from pydantic import BaseModel, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.console import integration_views as views
from api.console.settings_frame import AdminVisit, Refused, Visit, attempt, page, shown_again
from api.db import now
from api.errors import ApiError
from api.staff import audit
from api.tokens import service as tokens
from api.tokens.schemas import NewToken

router = APIRouter(prefix="/settings", include_in_schema=False)
RowId = Annotated[int, Path(ge=1, le=2_000_000_000)]


class ExpiryPassed(ApiError):
    """A key that has run out before it was made is good for nothing."""

    code = "expiry_passed"
    status = 422
    message = "Choose a day to come."

    def __init__(self) -> None:
        super().__init__(fields={"expires_on": self.message})


class KeyForm(BaseModel):
    """A key as it was typed; it is good to the end of the day it runs out on."""

    name: str = ""
    scope: list[str] = []
    expires_on: str = ""

    def checked(self, zone: ZoneInfo) -> NewToken:
        """Return the key to be made.

        Raises:
            ValidationError, ExpiryPassed: Something is wrong with it.
        """
        return NewToken.model_validate(
            {"name": self.name, "scopes": self.scope, "expires_at": _end_of(self.expires_on, zone)}
        )


@router.get("/keys")
async def keys_page(visit: AdminVisit) -> Response:
    """Show every key, those that are no longer good as well."""
    return await _keys(visit)


@router.post("/keys")
async def make_key(visit: AdminVisit, form: Annotated[KeyForm, Form()]) -> Response:
    """Make a key, and show it this once."""
    try:
        new = form.checked(ZoneInfo(visit.labels.catalog.hours.timezone))
        async with visit.services.database.writing() as session:
            made = await tokens.make(session, new, made_by=visit.staff.id)
            await audit.note(session, visit.staff, "token_made", key=made.id, scopes=made.scopes)
    except (ApiError, ValidationError) as error:
        return await shown_again(visit, "new", error, show=_keys, typed=form.model_dump())
    return page(visit, "secret", path="/settings/keys", kind="key", secret=made.token, back="/settings/keys")


@router.post("/keys/{token_id}/revoke")
async def revoke_key(visit: AdminVisit, token_id: RowId) -> Response:
    """Make a key good for nothing."""

    async def work(session: AsyncSession) -> None:
        await tokens.revoke(session, token_id)
        await audit.note(session, visit.staff, "token_revoked", key=token_id)

    return await attempt(visit, "", work, show=_keys, to="/settings/keys", news="revoked")


@router.get("/mail")
async def mail_page(visit: AdminVisit) -> Response:
    """Show how e-mail is doing."""
    return await _mail(visit)


@router.post("/mail/test")
async def send_test_mail(visit: AdminVisit) -> Response:
    """Have an e-mail sent to oneself."""

    async def work(session: AsyncSession) -> None:
        await views.send_test_mail(session, visit.staff, language=visit.t.language)

    return await attempt(visit, "test", work, show=_mail, to="/settings/mail", news="tested")


async def _keys(visit: Visit, *, refused: Refused | None = None) -> Response:
    async with visit.services.database.reading() as session:
        shown = await views.integrations(session, visit.services.settings, language=visit.t.language)
    words = {scope.name: scope.words for scope in shown.scopes}
    return page(visit, "keys", refused=refused, kept=shown.tokens, scopes=shown.scopes, words=words)


async def _mail(visit: Visit, *, refused: Refused | None = None) -> Response:
    async with visit.services.database.reading() as session:
        shown = await views.mail(session, visit.services.settings, language=visit.t.language)
    return page(visit, "mail", refused=refused, mail=shown, address=visit.staff.email)


def _end_of(day: str, zone: ZoneInfo) -> Any:
    """The moment a key runs out; None for never."""
    if not day.strip():
        return None
    try:
        chosen = date.fromisoformat(day.strip())
        end = datetime.combine(chosen + timedelta(days=1), time(), zone)
    except (ValueError, OverflowError) as error:
        raise ExpiryPassed from error
    if end <= now():
        raise ExpiryPassed
    return end
