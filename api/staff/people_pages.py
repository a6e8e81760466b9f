"""The administrator's pages: everybody with an account, and one of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from api.dependencies import CatalogNow, ReadSession, ServicesNow, SettingsNow, WriteSession
from api.mail.errors import BadAddress
from api.staff import letters, links, people
from api.staff.dependencies import require_login
from api.staff.door import PAGES, public_address
from api.staff.errors import AccountExists, NotYourself, Unfit
from api.staff.moments import Moments
from api.staff.permissions import ROLES, who_may
from api.staff.schemas import Login
from bot.catalog import Catalog

router = APIRouter(prefix="/people", include_in_schema=False)
Manager = Annotated[Login, Depends(require_login(*who_may("manage_people")))]
StaffId = Annotated[int, Path(ge=1, le=2_000_000_000)]
_NEWS = frozenset({"invited", "withdrawn", "saved", "activated", "deactivated", "sent", "signed_out", "off"})


@router.get("")
async def people_page(
    request: Request, login: Manager, session: ReadSession, catalog: CatalogNow, news: str = ""
) -> Response:
    """List everybody."""
    return await _everybody(request, login, session, catalog, news=_known(news))


@router.post("/invitations")
async def invite(
    request: Request,
    login: Manager,
    services: ServicesNow,
    settings: SettingsNow,
    catalog: CatalogNow,
    email: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
) -> Response:
    """Invite somebody: by e-mail where that is set up, else by a link to pass on."""
    base = public_address(request, settings)
    try:
        async with services.database.writing() as session:
            link = await links.invite(session, login.staff, email=email, role=people.wanted_role(role))
            if settings.smtp_url:
                t = PAGES.wording(request)
                await letters.send_invitation(session, link, base=base, by=login.staff.name, t=t)
    except (AccountExists, BadAddress, Unfit) as error:
        async with services.database.reading() as session:
            return await _everybody(
                request,
                login,
                session,
                catalog,
                problem=error.code,
                typed=(email, role),
                status=error.status,
            )
    if settings.smtp_url:
        return _to_people("invited")
    return _link_page(request, login, "invitation", letters.invitation_address(base, link), link.email)


@router.post("/invitations/withdraw")
async def withdraw(
    login: Manager, session: WriteSession, id: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """Make an invitation worthless."""
    await links.withdraw(session, login.staff, id)
    return _to_people("withdrawn")


@router.get("/{staff_id}")
async def person_page(
    request: Request,
    login: Manager,
    session: ReadSession,
    catalog: CatalogNow,
    staff_id: StaffId,
    news: str = "",
) -> Response:
    """Show one account, with everything that can be done to it."""
    return await _person(request, login, session, catalog, staff_id, news=_known(news))


@router.post("/{staff_id}")
async def change(
    request: Request,
    login: Manager,
    services: ServicesNow,
    catalog: CatalogNow,
    staff_id: StaffId,
    role: Annotated[str, Form()] = "",
    capacity: Annotated[int, Form()] = 0,
    line: Annotated[list[int], Form()] = [],  # noqa: B006  (FastAPI makes a new one for each request)
) -> Response:
    """Change role, capacity and lines."""
    try:
        async with services.database.writing() as session:
            await people.change(session, login.staff, staff_id, role=role, capacity=capacity, lines=line)
    except (Unfit, NotYourself) as error:
        problem = next(iter(error.fields or {}), error.code)
        async with services.database.reading() as session:
            return await _person(
                request, login, session, catalog, staff_id, problem=problem, status=error.status
            )
    return _to_person(staff_id, "saved")


@router.post("/{staff_id}/activate")
async def activate(login: Manager, session: WriteSession, staff_id: StaffId) -> Response:
    """Let somebody log in again."""
    await people.set_active(session, login.staff, staff_id, active=True)
    return _to_person(staff_id, "activated")


@router.post("/{staff_id}/deactivate")
async def deactivate(login: Manager, session: WriteSession, staff_id: StaffId) -> Response:
    """Let somebody log in no more."""
    await people.set_active(session, login.staff, staff_id, active=False)
    return _to_person(staff_id, "deactivated")


@router.post("/{staff_id}/password-link")
async def password_link(
    request: Request, login: Manager, session: WriteSession, settings: SettingsNow, staff_id: StaffId
) -> Response:
    """Send somebody a link to a new password, or show it to pass on."""
    base = public_address(request, settings)
    link = await people.password_link(session, login.staff, staff_id)
    if settings.smtp_url:
        await letters.send_new_password(session, link, base=base, t=PAGES.wording(request))
        return _to_person(staff_id, "sent")
    return _link_page(request, login, "password", letters.password_address(base, link), link.email)


@router.post("/{staff_id}/sign-out")
async def sign_out(login: Manager, session: WriteSession, staff_id: StaffId) -> Response:
    """End somebody's sessions."""
    await people.sign_out(session, login.staff, staff_id)
    return _to_person(staff_id, "signed_out")


@router.post("/{staff_id}/two-factor/off")
async def two_factor_off(login: Manager, session: WriteSession, staff_id: StaffId) -> Response:
    """Take the second step off somebody who lost everything."""
    await people.take_two_factor_off(session, login.staff, staff_id)
    return _to_person(staff_id, "off")


async def _everybody(
    request: Request,
    login: Login,
    session: AsyncSession,
    catalog: Catalog,
    *,
    news: str | None = None,
    problem: str | None = None,
    typed: tuple[str, str] = ("", "agent"),
    status: int = 200,
) -> Response:
    return PAGES.page(
        request,
        "people.html",
        viewer=login.viewer,
        section="people",
        status=status,
        people=await people.people(session),
        roles=ROLES,
        moments=Moments(catalog, PAGES.wording(request)),
        news=news,
        problem=problem,
        typed=typed,
    )


async def _person(
    request: Request,
    login: Login,
    session: AsyncSession,
    catalog: Catalog,
    staff_id: int,
    *,
    news: str | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    return PAGES.page(
        request,
        "person.html",
        viewer=login.viewer,
        section="people",
        status=status,
        person=await people.person(session, staff_id),
        oneself=staff_id == login.staff.id,
        roles=ROLES,
        all_lines=people.LINES,
        most=people.MOST_AT_A_TIME,
        moments=Moments(catalog, PAGES.wording(request)),
        news=news,
        problem=problem,
    )


def _link_page(request: Request, login: Login, purpose: str, link: str, email: str) -> Response:
    return PAGES.page(
        request, "link.html", viewer=login.viewer, section="people", purpose=purpose, link=link, email=email
    )


def _known(news: str) -> str | None:
    return news if news in _NEWS else None


def _to_people(news: str) -> Response:
    return RedirectResponse(f"/people?news={news}", 303, {"Cache-Control": "no-store"})


def _to_person(staff_id: int, news: str) -> Response:
    return RedirectResponse(f"/people/{staff_id}?news={news}", 303, {"Cache-Control": "no-store"})
