"""What the settings pages have in common: the list of them, and a form that is kept or shown again with what is wrong.

A form that is refused comes back as it was typed, with a sentence at each field; one that is kept leads to the page
again, so that loading it anew repeats nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from api.console.labels import Labels
from api.console.reading import PAGES, LabelsNow
from api.dependencies import ServicesNow
from api.errors import ApiError
from api.services import Services
from api.staff.dependencies import require_login
from api.staff.models import Staff
from api.staff.permissions import may, who_may
from api.staff.schemas import Login
from api.theme.texts import Wording

FOR_LEADS = ("teams", "people", "labels", "starts", "causes")
FOR_ADMINS = ("webhooks", "keys", "mail")
_NEWS = frozenset({"saved", "made", "removed", "tested", "repeated", "revoked", "merged"})
_SHOWN_AGAIN = frozenset({404, 409, 422})


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A form that was not kept: which one, a sentence for each field ("" is the whole form), and what was typed."""

    form: str
    problems: Mapping[str, str]
    typed: Mapping[str, Any] = field(default_factory=dict)
    status: int = 422


@dataclass(frozen=True)
class Visit:
    """One look at a settings page: whose, and everything needed to answer it."""

    request: Request
    login: Login
    services: Services
    labels: Labels

    @property
    def staff(self) -> Staff:
        """Who looks."""
        return self.login.staff

    @property
    def t(self) -> Wording:
        """The words in the reader's language."""
        return self.labels.t


def _visit(act: Any) -> Callable[..., Awaitable[Visit]]:
    login_of = require_login(*who_may(act))

    async def visit(
        request: Request, login: Annotated[Login, Depends(login_of)], services: ServicesNow, labels: LabelsNow
    ) -> Visit:
        return Visit(request, login, services, labels)

    return visit


LeadVisit = Annotated[Visit, Depends(_visit("lead_team"))]
AdminVisit = Annotated[Visit, Depends(_visit("keep_integrations"))]
Show = Callable[..., Awaitable[Response]]


def pages_of(role: str) -> tuple[str, ...]:
    """Return the settings pages that somebody with `role` sees."""
    return FOR_LEADS + (FOR_ADMINS if may(role, "keep_integrations") else ())


def page(
    visit: Visit, name: str, *, refused: Refused | None = None, path: str = "", **values: Any
) -> Response:
    """Render the settings page `name`."""
    news = visit.request.query_params.get("news")
    return PAGES.page(
        visit.request,
        f"settings_{name}.html",
        viewer=visit.login.viewer,
        section="settings",
        status=refused.status if refused else 200,
        pages=pages_of(visit.staff.role),
        tab=path.split("/")[2] if path else name,
        path=path or f"/settings/{name}",
        refused=refused,
        news=news if news in _NEWS and refused is None else None,
        labels=visit.labels,
        **values,
    )


async def attempt(
    visit: Visit,
    form: str,
    work: Callable[[AsyncSession], Awaitable[object]],
    *,
    show: Show,
    to: str,
    news: str = "saved",
    typed: Mapping[str, Any] | None = None,
) -> Response:
    """Do `work` and lead back to the address `to`; what is refused is shown by `show`, as it was typed."""
    try:
        async with visit.services.database.writing() as session:
            await work(session)
    except (ApiError, ValidationError) as error:
        return await shown_again(visit, form, error, show=show, typed=typed)
    return RedirectResponse(f"{to}?news={news}", 303, {"Cache-Control": "no-store"})


async def shown_again(
    visit: Visit,
    form: str,
    error: ApiError | ValidationError,
    *,
    show: Show,
    typed: Mapping[str, Any] | None = None,
) -> Response:
    """Show a page again with what is wrong with one of its forms; what concerns no form is told as elsewhere."""
    if isinstance(error, ApiError) and error.status not in _SHOWN_AGAIN:
        raise error
    status = error.status if isinstance(error, ApiError) else 422
    problems = problems_of(error, visit.t)
    return await show(visit, refused=Refused(form=form, problems=problems, typed=typed or {}, status=status))


def problems_of(error: ApiError | ValidationError, t: Wording) -> dict[str, str]:
    """Say in the reader's language what is wrong with which field; "" stands for the whole form."""
    if isinstance(error, ValidationError):
        fields = {str(one["loc"][0]): "" for one in error.errors()}
        return {name: _sentence(t, "invalid_input", name, "") for name in fields}
    if error.status == 404:
        return {"": t("settings.problem.gone")}
    found = error.fields or {"": ""}
    return {name: _sentence(t, error.code, name or "form", what) for name, what in found.items()}


def _sentence(t: Wording, code: str, name: str, what: str) -> str:
    words = t.entries.get(f"settings.problem.{code}.{name}") or t("settings.problem.other")
    return words.replace("{what}", what)
