"""Which needs customers tell, whether they confirm them when summed up, and which ones nobody serves."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

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
    column,
    definitions,
    link,
    part_chart,
    ranked,
    text_column,
)
from api.theme.labels import UNSERVED

_HEARD, _CONFIRMED, _REJECTED = (FIGURES[f"need_{status}"] for status in ("heard", "confirmed", "rejected"))
_QUOTED_NEEDS = 6


@dataclass(frozen=True, kw_only=True)
class _Counted:
    heard: Counts
    confirmed: Counts

    @property
    def served(self) -> list[str]:
        return [need for need in by_number(self.heard) if need != UNSERVED]


async def headline(session: AsyncSession, scope: Scope) -> str:
    """Return which need is heard most."""
    return _say(scope, await _count(session, scope))


async def view(session: AsyncSession, scope: Scope) -> View:
    """Return the needs heard, confirmed and rejected."""
    window = scope.period.window
    counted = await _count(session, scope)
    any_heard = await queries.count(session, window, _HEARD)
    any_confirmed = await queries.count(session, window, _CONFIRMED)
    rejected = await queries.by_subject(session, window, _REJECTED)
    before = await queries.by_subject(session, scope.period.before, _HEARD)
    quotes = await quotes_of(session, scope, _HEARD)
    order = by_number(counted.heard)
    quoted = [*([UNSERVED] if UNSERVED in counted.heard else []), *counted.served[:_QUOTED_NEEDS]]
    lead = (
        narrative.share(scope.words, "say.needs.confirmed", rate(any_confirmed, any_heard)),
        narrative.unserved_needs(scope.words, counted.heard.get(UNSERVED, 0)),
    )
    return View(
        name="needs",
        question=scope.t("question.needs"),
        headline=_say(scope, counted),
        lead=lead if counted.heard else (scope.t("empty.needs"),),
        charts=(
            part_chart(
                scope,
                name="needs",
                figure=_HEARD,
                said="chart.need",
                counts=counted.heard,
                parts=counted.confirmed,
                order=order,
            ),
        )
        if order
        else (),
        tables=(_table(scope, counted, rejected, before, order),) if order else (),
        quotes=groups(scope, _HEARD, quotes, counts=counted.heard, order=quoted),
        definitions=definitions("need_heard", "need_confirmed", "need_rejected"),
    )


async def _count(session: AsyncSession, scope: Scope) -> _Counted:
    return _Counted(
        heard=await queries.by_subject(session, scope.period.window, _HEARD),
        confirmed=await queries.by_subject(session, scope.period.window, _CONFIRMED),
    )


def _say(scope: Scope, counted: _Counted) -> str:
    first = counted.served[0] if counted.served else ""
    return narrative.needs(
        scope.words,
        ranked=ranked(scope, _HEARD, counted.heard, counted.served),
        confirmed=counted.confirmed.get(first, 0),
        unserved=counted.heard.get(UNSERVED, 0),
    )


def _table(scope: Scope, counted: _Counted, rejected: Counts, before: Counts, order: list[str]) -> Table:
    rows = []
    for need in order:
        heard, confirmed = counted.heard[need], counted.confirmed.get(need, 0)
        rows.append(
            Row(
                subject=need,
                cells={
                    NAME: scope.labels.need(need),
                    "heard": heard,
                    "confirmed": confirmed,
                    "rejected": rejected.get(need, 0),
                    "confirmed_rate": rate(confirmed, heard),
                    "before": before.get(need, 0),
                },
                links=link(scope, "heard", _HEARD, need, heard)
                | link(scope, "confirmed", _CONFIRMED, need, confirmed)
                | link(scope, "rejected", _REJECTED, need, rejected.get(need, 0)),
            )
        )
    return Table(
        name="needs",
        title=scope.t("table.needs"),
        columns=(
            text_column(scope, "need"),
            *(column(scope, key) for key in ("heard", "confirmed", "rejected")),
            column(scope, "confirmed_rate", kind="rate"),
            column(scope, "before"),
        ),
        rows=tuple(rows),
        note=scope.t("note.needs"),
    )
