"""The pages behind links: accepting an invitation, asking for a new password, choosing one."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response
from starlette.responses import RedirectResponse

from api.dependencies import ReadSession, ServicesNow, SettingsNow, WriteSession
from api.settings import Settings
from api.staff import letters, links
from api.staff.browsers import browser_of
from api.staff.door import PAGES, door_page, from_here, go_in
from api.staff.errors import LinkUsed, Unfit, WeakPassword
from api.staff.models import StaffLink
from api.staff.password_rules import MIN_LENGTH
from api.theme.language import staff_language

router = APIRouter(prefix="/login", include_in_schema=False)
Token = Annotated[str, Path(max_length=64)]


@router.get("/forgotten")
async def forgotten_page(request: Request, settings: SettingsNow) -> Response:
    """Ask whose password is forgotten."""
    return _forgotten(request, settings)


@router.post("/forgotten")
async def send_link(
    request: Request,
    settings: SettingsNow,
    session: WriteSession,
    email: Annotated[str, Form()] = "",
) -> Response:
    """Send a link to whoever owns the address, and say the same to everybody."""
    if not letters.mail_is_set_up(settings):
        return _forgotten(request, settings)
    if not await from_here(request):
        return _forgotten(request, settings, problem="stale", status=403)
    sent = letters.send_password_link(
        session,
        request.app.state.link_attempts,
        email=email,
        address=browser_of(request).address,
        settings=settings,
        wordings=PAGES.wordings,
        language=staff_language(request),
    )
    if not await sent:
        return _forgotten(request, settings, problem="wait", status=429)
    return _forgotten(request, settings, done=True)


@router.get("/invitation/{token}")
async def invitation_page(
    request: Request, settings: SettingsNow, session: ReadSession, token: Token
) -> Response:
    """Show somebody what they are invited to, and ask for name and password."""
    try:
        link = await links.open_link(session, "invitation", token)
    except LinkUsed:
        return _worthless(request, settings, "invitation")
    return _invitation(request, settings, link)


@router.post("/invitation/{token}")
async def accept(
    request: Request,
    settings: SettingsNow,
    services: ServicesNow,
    token: Token,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Make the account and log in."""
    try:
        async with services.database.reading() as session:
            link = await links.open_link(session, "invitation", token)
        if not await from_here(request):
            return _invitation(request, settings, link, name=name, problem="stale", status=403)
        opened = await links.accept_invitation(
            services.database,
            token,
            name=name,
            password=password,
            language=staff_language(request),
            browser=browser_of(request),
        )
    except LinkUsed:
        return _worthless(request, settings, "invitation")
    except WeakPassword as error:
        return _invitation(request, settings, link, name=name, problem=error.weakness, status=error.status)
    except Unfit as error:
        return _invitation(request, settings, link, name=name, problem="name", status=error.status)
    return go_in(request, settings, opened, wanted="")


@router.get("/password/{token}")
async def password_page(
    request: Request, settings: SettingsNow, session: ReadSession, token: Token
) -> Response:
    """Ask the owner of a link for a new password."""
    try:
        link = await links.open_link(session, "password", token)
    except LinkUsed:
        return _worthless(request, settings, "password")
    return _password(request, settings, link)


@router.post("/password/{token}")
async def choose(
    request: Request,
    settings: SettingsNow,
    services: ServicesNow,
    token: Token,
    password: Annotated[str, Form()] = "",
) -> Response:
    """Change the password and go to the login page."""
    try:
        async with services.database.reading() as session:
            link = await links.open_link(session, "password", token)
        if not await from_here(request):
            return _password(request, settings, link, problem="stale", status=403)
        await links.choose_password(services.database, token, password=password)
    except LinkUsed:
        return _worthless(request, settings, "password")
    except WeakPassword as error:
        return _password(request, settings, link, problem=error.weakness, status=error.status)
    return RedirectResponse("/login?news=password", 303, {"Cache-Control": "no-store"})


def _forgotten(
    request: Request,
    settings: Settings,
    *,
    done: bool = False,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    by_mail = letters.mail_is_set_up(settings)
    return door_page(
        request, "forgotten.html", settings, status=status, by_mail=by_mail, done=done, problem=problem
    )


def _invitation(
    request: Request,
    settings: Settings,
    link: StaffLink,
    *,
    name: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    return door_page(
        request,
        "invitation.html",
        settings,
        status=status,
        email=link.email,
        role=link.role,
        name=name,
        problem=problem,
        least=MIN_LENGTH,
    )


def _password(
    request: Request, settings: Settings, link: StaffLink, *, problem: str | None = None, status: int = 200
) -> Response:
    return door_page(
        request,
        "new_password.html",
        settings,
        status=status,
        email=link.email,
        problem=problem,
        least=MIN_LENGTH,
    )


def _worthless(request: Request, settings: Settings, purpose: str) -> Response:
    return door_page(request, "link_used.html", settings, status=410, purpose=purpose)
