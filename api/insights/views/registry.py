"""Which views there are. A new one is a module with a `view` and, for the overview, a `headline`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, TypeAlias, get_args

from sqlalchemy.ext.asyncio import AsyncSession

from api.insights import queries
from api.insights.figures import FIGURES
from api.insights.reading import Scope
from api.insights.views import barriers, complaints, escalations, needs, offers, overview, satisfaction
from api.insights.views.model import View

ViewName: TypeAlias = Literal[
    "overview", "needs", "barriers", "complaints", "escalations", "offers", "satisfaction"
]
VIEW_NAMES: tuple[ViewName, ...] = get_args(ViewName)
_MAKERS: Mapping[str, Callable[[AsyncSession, Scope], Awaitable[View]]] = {
    "overview": overview.view,
    "needs": needs.view,
    "barriers": barriers.view,
    "complaints": complaints.view,
    "escalations": escalations.view,
    "offers": offers.view,
    "satisfaction": satisfaction.view,
}


async def view_named(session: AsyncSession, scope: Scope, name: ViewName) -> View:
    """Return a view; without any conversation in the period it says so and what to do next."""
    if await queries.count(session, scope.period.window, FIGURES["conversations"]):
        return await _MAKERS[name](session, scope)
    return View(
        name=name,
        question=scope.t(f"question.{name}"),
        headline=scope.t("empty.title"),
        empty=scope.t("empty.next"),
    )
