"""Who is asking: the staff member behind a request, with the right role and no forged form.

`require_role(*who_may("converse"))` gives the account; `require_login(...)` the whole login, for pages.
"""

import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from api.dependencies import ServicesNow
from api.staff import account, service
from api.staff.errors import CsrfMismatch, LoginRedirect, NotLoggedIn, SecondFactorMissing, WrongRole
from api.staff.models import Staff
from api.staff.permissions import known_roles
from api.staff.schemas import Login
from api.theme.language import asked_language, prefer

SESSION_COOKIE = "kd_session"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def optional_login(request: Request, services: ServicesNow) -> Login | None:
    """Return the login behind the request's cookie, None where there is none.

    Pages from here on are in the language of the account; one that is asked for by the address is kept there.
    """
    token = request.cookies.get(SESSION_COOKIE)
    login = await service.current_login(services.database, token) if token else None
    if login is None:
        return None
    asked = asked_language(request)
    if asked and asked != login.staff.language:
        await account.remember_language(services.database, login.staff.id, asked)
    prefer(request, asked or login.staff.language)
    return login


LoginIfAny = Annotated[Login | None, Depends(optional_login)]


def require_login(*roles: str, second_step: bool = True) -> Callable[..., Awaitable[Login]]:
    """Return a dependency that lets in only staff with one of `roles` (any, if none is named).

    With `second_step`, those who lack it where the installation asks for it are led to set it up first.
    Without a login a page leads to the login page and an API call answers 401; with another role both answer
    403. An unsafe method must bring the session's token in the header `X-CSRF-Token` or the form field
    `csrf_token`.
    """

    allowed = known_roles(roles)

    async def dependency(request: Request, login: LoginIfAny, services: ServicesNow) -> Login:
        if login is None:
            raise _not_logged_in(request)
        if allowed and login.staff.role not in allowed:
            raise WrongRole
        needed = second_step and services.settings.require_two_factor
        if needed and login.staff.totp_confirmed_at is None:
            raise SecondFactorMissing
        if request.method not in _SAFE_METHODS and not same_token(await sent_token(request), login.csrf):
            raise CsrfMismatch
        return login

    return dependency


def require_role(*roles: str) -> Callable[..., Awaitable[Staff]]:
    """Return a dependency as `require_login`, giving the account only."""

    async def dependency(login: Annotated[Login, Depends(require_login(*roles))]) -> Staff:
        return login.staff

    return dependency


async def sent_token(request: Request) -> str:
    """Return the token that came with an unsafe request, empty if none did."""
    header = request.headers.get(CSRF_HEADER)
    if header is not None:
        return header
    if not request.headers.get("content-type", "").startswith(_FORMS):
        return ""
    value = (await request.form()).get(CSRF_FIELD)
    return value if isinstance(value, str) else ""


def same_token(one: str, other: str) -> bool:
    """Compare two tokens in a time that does not depend on where they differ."""
    return secrets.compare_digest(one.encode(), other.encode())


def _not_logged_in(request: Request) -> NotLoggedIn | LoginRedirect:
    if request.url.path.startswith("/api/"):
        return NotLoggedIn()
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return LoginRedirect(f"/login?next={quote(wanted, safe='/')}" if request.method == "GET" else "/login")
