"""Why conversations go on to a person, with the message that did it."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.vocabulary import ESCALATION_REASONS
from api.insights import narrative, queries
from api.insights.figures import FIGURES
from api.insights.quotes import groups, quotes_of
from api.insights.rates import rate
from api.insights.reading import Scope
from api.insights.views.model import Row, Table, View
from api.insights.views.parts import (
    NAME,
    Counts,
    by_number,
    definitions,
    link,
    share_chart,
    share_table,
)

_REASON, _STEPPED_IN = FIGURES["reason"], FIGURES["stepped_in"]
_HANDED_OVER, _ALL = FIGURES["handed_over"], FIGURES["conversations"]


async def headline(session: AsyncSession, scope: Scope) -> str:
    """Return why a person most often takes over."""
    window = scope.period.window
    return narrative.escalations(
        scope.words,
        counts=await _count(session, scope),
        handed_over=await queries.count(session, window, _HANDED_OVER),
        total=await queries.count(session, window, _ALL),
    )


async def view(session: AsyncSession, scope: Scope) -> View:
    """Return the reasons for hand-overs."""
    window, words = scope.period.window, scope.words
    handed_over = await queries.count(session, window, _HANDED_OVER)
    total = await queries.count(session, window, _ALL)
    said = await headline(session, scope)
    if not handed_over:
        return View(
            name="escalations",
            question=scope.t("question.escalations"),
            headline=said,
            lead=(scope.t("empty.escalations"),),
            definitions=_DEFINED,
        )
    counts = await _count(session, scope)
    reasons = {reason: number for reason, number in counts.items() if reason != _STEPPED_IN.name}
    order = by_number(reasons)
    before = await queries.by_subject(session, scope.period.before, _REASON)
    quotes = await quotes_of(session, scope, _REASON, each=3)
    chart = share_chart(
        scope, title=scope.t("chart.reasons"), figure=_REASON, counts=reasons, total=handed_over, order=order
    )
    table = share_table(
        scope,
        name="reasons",
        first="reason",
        figure=_REASON,
        counts=reasons,
        before=before,
        total=handed_over,
        order=order,
        note=scope.t("note.many"),
    )
    stepped_in = counts.get(_STEPPED_IN.name, 0)
    if stepped_in:
        earlier = await queries.count(session, scope.period.before, _STEPPED_IN)
        table = _with_stepped_in(scope, table, number=stepped_in, before=earlier, total=handed_over)
    return View(
        name="escalations",
        question=scope.t("question.escalations"),
        headline=said,
        lead=(narrative.share(words, "say.escalations.share", rate(handed_over, total)),),
        charts=(chart,),
        tables=(table,),
        quotes=groups(scope, _REASON, quotes, counts=counts, order=order),
        definitions=_DEFINED,
    )


async def _count(session: AsyncSession, scope: Scope) -> Counts:
    """Every reason there is, also those nobody had; a colleague who steps in unasked only if it happened."""
    found = await queries.by_subject(session, scope.period.window, _REASON)
    stepped_in = await queries.count(session, scope.period.window, _STEPPED_IN)
    counts = {reason: found.get(reason, 0) for reason in ESCALATION_REASONS}
    return counts | ({_STEPPED_IN.name: stepped_in} if stepped_in else {})


def _with_stepped_in(scope: Scope, table: Table, *, number: int, before: int, total: int) -> Table:
    row = Row(
        subject=_STEPPED_IN.name,
        cells={
            NAME: scope.t("reason.stepped_in"),
            "conversations": number,
            "share": rate(number, total),
            "before": before,
        },
        links=link(scope, "conversations", _STEPPED_IN, None, number),
    )
    return Table(
        name=table.name, title=table.title, columns=table.columns, rows=(*table.rows, row), note=table.note
    )


_DEFINED = definitions("handed_over", "reason", "stepped_in")
