"""What customers complain about: the kind, what exactly, and which product."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.insights import narrative, queries
from api.insights.figures import FIGURES, Figure
from api.insights.quotes import groups, quotes_of
from api.insights.rates import rate
from api.insights.reading import Scope
from api.insights.views.model import Table, View
from api.insights.views.parts import Counts, by_number, definitions, ranked, share_chart, share_table

_KIND, _ALL = FIGURES["complaint"], FIGURES["conversations"]
_MATTER, _PRODUCT = FIGURES["complaint_matter"], FIGURES["complaint_product"]
_LEAVING = "threaten_to_leave"


async def headline(session: AsyncSession, scope: Scope) -> str:
    """Return what customers complain of most."""
    window = scope.period.window
    counts = await queries.by_subject(session, window, _KIND)
    complained = await queries.count(session, window, _KIND)
    return _say(scope, counts, complained, await queries.count(session, window, _ALL))


async def view(session: AsyncSession, scope: Scope) -> View:
    """Return the complaints by kind, matter and product."""
    window = scope.period.window
    counts = await queries.by_subject(session, window, _KIND)
    complained = await queries.count(session, window, _KIND)
    total = await queries.count(session, window, _ALL)
    order = by_number(counts)
    if not complained:
        return View(
            name="complaints",
            question=scope.t("question.complaints"),
            headline=_say(scope, counts, complained, total),
            lead=(scope.t("empty.complaints"),),
            definitions=_DEFINED,
        )
    before = await queries.by_subject(session, scope.period.before, _KIND)
    quotes = await quotes_of(session, scope, _KIND)
    lead = [narrative.share(scope.words, "say.complaints.share", rate(complained, total))]
    lead += [scope.words.say("say.complaints.leaving", counts[_LEAVING])] if _LEAVING in counts else []
    kinds = share_table(
        scope,
        name="kinds",
        first="kind",
        figure=_KIND,
        counts=counts,
        before=before,
        total=total,
        order=order,
        note=scope.t("note.many"),
    )
    further = [
        await _table(session, scope, name=name, first=first, figure=figure, total=total)
        for name, first, figure in (("matters", "matter", _MATTER), ("products", "product", _PRODUCT))
    ]
    chart = share_chart(
        scope, title=scope.t("chart.complaints"), figure=_KIND, counts=counts, total=total, order=order
    )
    return View(
        name="complaints",
        question=scope.t("question.complaints"),
        headline=_say(scope, counts, complained, total),
        lead=tuple(lead),
        charts=(chart,),
        tables=(kinds, *(table for table in further if table.rows)),
        quotes=groups(scope, _KIND, quotes, counts=counts, order=order),
        definitions=_DEFINED,
    )


async def _table(
    session: AsyncSession, scope: Scope, *, name: str, first: str, figure: Figure, total: int
) -> Table:
    counts = await queries.by_subject(session, scope.period.window, figure)
    before = await queries.by_subject(session, scope.period.before, figure)
    return share_table(
        scope,
        name=name,
        first=first,
        figure=figure,
        counts=counts,
        before=before,
        total=total,
        order=by_number(counts),
        note=scope.t("note.matters") if figure is _MATTER else None,
    )


def _say(scope: Scope, counts: Counts, complained: int, total: int) -> str:
    kinds = ranked(scope, _KIND, counts, by_number(counts))
    return narrative.complaints(scope.words, ranked=kinds, complained=complained, total=total)


_DEFINED = definitions("complaint", "complaint_matter", "complaint_product")
