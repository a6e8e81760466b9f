"""The login page of all roles, and logging out."""

import secrets
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Form, Request, Response
from starlette.responses import JSONResponse, RedirectResponse

from api.dependencies import ServicesNow, SettingsNow, WriteSession
from api.errors import error_body
from api.settings import Settings
from api.staff import service
from api.staff.attempts import Attempts
from api.staff.dependencies import SESSION_COOKIE, LoginIfAny, require_login, same_token
from api.staff.errors import TooManyAttempts, WrongCredentials, WrongRole
from api.staff.paths import local_path
from api.staff.schemas import HOME, Login
from api.theme.pages import Pages

LOGIN_CSRF_COOKIE = "kd_login"
PAGES = Pages(Path(__file__).parent)

router = APIRouter(include_in_schema=False)


def install(app: FastAPI) -> None:
    """Give `app` the login page, its memory of failed logins, and a page for those with another role."""
    app.state.login_attempts = Attempts()
    app.include_router(router)

    @app.exception_handler(WrongRole)
    async def wrong_role(request: Request, error: WrongRole) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse(error_body(error.code, error.message), error.status)
        return PAGES.page(request, "wrong_role.html", viewer=None, status=error.status)


@router.get("/login")
async def login_page(request: Request, login: LoginIfAny, settings: SettingsNow, next: str = "") -> Response:
    """Show the login page, or go on for those who are logged in."""
    if login is not None:
        return RedirectResponse(local_path(next, otherwise=HOME[login.staff.role]), 303)
    return _login_page(request, settings, wanted=next)


@router.post("/login")
async def log_in(
    request: Request,
    services: ServicesNow,
    settings: SettingsNow,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
    csrf_token: Annotated[str, Form()] = "",
) -> Response:
    """Check the account and open a session."""
    expected = request.cookies.get(LOGIN_CSRF_COOKIE, "")
    if not expected or not same_token(csrf_token, expected):
        return _login_page(request, settings, wanted=next, email=email, problem="stale", status=403)
    try:
        opened = await service.log_in(
            services.database,
            request.app.state.login_attempts,
            email=email,
            password=password,
            address=request.client.host if request.client else "",
            replaces=request.cookies.get(SESSION_COOKIE),
        )
    except WrongCredentials as error:
        return _login_page(request, settings, wanted=next, email=email, problem="wrong", status=error.status)
    except TooManyAttempts as error:
        page = _login_page(request, settings, wanted=next, email=email, problem="wait", status=error.status)
        page.headers["Retry-After"] = str(error.wait_seconds)
        return page
    response = RedirectResponse(local_path(next, otherwise=HOME[opened.staff.role]), 303)
    response.headers["Cache-Control"] = "no-store"
    _set_cookie(response, SESSION_COOKIE, opened.token, request, settings)
    response.delete_cookie(LOGIN_CSRF_COOKIE, path="/login")
    return response


@router.post("/logout")
async def log_out(login: Annotated[Login, Depends(require_login())], session: WriteSession) -> Response:
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
    status: int = 200,
) -> Response:
    token = secrets.token_urlsafe(32)
    page = PAGES.page(
        request,
        "login.html",
        viewer=None,
        status=status,
        csrf=token,
        next=local_path(wanted, otherwise=""),
        email=email,
        problem=problem,
        demo=settings.demo,
    )
    _set_cookie(page, LOGIN_CSRF_COOKIE, token, request, settings, path="/login")
    return page


def _set_cookie(
    response: Response, name: str, value: str, request: Request, settings: Settings, *, path: str = "/"
) -> None:
    response.set_cookie(
        name,
        value,
        path=path,
        httponly=True,
        samesite="lax",
        secure=settings.behind_https or request.url.scheme == "https",
    )
