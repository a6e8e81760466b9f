"""What several views are made of: rows with a share of all conversations, and the bars that show them."""

from collections.abc import Mapping, Sequence

from api.insights import narrative
from api.insights.charts.bars import Bar, BarChart
from api.insights.charts.scale import Scale, scale_to
from api.insights.figures import FIGURES, Figure
from api.insights.rates import Rate, rate
from api.insights.reading import Scope
from api.insights.views.model import Column, Row, Table

NAME = "name"
Counts = Mapping[str, int]
_MOST_BARS = 12


def by_number(counts: Counts) -> list[str]:
    """Return the subjects, most often counted first and then by id, so that the order never jumps."""
    return sorted(counts, key=lambda subject: (-counts[subject], subject))


def ranked(scope: Scope, figure: Figure, counts: Counts, order: Sequence[str]) -> list[narrative.Ranked]:
    """Return subjects as the narrative needs them."""
    return [
        narrative.Ranked(label=scope.labels.subject(figure, subject), number=counts[subject])
        for subject in order
    ]


def definitions(*names: str) -> dict[str, int]:
    """Return the versions of the definitions that a view counts by."""
    return {name: FIGURES[name].version for name in names}


def text_column(scope: Scope, key: str) -> Column:
    """Return the first column of a table."""
    return Column(key=NAME, label=scope.t(f"column.{key}"), kind="text")


def column(scope: Scope, key: str, *, kind: str = "count") -> Column:
    """Return a column of counts or rates."""
    label = scope.t(f"column.{key}")
    return Column(key=key, label=label, kind="rate" if kind == "rate" else "count", quiet=key == "before")


def share_table(
    scope: Scope,
    *,
    name: str,
    first: str,
    figure: Figure,
    counts: Counts,
    before: Counts,
    total: int,
    order: Sequence[str],
    note: str | None = None,
) -> Table:
    """Return a table of how many of `total` conversations each subject has, now and before."""
    rows = tuple(
        Row(
            subject=subject,
            cells={
                NAME: scope.labels.subject(figure, subject),
                "conversations": counts.get(subject, 0),
                "share": rate(counts.get(subject, 0), total),
                "before": before.get(subject, 0),
            },
            links=link(scope, "conversations", figure, subject, counts.get(subject, 0)),
        )
        for subject in order
    )
    columns = (
        text_column(scope, first),
        column(scope, "conversations"),
        column(scope, "share", kind="rate"),
        column(scope, "before"),
    )
    return Table(name=name, title=scope.t(f"table.{name}"), columns=columns, rows=rows, note=note)


def share_chart(
    scope: Scope, *, title: str, figure: Figure, counts: Counts, total: int, order: Sequence[str]
) -> BarChart:
    """Return bars of the share of `total` conversations, each with its interval."""
    rates = {subject: rate(counts.get(subject, 0), total) for subject in order}
    highest = max((found.hi or found.num / max(found.den, 1) for found in rates.values()), default=0)
    return BarChart(
        title=title,
        axis=title,
        scale=share_scale(scope, highest),
        bars=tuple(_share_bar(scope, figure, subject, found) for subject, found in rates.items()),
    )


def part_chart(
    scope: Scope,
    *,
    name: str,
    figure: Figure,
    said: str,
    counts: Counts,
    parts: Counts,
    order: Sequence[str],
) -> BarChart:
    """Return bars of conversations of which a part is drawn solid."""
    rest = len(order) - _MOST_BARS
    bars = []
    for subject in order[:_MOST_BARS]:
        label, part = scope.labels.subject(figure, subject), min(parts.get(subject, 0), counts[subject])
        words = {"n": scope.words.count(counts[subject]), "part": scope.words.count(part)}
        bars.append(
            Bar(
                label=label,
                value=counts[subject],
                part=part,
                shown=scope.t("chart.few", num=words["part"], den=words["n"]),
                said=scope.t(said, label=label, **words),
                href=scope.behind(figure.name, subject),
            )
        )
    return BarChart(
        title=scope.t(f"chart.{name}"),
        axis=scope.t(f"chart.{name}"),
        scale=scale_to(max(counts.values(), default=1), shown=lambda value: scope.words.count(int(value))),
        bars=tuple(bars),
        whole=scope.t(f"chart.whole.{name}"),
        part=scope.t(f"chart.part.{name}"),
        note=scope.words.say("chart.rest", rest) if rest > 0 else None,
    )


def share_scale(scope: Scope, highest: float, *, ticks: int = 4) -> Scale:
    """Return an axis of percents."""
    return scale_to(min(1.0, highest), shown=scope.words.percent, whole=False, ticks=ticks)


def link(scope: Scope, key: str, figure: Figure, subject: str | None, number: int) -> dict[str, str]:
    """Return the link of one cell to its conversations; none where there are no conversations."""
    return {key: scope.behind(figure.name, subject)} if number else {}


def _share_bar(scope: Scope, figure: Figure, subject: str, found: Rate) -> Bar:
    label = scope.labels.subject(figure, subject)
    number = scope.words.count(found.num)
    shown = scope.words.percent(found.value) if found.value is not None else ""
    return Bar(
        label=label,
        value=found.num / max(found.den, 1),
        lo=found.lo if found.num else None,
        hi=found.hi if found.num else None,
        shown=shown or scope.t("chart.few", num=number, den=scope.words.count(found.den)),
        said=scope.t(
            "chart.bar",
            label=label,
            n=number,
            all=scope.words.count(found.den),
            rate=scope.words.rate(found),
        ),
        href=scope.behind(figure.name, subject) if found.num else None,
    )
