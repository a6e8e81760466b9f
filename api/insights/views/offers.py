"""Whether what the bot offers is welcome: shown, accepted, declined, and what it drove people to.

Four in ten leave a brand that only sells, so an offer that is followed by a stop or a complaint is counted
against it, whatever it sold.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.insights import narrative, queries
from api.insights.figures import FIGURES, Figure
from api.insights.quotes import more, quotes_of
from api.insights.rates import rate
from api.insights.reading import Scope
from api.insights.views.model import Cell, QuoteGroup, Row, Table, View
from api.insights.views.parts import (
    NAME,
    Counts,
    by_number,
    column,
    definitions,
    link,
    part_chart,
    text_column,
)

_STOPPED = FIGURES["offers_stopped"]
_BY_ITEM = {
    "shown": FIGURES["offer_made"],
    "accepted": FIGURES["offer_accepted"],
    "declined": FIGURES["offer_declined"],
    "then_stop": FIGURES["offer_then_stop"],
    "then_complaint": FIGURES["offer_then_complaint"],
}
_BY_KIND = {
    "shown": FIGURES["offer_kind_made"],
    "accepted": FIGURES["offer_kind_accepted"],
    "declined": FIGURES["offer_kind_declined"],
}


@dataclass(frozen=True, kw_only=True)
class _Totals:
    shown: int
    accepted: int
    after: int


async def headline(session: AsyncSession, scope: Scope) -> str:
    """Return how often an offer was taken."""
    return _say(scope, await _totals(session, scope))


async def view(session: AsyncSession, scope: Scope) -> View:
    """Return the offers by item and by kind."""
    window = scope.period.window
    totals = await _totals(session, scope)
    stopped = await queries.count(session, window, _STOPPED)
    lead = [scope.words.say("say.offers.stopped", stopped)] if stopped else []
    if not totals.shown:
        return View(
            name="offers",
            question=scope.t("question.offers"),
            headline=_say(scope, totals),
            lead=(*lead, scope.t("empty.offers")),
            definitions=_DEFINED,
        )
    items = await _counts(session, scope, _BY_ITEM)
    kinds = await _counts(session, scope, _BY_KIND)
    before = await queries.by_subject(session, scope.period.before, _BY_ITEM["shown"])
    kinds_before = await queries.by_subject(session, scope.period.before, _BY_KIND["shown"])
    quotes = await quotes_of(session, scope, _STOPPED, each=6)
    rates = (
        narrative.share(scope.words, "say.offers.rate", rate(totals.accepted, totals.shown)),
        narrative.share(scope.words, "say.offers.driven", rate(totals.after, totals.shown)),
    )
    return View(
        name="offers",
        question=scope.t("question.offers"),
        headline=_say(scope, totals),
        lead=(*rates, *lead),
        charts=(
            part_chart(
                scope,
                name="offers",
                figure=_BY_ITEM["shown"],
                said="chart.offer",
                counts=items["shown"],
                parts=items["accepted"],
                order=by_number(items["shown"]),
            ),
        ),
        tables=(
            _table(scope, "offers", "offer", _BY_ITEM, items, before, note=scope.t("note.offers")),
            _table(scope, "offer_kinds", "kind", _BY_KIND, kinds, kinds_before),
        ),
        quotes=tuple(
            QuoteGroup(
                title=scope.t("quotes.stopped"),
                quotes=said,
                href=scope.behind(_STOPPED.name),
                more=more(scope, stopped),
            )
            for said in quotes.values()
        ),
        definitions=_DEFINED,
    )


async def _totals(session: AsyncSession, scope: Scope) -> _Totals:
    """Count; a yes is kept even when the reply with its offer was dropped, so there may be more of them."""
    window = scope.period.window
    shown = await queries.count(session, window, FIGURES["offer_made"])
    accepted = await queries.count(session, window, FIGURES["offer_accepted"])
    return _Totals(
        shown=shown,
        accepted=min(accepted, shown),
        after=await queries.count(session, window, FIGURES["offer_then_either"]),
    )


async def _counts(session: AsyncSession, scope: Scope, figures: dict[str, Figure]) -> dict[str, Counts]:
    return {
        key: await queries.by_subject(session, scope.period.window, figure) for key, figure in figures.items()
    }


def _say(scope: Scope, totals: _Totals) -> str:
    return narrative.offers(
        scope.words,
        shown=totals.shown,
        accepted=totals.accepted,
        after=totals.after,
        days=scope.period.days,
    )


def _table(
    scope: Scope,
    name: str,
    first: str,
    figures: dict[str, Figure],
    counts: dict[str, Counts],
    before: Counts,
    *,
    note: str | None = None,
) -> Table:
    rows = []
    for subject in by_number(counts["shown"]):
        numbers = {key: counts[key].get(subject, 0) for key in figures}
        links: dict[str, str] = {}
        for key, figure in figures.items():
            links |= link(scope, key, figure, subject, numbers[key])
        label = scope.labels.subject(figures["shown"], subject)
        found = rate(min(numbers["accepted"], numbers["shown"]), numbers["shown"])
        cells: dict[str, Cell] = {
            NAME: label,
            **numbers,
            "accepted_rate": found,
            "before": before.get(subject, 0),
        }
        rows.append(Row(subject=subject, cells=cells, links=links))
    columns = (
        text_column(scope, first),
        *(column(scope, key) for key in ("shown", "accepted", "declined")),
        column(scope, "accepted_rate", kind="rate"),
        *(column(scope, key) for key in figures if key.startswith("then_")),
        column(scope, "before"),
    )
    return Table(name=name, title=scope.t(f"table.{name}"), columns=columns, rows=tuple(rows), note=note)


_DEFINED = definitions(*(figure.name for figure in (*_BY_ITEM.values(), *_BY_KIND.values(), _STOPPED)))
