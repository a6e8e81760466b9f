"""Everybody's own account: name, language, password, and where they are signed in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from api.dependencies import CatalogNow, ReadSession, ServicesNow, SettingsNow, WriteSession
from api.settings import Settings
from api.staff import account, second_steps
from api.staff.attempts import Attempts
from api.staff.dependencies import require_login
from api.staff.door import PAGES
from api.staff.errors import TooManyAttempts, Unfit, WeakPassword, WrongPassword
from api.staff.moments import Moments
from api.staff.password_rules import MIN_LENGTH
from api.staff.permissions import who_may
from api.staff.repository import account as account_now
from api.staff.schemas import Login
from api.theme.language import LANGUAGE_COOKIE
from bot.catalog import Catalog

router = APIRouter(prefix="/account", include_in_schema=False)
OwnLogin = Annotated[Login, Depends(require_login(*who_may("keep_own_account")))]
_NEWS = frozenset({"profile", "password", "sessions", "two_factor_off"})


@router.get("")
async def account_page(
    request: Request,
    login: OwnLogin,
    session: ReadSession,
    settings: SettingsNow,
    catalog: CatalogNow,
    news: str = "",
) -> Response:
    """Show one's account."""
    shown = news if news in _NEWS else None
    return await _account(request, login, session, settings, catalog, news=shown)


@router.post("/profile")
async def save_profile(
    request: Request,
    login: OwnLogin,
    session: WriteSession,
    settings: SettingsNow,
    catalog: CatalogNow,
    name: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
) -> Response:
    """Change name and language."""
    try:
        await account.change_profile(session, login.staff.id, name=name, language=language)
    except Unfit:
        return await _account(
            request, login, session, settings, catalog, problem=("profile", "name"), status=422
        )
    response = _back("profile")
    # A cookie from an earlier choice would come before the browser's wish.
    response.delete_cookie(LANGUAGE_COOKIE, path="/")
    return response


@router.post("/password")
async def save_password(
    request: Request,
    login: OwnLogin,
    services: ServicesNow,
    settings: SettingsNow,
    catalog: CatalogNow,
    present: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Change the password."""
    attempts: Attempts = request.app.state.login_attempts
    try:
        await account.change_password(services.database, attempts, login, present=present, wanted=password)
    except WrongPassword:
        problem, status = "wrong", 422
    except WeakPassword as error:
        problem, status = error.weakness, 422
    except TooManyAttempts:
        problem, status = "wait", 429
    else:
        return _back("password")
    async with services.database.reading() as session:
        return await _account(
            request, login, session, settings, catalog, problem=("password", problem), status=status
        )


@router.post("/sessions/end")
async def end_session(
    login: OwnLogin, session: WriteSession, id: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """End one session of one's own."""
    await account.end_session(session, login, id)
    return _back("sessions")


@router.post("/sessions/end-others")
async def end_other_sessions(login: OwnLogin, session: WriteSession) -> Response:
    """End all one's sessions but this."""
    await account.end_other_sessions(session, login)
    return _back("sessions")


async def _account(
    request: Request,
    login: Login,
    session: AsyncSession,
    settings: Settings,
    catalog: Catalog,
    *,
    news: str | None = None,
    problem: tuple[str, str] | None = None,
    status: int = 200,
) -> Response:
    # The name in the header is the one just saved.
    staff = await account_now(session, login.staff.id)
    return PAGES.page(
        request,
        "account.html",
        viewer=login.viewer,
        status=status,
        staff=staff,
        sessions=await account.signed_in(session, login),
        spare_codes_left=await second_steps.spare_codes_left(session, staff.id),
        moments=Moments(catalog, PAGES.wording(request)),
        least=MIN_LENGTH,
        news=news,
        problem=problem,
        required=settings.require_two_factor,
    )


def _back(news: str) -> Response:
    return RedirectResponse(f"/account?news={news}", 303, {"Cache-Control": "no-store"})
