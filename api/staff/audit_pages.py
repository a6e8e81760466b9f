"""The audit trail for administrators: a page with filters, and the same entries as CSV."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import CatalogNow, ReadSession, WriteSession
from api.staff import audit
from api.staff.audit_trail import Asked, trail, trail_csv
from api.staff.dependencies import require_login
from api.staff.door import PAGES
from api.staff.moments import Moments
from api.staff.permissions import who_may
from api.staff.schemas import Login
from api.theme.headers import protect

router = APIRouter(prefix="/audit", include_in_schema=False)
Auditor = Annotated[Login, Depends(require_login(*who_may("read_audit")))]
_Text = Annotated[str, Query(max_length=64)]


async def asked(
    person: _Text = "",
    action: _Text = "",
    conversation: _Text = "",
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    last: Annotated[str, Query(alias="to", max_length=10)] = "",
    before: _Text = "",
) -> Asked:
    """Return what the address asks for; a form sends its empty fields too, and what cannot be read is any."""
    return Asked(
        person=_number(person),
        action=action or None,
        conversation=conversation.strip() or None,
        first=_day(first),
        last=_day(last),
        before=_number(before),
    )


AskedNow = Annotated[Asked, Depends(asked)]


@router.get("")
async def audit_page(
    request: Request, login: Auditor, session: ReadSession, catalog: CatalogNow, asked: AskedNow
) -> Response:
    """Show who saw and did what."""
    t = PAGES.wording(request)
    found = await trail(session, asked, zone=ZoneInfo(catalog.hours.timezone), t=t)
    kept = urlencode(asked.query())
    return PAGES.page(
        request,
        "audit.html",
        viewer=login.viewer,
        section="audit",
        trail=found,
        asked=asked,
        moments=Moments(catalog, t),
        here=f"{kept}&" if kept else "",
        file=f"/audit/trail.csv?{kept}",
        older=f"/audit?{urlencode(asked.query() | {'before': str(found.older)})}" if found.older else None,
    )


@router.get("/trail.csv")
async def audit_file(
    request: Request, login: Auditor, session: WriteSession, catalog: CatalogNow, asked: AskedNow
) -> Response:
    """Download the entries; that is noted too."""
    t = PAGES.wording(request)
    text = await trail_csv(session, asked, zone=ZoneInfo(catalog.hours.timezone), t=t)
    await audit.note(session, login.staff, "exported", what="audit_trail")
    response = Response(text, media_type="text/csv; charset=utf-8")
    protect(response)
    response.headers["Content-Disposition"] = 'attachment; filename="audit-trail.csv"'
    return response


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None
