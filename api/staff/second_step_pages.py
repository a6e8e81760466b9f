"""The question for a code, after the password or the provider."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from api.dependencies import ServicesNow, SettingsNow
from api.settings import Settings
from api.staff.browsers import browser_of
from api.staff.dependencies import SESSION_COOKIE
from api.staff.door import PENDING_COOKIE, door_page, from_here, go_in
from api.staff.errors import LoginExpired, TooManyAttempts, WrongCode
from api.staff.logging_in import log_in_with_code, pending_is_fresh
from api.staff.paths import local_path

router = APIRouter(prefix="/login/code", include_in_schema=False)
_EXPIRED = "/login?news=expired"


@router.get("")
async def code_page(
    request: Request, services: ServicesNow, settings: SettingsNow, next: str = ""
) -> Response:
    """Ask for the code, as long as the first step is fresh."""
    if not pending_is_fresh(services, request.cookies.get(PENDING_COOKIE, "")):
        return RedirectResponse(_EXPIRED, 303)
    return _page(request, settings, wanted=next)


@router.post("")
async def check_code(
    request: Request,
    services: ServicesNow,
    settings: SettingsNow,
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Check the code and open a session."""
    if not await from_here(request):
        return _page(request, settings, wanted=next, problem="stale", status=403)
    try:
        opened = await log_in_with_code(
            services,
            request.app.state.login_attempts,
            pending=request.cookies.get(PENDING_COOKIE, ""),
            code=code,
            browser=browser_of(request),
            replaces=request.cookies.get(SESSION_COOKIE),
        )
    except LoginExpired:
        return RedirectResponse(_EXPIRED, 303)
    except WrongCode as error:
        return _page(request, settings, wanted=next, problem="code", status=error.status)
    except TooManyAttempts as error:
        page = _page(request, settings, wanted=next, problem="wait", status=error.status)
        page.headers["Retry-After"] = str(error.wait_seconds)
        return page
    return go_in(request, settings, opened, wanted=next)


def _page(
    request: Request, settings: Settings, *, wanted: str, problem: str | None = None, status: int = 200
) -> Response:
    onward = local_path(wanted, otherwise="")
    return door_page(request, "code.html", settings, status=status, next=onward, problem=problem)
