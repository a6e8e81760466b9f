"""What the pages before the login share: a form token of their own, and the session cookie once somebody is in.

Nobody has a session there yet, so a form is held against a cookie that only these pages get.
"""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from api.settings import Settings
from api.staff.dependencies import CSRF_FIELD, SESSION_COOKIE, same_token
from api.staff.logging_in import CODE_WITHIN, CodeNeeded
from api.staff.paths import local_path
from api.staff.permissions import HOME
from api.staff.schemas import NewSession
from api.theme.pages import Pages

DOOR = "/login"
LOGIN_CSRF_COOKIE = "kd_login"
PENDING_COOKIE = "kd_second"
PAGES = Pages(Path(__file__).parent)
_LONGEST_TOKEN = 64


def door_page(
    request: Request, template: str, settings: Settings, *, status: int = 200, **values: Any
) -> Response:
    """Render a page before the login, with a form token that fits its cookie."""
    # One token for all tabs of a browser, or the second would spoil the first.
    kept = request.cookies.get(LOGIN_CSRF_COOKIE, "")
    token = kept if len(kept) == _LONGEST_TOKEN else secrets.token_urlsafe(48)
    page = PAGES.page(request, template, viewer=None, status=status, csrf=token, **values)
    set_cookie(page, LOGIN_CSRF_COOKIE, token, request, settings, path=DOOR)
    return page


async def from_here(request: Request) -> bool:
    """Say whether a form was sent from one of these pages."""
    expected = request.cookies.get(LOGIN_CSRF_COOKIE, "")
    sent = (await request.form()).get(CSRF_FIELD)
    return bool(expected) and isinstance(sent, str) and same_token(sent, expected)


def go_in(request: Request, settings: Settings, opened: NewSession | CodeNeeded, *, wanted: str) -> Response:
    """Lead somebody to their page with a session, or to the question for a code."""
    if isinstance(opened, CodeNeeded):
        response = RedirectResponse(code_address(wanted), 303)
        seconds = int(CODE_WITHIN.total_seconds())
        set_cookie(response, PENDING_COOKIE, opened.pending, request, settings, path=DOOR, seconds=seconds)
    else:
        response = RedirectResponse(local_path(wanted, otherwise=HOME[opened.staff.role]), 303)
        set_cookie(response, SESSION_COOKIE, opened.token, request, settings)
        response.delete_cookie(LOGIN_CSRF_COOKIE, path=DOOR)
        response.delete_cookie(PENDING_COOKIE, path=DOOR)
    response.headers["Cache-Control"] = "no-store"
    return response


def code_address(wanted: str) -> str:
    """Return the address of the question for a code, which goes on to `wanted`."""
    return with_next("/login/code", wanted)


def with_next(path: str, wanted: str) -> str:
    """Return `path` with the page to go on to, where there is one on this site."""
    onward = local_path(wanted, otherwise="")
    return f"{path}?next={quote(onward, safe='/')}" if onward else path


def set_cookie(
    response: Response,
    name: str,
    value: str,
    request: Request,
    settings: Settings,
    *,
    path: str = "/",
    seconds: int | None = None,
) -> None:
    """Set a cookie that scripts and other sites do not get."""
    response.set_cookie(
        name,
        value,
        path=path,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=settings.behind_https or request.url.scheme == "https",
    )


def public_address(request: Request, settings: Settings) -> str:
    """Return where this site is, for a link shown to somebody who is logged in."""
    return settings.public_url or str(request.base_url).rstrip("/")
