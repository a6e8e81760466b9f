"""How the conversations are going: the key figures, how they run over time, and what the other views say."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.insights import narrative, queries
from api.insights.figures import FIGURES, UNKNOWN
from api.insights.reading import Scope
from api.insights.views import barriers, complaints, escalations, needs, offers, satisfaction
from api.insights.views.key_figures import KeyFigures, figures_table, key_figures, stats
from api.insights.views.model import Pointer, Table, View
from api.insights.views.over_time import Course, course, over_time_chart, over_time_table
from api.insights.views.parts import Counts, by_number, definitions, share_chart, share_table

_LANGUAGE, _STAGE = FIGURES["language"], FIGURES["stage"]
_STAGES = ("orientation", "evaluation", "decision", "experience", UNKNOWN)
_OTHERS = {
    "needs": needs.headline,
    "barriers": barriers.headline,
    "complaints": complaints.headline,
    "escalations": escalations.headline,
    "offers": offers.headline,
    "satisfaction": satisfaction.headline,
}


async def view(session: AsyncSession, scope: Scope) -> View:
    """Return the key figures, the course over time, languages and stages, and the other headlines."""
    now = await key_figures(session, scope.period.window)
    before = await key_figures(session, scope.period.before)
    window = scope.period.window
    languages = await queries.by_column(session, window, _LANGUAGE)
    stages = await queries.by_column(session, window, _STAGE)
    days = await course(session, scope)
    return View(
        name="overview",
        question=scope.t("question.overview"),
        headline=narrative.overview(
            scope.words, total=now.total, before=before.total, alone=now.alone, days=scope.period.days
        ),
        stats=stats(scope, now, before),
        charts=(
            over_time_chart(scope, days),
            share_chart(
                scope,
                title=scope.t("chart.languages"),
                figure=_LANGUAGE,
                counts=languages,
                total=now.total,
                order=by_number(languages),
            ),
            share_chart(
                scope,
                title=scope.t("chart.stages"),
                figure=_STAGE,
                counts=stages,
                total=now.total,
                order=_STAGES,
            ),
        ),
        pointers=tuple(
            [
                Pointer(view=name, headline=await headline(session, scope), href=scope.view(name))
                for name, headline in _OTHERS.items()
            ]
        ),
        tables=await _tables(session, scope, now, before, days, languages, stages),
        definitions=definitions("conversations", "contained", "handed_over", "language", "stage", "rated"),
    )


async def _tables(
    session: AsyncSession,
    scope: Scope,
    now: KeyFigures,
    before: KeyFigures,
    days: Course,
    languages: Counts,
    stages: Counts,
) -> tuple[Table, ...]:
    earlier = scope.period.before
    return (
        figures_table(scope, now, before),
        share_table(
            scope,
            name="languages",
            first="language",
            figure=_LANGUAGE,
            counts=languages,
            before=await queries.by_column(session, earlier, _LANGUAGE),
            total=now.total,
            order=by_number(languages),
        ),
        share_table(
            scope,
            name="stages",
            first="stage",
            figure=_STAGE,
            counts=stages,
            before=await queries.by_column(session, earlier, _STAGE),
            total=now.total,
            order=_STAGES,
            note=scope.t("note.stages"),
        ),
        over_time_table(scope, days),
    )
