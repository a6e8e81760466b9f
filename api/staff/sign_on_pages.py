"""Signing on with the provider: away to it, and back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from api.dependencies import ServicesNow, SettingsNow
from api.errors import ApiError
from api.staff import sign_on
from api.staff.browsers import browser_of
from api.staff.dependencies import SESSION_COOKIE
from api.staff.door import DOOR, go_in, public_address, set_cookie
from api.staff.paths import local_path
from api.staff.provider import Provider
from api.staff.sign_on_errors import ProviderAway, SignOnRefused

router = APIRouter(prefix="/login/sign-on", include_in_schema=False)
SIGN_ON_COOKIE = "kd_sign_on"
_BACK = "/login/sign-on/back"


class NoProvider(ApiError):
    """This installation has no provider to sign on with."""

    code = "not_found"
    status = 404
    message = "There is no sign-on service here."


async def provider(request: Request) -> Provider:
    """Return the provider of this installation.

    Raises:
        NoProvider: There is none.
    """
    found: Provider | None = request.app.state.provider
    if found is None:
        raise NoProvider
    return found


ProviderNow = Annotated[Provider, Depends(provider)]


@router.get("")
async def away(request: Request, provider: ProviderNow, settings: SettingsNow, next: str = "") -> Response:
    """Send the browser to the provider."""
    back = f"{public_address(request, settings)}{_BACK}"
    try:
        address, kept = await sign_on.begin(
            provider, settings=settings, back=back, wanted=local_path(next, otherwise="")
        )
    except ProviderAway:
        return _to_login("away")
    response = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
    seconds = int(sign_on.BACK_WITHIN.total_seconds())
    set_cookie(response, SIGN_ON_COOKIE, kept, request, settings, path=DOOR, seconds=seconds)
    return response


@router.get("/back")
async def back(
    request: Request,
    provider: ProviderNow,
    services: ServicesNow,
    settings: SettingsNow,
    state: str = "",
    code: str = "",
) -> Response:
    """Let in whoever comes back."""
    try:
        opened, wanted = await sign_on.finish(
            services,
            provider,
            kept=request.cookies.get(SIGN_ON_COOKIE, ""),
            state=state,
            code=code,
            browser=browser_of(request),
            replaces=request.cookies.get(SESSION_COOKIE),
        )
    except ProviderAway:
        response = _to_login("away")
    except SignOnRefused as error:
        response = _to_login(error.reason)
    else:
        response = go_in(request, settings, opened, wanted=wanted)
    # One way back for one way there.
    response.delete_cookie(SIGN_ON_COOKIE, path=DOOR)
    return response


def _to_login(news: str) -> Response:
    return RedirectResponse(f"/login?news={news}", 303, {"Cache-Control": "no-store"})
