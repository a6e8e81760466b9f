"""The way in and out, and all pages about people, put into the app."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Form, Request, Response
from starlette.responses import JSONResponse, RedirectResponse

from api.dependencies import ServicesNow, SettingsNow, WriteSession
from api.errors import error_body
from api.settings import Settings
from api.staff import (
    account_pages,
    audit_pages,
    link_pages,
    people_pages,
    second_step_pages,
    service,
    sign_on_pages,
    two_factor_pages,
)
from api.staff.attempts import Attempts
from api.staff.browsers import browser_of
from api.staff.dependencies import SESSION_COOKIE, LoginIfAny, require_login
from api.staff.door import PAGES, door_page, from_here, go_in
from api.staff.errors import SecondFactorMissing, TooManyAttempts, WrongCredentials, WrongRole
from api.staff.logging_in import log_in as let_in
from api.staff.paths import local_path
from api.staff.provider import OpenIdProvider
from api.staff.schemas import HOME, Login
from api.theme.endpoints import mount_static

# What a page that led here may have to say.
_NEWS = frozenset(
    {"password", "expired", "stale", "denied", "token", "unverified", "unknown", "inactive", "away"}
)
_GOOD_NEWS = frozenset({"password"})

router = APIRouter(include_in_schema=False)


def install(app: FastAPI, settings: Settings) -> None:
    """Give `app` the pages about people, its memory of failures, and a page for those with another role."""
    app.state.login_attempts = Attempts()
    app.state.link_attempts = Attempts(window_seconds=900.0)
    app.state.provider = OpenIdProvider(settings) if settings.oidc_issuer else None
    mount_static(app, "staff", Path(__file__).parent)
    for pages in (
        router,
        second_step_pages.router,
        link_pages.router,
        sign_on_pages.router,
        account_pages.router,
        two_factor_pages.router,
        people_pages.router,
        audit_pages.router,
    ):
        app.include_router(pages)

    @app.exception_handler(WrongRole)
    async def wrong_role(request: Request, error: WrongRole) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse(error_body(error.code, error.message), error.status)
        return PAGES.page(request, "wrong_role.html", viewer=None, status=error.status)

    @app.exception_handler(SecondFactorMissing)
    async def second_factor_missing(request: Request, error: SecondFactorMissing) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse(error_body(error.code, error.message), error.status)
        return RedirectResponse("/account/two-factor", 303, {"Cache-Control": "no-store"})


@router.get("/login")
async def login_page(
    request: Request, login: LoginIfAny, settings: SettingsNow, next: str = "", news: str = ""
) -> Response:
    """Show the login page, or go on for those who are logged in."""
    if login is not None:
        return RedirectResponse(local_path(next, otherwise=HOME[login.staff.role]), 303)
    return _login_page(request, settings, wanted=next, news=news if news in _NEWS else None)


@router.post("/login")
async def log_in(
    request: Request,
    services: ServicesNow,
    settings: SettingsNow,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Check the account; open a session, or ask for the code."""
    if not await from_here(request):
        return _login_page(request, settings, wanted=next, email=email, problem="stale", status=403)
    try:
        opened = await let_in(
            services,
            request.app.state.login_attempts,
            email=email,
            password=password,
            browser=browser_of(request),
            replaces=request.cookies.get(SESSION_COOKIE),
        )
    except WrongCredentials as error:
        return _login_page(request, settings, wanted=next, email=email, problem="wrong", status=error.status)
    except TooManyAttempts as error:
        page = _login_page(request, settings, wanted=next, email=email, problem="wait", status=error.status)
        page.headers["Retry-After"] = str(error.wait_seconds)
        return page
    return go_in(request, settings, opened, wanted=next)


@router.post("/logout")
async def log_out(
    login: Annotated[Login, Depends(require_login(second_step=False))], session: WriteSession
) -> Response:
    """End the session and go back to the login page."""
    await service.log_out(session, login)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


def _login_page(
    request: Request,
    settings: Settings,
    *,
    wanted: str,
    email: str = "",
    problem: str | None = None,
    news: str | None = None,
    status: int = 200,
) -> Response:
    return door_page(
        request,
        "login.html",
        settings,
        status=status,
        next=local_path(wanted, otherwise=""),
        email=email,
        problem=problem,
        news=news,
        good=news in _GOOD_NEWS,
        demo=settings.demo,
        sign_on=settings.oidc_name if settings.oidc_issuer else None,
    )
