"""Everybody's own two-step login: setting it up, its spare codes, and going without it again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from api.dependencies import ReadSession, ServicesNow, SettingsNow, WriteSession
from api.settings import Settings
from api.staff import second_steps, two_factor
from api.staff.account_pages import OwnLogin
from api.staff.attempts import Attempts
from api.staff.dependencies import require_login
from api.staff.door import PAGES
from api.staff.errors import SecondFactorOn, SecondFactorRequired, TooManyAttempts, WrongCode
from api.staff.permissions import HOME, who_may
from api.staff.repository import account as account_now
from api.staff.schemas import Login

router = APIRouter(prefix="/account/two-factor", include_in_schema=False)
# Whoever still has to set it up gets this far, and no further.
UnreadyLogin = Annotated[Login, Depends(require_login(*who_may("keep_own_account"), second_step=False))]


@router.get("")
async def two_factor_page(
    request: Request, login: UnreadyLogin, session: ReadSession, settings: SettingsNow
) -> Response:
    """Show what to scan, or where two-step login stands."""
    return await _two_factor(request, login, session, settings)


@router.post("/begin")
async def begin_two_factor(login: UnreadyLogin, session: WriteSession, settings: SettingsNow) -> Response:
    """Make a new secret to scan."""
    try:
        await two_factor.begin(session, login.staff.id, settings=settings)
    except SecondFactorOn:
        return _to_two_factor()
    return _to_two_factor()


@router.post("/confirm")
async def confirm_two_factor(
    request: Request,
    login: UnreadyLogin,
    services: ServicesNow,
    settings: SettingsNow,
    code: Annotated[str, Form()] = "",
) -> Response:
    """Turn two-step login on, and show the spare codes once."""
    try:
        _count(request, login)
        async with services.database.writing() as session:
            codes = await two_factor.confirm(session, login.staff.id, code, settings=settings)
    except SecondFactorOn:
        return _to_two_factor()
    except (WrongCode, TooManyAttempts) as error:
        return await _failed(request, login, services, settings, error)
    _forget_count(request, login)
    return _spare_codes(request, login, codes, first=True)


@router.post("/spare-codes")
async def make_spare_codes(
    request: Request,
    login: OwnLogin,
    services: ServicesNow,
    settings: SettingsNow,
    code: Annotated[str, Form()] = "",
) -> Response:
    """Make new spare codes, and show them once."""
    try:
        _count(request, login)
        async with services.database.writing() as session:
            codes = await two_factor.new_spare_codes(session, login.staff.id, code, settings=settings)
    except (WrongCode, TooManyAttempts) as error:
        return await _failed(request, login, services, settings, error)
    _forget_count(request, login)
    return _spare_codes(request, login, codes, first=False)


@router.post("/off")
async def two_factor_off(
    request: Request,
    login: OwnLogin,
    services: ServicesNow,
    settings: SettingsNow,
    code: Annotated[str, Form()] = "",
) -> Response:
    """Turn two-step login off."""
    try:
        _count(request, login)
        async with services.database.writing() as session:
            await two_factor.turn_off(session, login.staff.id, code, settings=settings)
    except SecondFactorRequired:
        return _to_two_factor()
    except (WrongCode, TooManyAttempts) as error:
        return await _failed(request, login, services, settings, error)
    _forget_count(request, login)
    return RedirectResponse("/account?news=two_factor_off", 303, {"Cache-Control": "no-store"})


async def _two_factor(
    request: Request,
    login: Login,
    session: AsyncSession,
    settings: Settings,
    *,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    staff = await account_now(session, login.staff.id)
    on = staff.totp_confirmed_at is not None
    secret = None if on else two_factor.secret_of(staff, settings=settings)
    return PAGES.page(
        request,
        "two_factor.html",
        viewer=login.viewer,
        status=status,
        on=on,
        secret=two_factor.in_groups(secret) if secret else None,
        qr_code=two_factor.qr_code(secret, email=staff.email) if secret else None,
        spare_codes_left=await second_steps.spare_codes_left(session, staff.id),
        required=settings.require_two_factor,
        problem=problem,
    )


async def _failed(
    request: Request,
    login: Login,
    services: ServicesNow,
    settings: Settings,
    error: WrongCode | TooManyAttempts,
) -> Response:
    problem = "code" if isinstance(error, WrongCode) else "wait"
    async with services.database.reading() as session:
        return await _two_factor(
            request, login, session, settings, problem=problem, status=422 if problem == "code" else 429
        )


def _spare_codes(request: Request, login: Login, codes: list[str], *, first: bool) -> Response:
    home = HOME[login.staff.role]
    return PAGES.page(request, "spare_codes.html", viewer=login.viewer, codes=codes, first=first, home=home)


def _count(request: Request, login: Login) -> None:
    attempts: Attempts = request.app.state.login_attempts
    wait = attempts.begin((f"code:{login.staff.id}",))
    if wait:
        raise TooManyAttempts(wait)


def _forget_count(request: Request, login: Login) -> None:
    attempts: Attempts = request.app.state.login_attempts
    attempts.succeeded((f"code:{login.staff.id}",))


def _to_two_factor() -> Response:
    return RedirectResponse("/account/two-factor", 303, {"Cache-Control": "no-store"})
