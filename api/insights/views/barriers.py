"""What keeps customers from buying: always all five barriers, since a zero tells something too."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.insights import narrative, queries
from api.insights.figures import FIGURES
from api.insights.quotes import groups, more, quotes_of
from api.insights.rates import rate
from api.insights.reading import Scope
from api.insights.views.model import QuoteGroup, View
from api.insights.views.parts import Counts, by_number, definitions, share_chart, share_table
from bot.catalog.models import BARRIERS

_BARRIER, _ALL, _ELSEWHERE = FIGURES["barrier"], FIGURES["conversations"], FIGURES["bought_elsewhere"]


async def headline(session: AsyncSession, scope: Scope) -> str:
    """Return which barrier comes up most."""
    total = await queries.count(session, scope.period.window, _ALL)
    return narrative.barriers(scope.words, counts=await _count(session, scope), total=total)


async def view(session: AsyncSession, scope: Scope) -> View:
    """Return how often each barrier came up, with the words it was told in."""
    window = scope.period.window
    counts = await _count(session, scope)
    total = await queries.count(session, window, _ALL)
    met = await queries.count(session, window, _BARRIER)
    elsewhere = await queries.count(session, window, _ELSEWHERE)
    before = await queries.by_subject(session, scope.period.before, _BARRIER)
    quotes = await quotes_of(session, scope, _BARRIER)
    left = await quotes_of(session, scope, _ELSEWHERE, each=6)
    order = by_number(counts)
    lead = [narrative.share(scope.words, "say.barriers.any", rate(met, total))] if met else []
    lead += [scope.words.say("say.barriers.elsewhere", elsewhere)] if elsewhere else []
    return View(
        name="barriers",
        question=scope.t("question.barriers"),
        headline=narrative.barriers(scope.words, counts=counts, total=total),
        lead=tuple(lead),
        charts=(
            share_chart(
                scope,
                title=scope.t("chart.barriers"),
                figure=_BARRIER,
                counts=counts,
                total=total,
                order=order,
            ),
        ),
        tables=(
            share_table(
                scope,
                name="barriers",
                first="barrier",
                figure=_BARRIER,
                counts=counts,
                before=before,
                total=total,
                order=order,
                note=scope.t("note.many"),
            ),
        ),
        quotes=(
            *groups(scope, _BARRIER, quotes, counts=counts, order=order),
            *(
                QuoteGroup(
                    title=scope.t("quotes.elsewhere"),
                    quotes=said,
                    href=scope.behind(_ELSEWHERE.name),
                    more=more(scope, elsewhere),
                )
                for said in left.values()
            ),
        ),
        definitions=definitions("barrier", "bought_elsewhere"),
    )


async def _count(session: AsyncSession, scope: Scope) -> Counts:
    found = await queries.by_subject(session, scope.period.window, _BARRIER)
    return {barrier: found.get(barrier, 0) for barrier in BARRIERS}
