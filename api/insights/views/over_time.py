"""How many conversations began when, and how many of them went on to a person: as lines and as a table."""

from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from api.insights import queries
from api.insights.charts.lines import LineChart, Moment
from api.insights.charts.scale import scale_to
from api.insights.figures import FIGURES
from api.insights.period import Bucket
from api.insights.reading import Scope
from api.insights.views.model import Row, Table
from api.insights.views.parts import NAME, column, text_column

_ALL, _PERSON = FIGURES["conversations"], FIGURES["handed_over"]
Course: TypeAlias = list[tuple[Bucket, int, int]]


async def course(session: AsyncSession, scope: Scope) -> Course:
    """Return for each bucket of the period how many began and how many of them went on to a person."""
    buckets = scope.period.buckets
    all_of_them = await queries.by_bucket(session, buckets, _ALL)
    person = await queries.by_bucket(session, buckets, _PERSON)
    return list(zip(buckets, all_of_them, person, strict=True))


def over_time_chart(scope: Scope, days: Course) -> LineChart:
    """Return the course as lines."""
    words = scope.words
    moments = tuple(
        Moment(
            label=words.month(bucket.first)
            if scope.period.step == "month"
            else words.short_day(bucket.first),
            said=scope.t(
                "chart.point",
                day=words.span(bucket.first, bucket.last),
                n=words.count(number),
                person=words.count(person),
            ),
            values=(number, person),
            href=scope.behind(_ALL.name, dates=_dates(bucket)) if number else None,
        )
        for bucket, number, person in days
    )
    highest = max((number for _, number, _ in days), default=0)
    title = scope.t(f"chart.{scope.period.step}s")
    return LineChart(
        title=title,
        axis=title,
        names=(scope.t("column.conversations"), scope.t("column.handed_over")),
        moments=moments,
        scale=scale_to(max(highest, 1), shown=lambda value: words.count(int(value))),
    )


def over_time_table(scope: Scope, days: Course) -> Table:
    """Return the course as a table, the newest first."""
    rows = [
        Row(
            subject=bucket.first.isoformat(),
            cells={NAME: scope.words.day(bucket.first), "conversations": number, "handed_over": person},
            links=_bucket_links(scope, bucket, number, person),
        )
        for bucket, number, person in reversed(days)
    ]
    return Table(
        name="days",
        title=scope.t("table.days"),
        columns=(
            text_column(scope, f"day.{scope.period.step}"),
            column(scope, "conversations"),
            column(scope, "handed_over"),
        ),
        rows=tuple(rows),
    )


def _bucket_links(scope: Scope, bucket: Bucket, number: int, person: int) -> dict[str, str]:
    links = {"conversations": scope.behind(_ALL.name, dates=_dates(bucket))} if number else {}
    if person:
        links["handed_over"] = scope.behind(_PERSON.name, dates=_dates(bucket))
    return links


def _dates(bucket: Bucket) -> str:
    return f"from={bucket.first.isoformat()}&to={bucket.last.isoformat()}"
