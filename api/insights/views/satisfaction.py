"""Whether customers are satisfied after closing, against the target, with their words, praise and ideas.

A score that somebody types in the chat is listed apart: nobody asked for it, and its scale is unknown.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.vocabulary import LANGUAGES
from api.insights import narrative, queries
from api.insights.charts.intervals import Found, IntervalChart
from api.insights.figures import FIGURES, Figure
from api.insights.period import Window
from api.insights.quotes import more, quotes_of
from api.insights.rates import SATISFACTION_TARGET, Rate, rate
from api.insights.reading import Scope
from api.insights.views.model import Quote, QuoteGroup, Row, Table, View
from api.insights.views.parts import (
    NAME,
    Counts,
    by_number,
    column,
    definitions,
    link,
    share_scale,
    text_column,
)

_RATED, _SCORE, _PRAISE, _IDEA = (FIGURES[name] for name in ("rated", "score", "praise", "idea"))
_ALL, _BOT, _PERSON = "all", "bot", "person"


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """How many conversations were rated good and bad by one group."""

    good: int = 0
    bad: int = 0

    @property
    def rate(self) -> Rate:
        """The share of good ones."""
        return rate(self.good, self.good + self.bad)

    def plus(self, rating: str, number: int) -> "Ratings":
        """Return these with some more."""
        return Ratings(
            good=self.good + (number if rating == "good" else 0),
            bad=self.bad + (number if rating == "bad" else 0),
        )


async def ratings_of(session: AsyncSession, window: Window) -> dict[str, Ratings]:
    """Return the ratings of all, of those the bot handled, of those with a person, and by language."""
    found = {group: Ratings() for group in (_ALL, _BOT, _PERSON, *LANGUAGES)}
    for language, person, rating, number in await queries.ratings(session, window):
        for group in (_ALL, _PERSON if person else _BOT, language):
            found[group] = found.get(group, Ratings()).plus(rating, number)
    rated = {group: ratings for group, ratings in found.items() if ratings.rate.den}
    return {_ALL: found[_ALL], **rated}


async def headline(session: AsyncSession, scope: Scope) -> str:
    """Return whether customers are satisfied."""
    found = await ratings_of(session, scope.period.window)
    return narrative.satisfaction(scope.words, found[_ALL].rate)


async def view(session: AsyncSession, scope: Scope) -> View:
    """Return the ratings, and what customers said of their own accord."""
    window, words = scope.period.window, scope.words
    found = await ratings_of(session, window)
    before = (await ratings_of(session, scope.period.before))[_ALL]
    closed = await queries.closed(session, window)
    overall = found[_ALL].rate
    lead: list[str] = []
    if overall.value is not None:
        target = words.percent(SATISFACTION_TARGET)
        lead.append(scope.t("say.satisfaction.sure", interval=words.interval(overall), target=target))
    if closed and overall.den <= closed:
        lead.append(narrative.share(words, "say.satisfaction.answered", rate(overall.den, closed)))
    rated = overall.den > 0
    scores = await queries.by_subject(session, window, _SCORE)
    return View(
        name="satisfaction",
        question=scope.t("question.satisfaction"),
        headline=narrative.satisfaction(words, overall),
        lead=tuple(lead) if rated else (scope.t("empty.satisfaction"),),
        charts=(_chart(scope, found),) if rated else (),
        tables=(
            *((_table(scope, found, before),) if rated else ()),
            *((_scores_table(scope, scores),) if scores else ()),
        ),
        quotes=await _quotes(session, scope),
        definitions=definitions("rated", "score", "praise", "idea"),
    )


def _label(scope: Scope, group: str) -> str:
    return scope.t.label("who" if group in (_ALL, _BOT, _PERSON) else "language", group)


def _chart(scope: Scope, found: dict[str, Ratings]) -> IntervalChart:
    rows = []
    for group, ratings in found.items():
        label, number = _label(scope, group), scope.words.count(ratings.rate.den)
        rows.append(
            Found(
                label=label,
                rate=ratings.rate,
                shown=scope.words.percent(ratings.rate.value)
                if ratings.rate.value is not None
                else scope.t("chart.few", num=ratings.good, den=number),
                said=scope.t("chart.rating", label=label, rate=scope.words.rate(ratings.rate), n=number),
            )
        )
    return IntervalChart(
        title=scope.t("chart.satisfaction"),
        axis=scope.t("chart.satisfaction"),
        rows=tuple(rows),
        scale=share_scale(scope, 1.0, ticks=5),
        target=SATISFACTION_TARGET,
        target_label=scope.t("chart.target", target=scope.words.percent(SATISFACTION_TARGET)),
    )


def _table(scope: Scope, found: dict[str, Ratings], before: Ratings) -> Table:
    rows = [
        Row(
            subject=group,
            cells={
                NAME: _label(scope, group),
                "good": ratings.good,
                "bad": ratings.bad,
                "satisfied": ratings.rate,
            },
            links=link(scope, "good", _RATED, "good", ratings.good)
            | link(scope, "bad", _RATED, "bad", ratings.bad)
            if group == _ALL
            else {},
        )
        for group, ratings in found.items()
    ]
    earlier = Row(
        subject="before",
        cells={
            NAME: scope.t("column.before"),
            "good": before.good,
            "bad": before.bad,
            "satisfied": before.rate,
        },
    )
    return Table(
        name="ratings",
        title=scope.t("table.ratings"),
        columns=(
            text_column(scope, "who"),
            column(scope, "good"),
            column(scope, "bad"),
            column(scope, "satisfied", kind="rate"),
        ),
        rows=(*rows, earlier),
    )


def _scores_table(scope: Scope, scores: Counts) -> Table:
    rows = tuple(
        Row(
            subject=score,
            cells={NAME: scope.labels.subject(_SCORE, score), "conversations": scores[score]},
            links=link(scope, "conversations", _SCORE, score, scores[score]),
        )
        for score in by_number(scores)
    )
    return Table(
        name="scores",
        title=scope.t("table.scores"),
        columns=(text_column(scope, "score"), column(scope, "conversations")),
        rows=rows,
        note=scope.t("note.scores"),
    )


async def _quotes(session: AsyncSession, scope: Scope) -> tuple[QuoteGroup, ...]:
    comments = await quotes_of(session, scope, _RATED, each=6)
    groups = []
    for title, rating in (("comments_bad", "bad"), ("comments_good", "good")):
        if comments.get(rating):
            groups.append(
                QuoteGroup(
                    title=scope.t(f"quotes.{title}"),
                    quotes=comments[rating],
                    href=scope.behind(_RATED.name, rating),
                )
            )
    scored = await _all_quotes(session, scope, _SCORE)
    if scored:
        title, href = scope.t("quotes.scores"), scope.behind(_SCORE.name)
        groups.append(QuoteGroup(title=title, quotes=scored, href=href))
    for title, figure in (("praise", _PRAISE), ("ideas", _IDEA)):
        number = await queries.count(session, scope.period.window, figure)
        groups.append(
            QuoteGroup(
                title=scope.t(f"quotes.{title}"),
                quotes=await _all_quotes(session, scope, figure),
                href=scope.behind(figure.name) if number else None,
                more=more(scope, number),
                empty=scope.t(f"quotes.no_{title}"),
            )
        )
    return tuple(groups)


async def _all_quotes(session: AsyncSession, scope: Scope, figure: Figure) -> tuple[Quote, ...]:
    by_subject = await quotes_of(session, scope, figure, each=6)
    return tuple(quote for quotes in by_subject.values() for quote in quotes)
