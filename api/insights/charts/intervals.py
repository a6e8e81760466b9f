"""Rates against a target: a point for what was found, a line for how sure that is, a mark for the target."""

from dataclasses import dataclass

from markupsafe import Markup

from api.insights.charts.bars import interval
from api.insights.charts.scale import Scale, axis_svg, grid
from api.insights.charts.svg import element, percent
from api.insights.rates import Rate

_HEIGHT = 24


@dataclass(frozen=True, kw_only=True)
class Found:
    """One row; a suppressed rate has no point, and ``shown`` says why."""

    label: str
    rate: Rate
    shown: str
    said: str
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class IntervalChart:
    """Rates under one another on an axis from 0 to 1, with ``target`` marked through all of them."""

    title: str
    axis: str
    rows: tuple[Found, ...]
    scale: Scale
    target: float
    target_label: str
    kind: str = "intervals"

    def drawn(self, row: Found) -> Markup:
        """The drawing of one row."""
        return interval_svg(row, self.scale, target=self.target)

    def axis_drawn(self) -> Markup:
        """The drawing of the axis."""
        return axis_svg(self.scale)


def interval_svg(row: Found, scale: Scale, *, target: float) -> Markup:
    """Return one rate with its interval and the target."""
    marks = grid(scale, height=_HEIGHT)
    place = percent(scale.share(target))
    marks.append(element("line", class_="target", x1=place, x2=place, y1=0, y2=_HEIGHT))
    found = row.rate
    if found.value is not None and found.lo is not None and found.hi is not None:
        marks += interval(scale.share(found.lo), scale.share(found.hi))
        marks.append(element("circle", class_="point", cx=percent(scale.share(found.value)), cy=12, r=5))
    title = element("title", row.said)
    return element("svg", title, *marks, class_="bar", width="100%", height=_HEIGHT, role="img")
