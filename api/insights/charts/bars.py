"""Bars: how often each thing was counted, how much of it was of a special kind, and how sure that is."""

from dataclasses import dataclass

from markupsafe import Markup

from api.insights.charts.scale import Scale, axis_svg, grid
from api.insights.charts.svg import element, percent

_HEIGHT = 24
_MIDDLE = _HEIGHT / 2


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row: ``part`` is drawn solid within ``value``; ``lo`` to ``hi`` is the uncertainty of ``value``.

    ``shown`` stands to the right of the bar, ``said`` is what it tells when pointed at or read aloud.
    """

    label: str
    value: float
    shown: str
    said: str
    href: str | None = None
    part: float | None = None
    lo: float | None = None
    hi: float | None = None


@dataclass(frozen=True, kw_only=True)
class BarChart:
    """Bars under one another; ``whole`` and ``part`` name the tones of a bar, ``axis`` what is counted."""

    title: str
    axis: str
    bars: tuple[Bar, ...]
    scale: Scale
    whole: str | None = None
    part: str | None = None
    note: str | None = None
    kind: str = "bars"

    @property
    def uncertain(self) -> bool:
        """Whether a bar carries an interval."""
        return any(bar.lo is not None for bar in self.bars)

    def drawn(self, bar: Bar) -> Markup:
        """The drawing of one bar."""
        return bar_svg(bar, self.scale, halves=self.part is not None)

    def axis_drawn(self) -> Markup:
        """The drawing of the axis."""
        return axis_svg(self.scale)


def bar_svg(bar: Bar, scale: Scale, *, halves: bool = False) -> Markup:
    """Return one bar as wide as its place on the scale; with `halves` only the part is solid."""
    marks = grid(scale, height=_HEIGHT)
    if bar.value > 0:
        marks.append(_rect("bar-whole" if halves else "bar-solid", scale.share(bar.value)))
    if bar.part:
        marks.append(_rect("bar-solid", scale.share(bar.part)))
    if bar.lo is not None and bar.hi is not None:
        marks += interval(scale.share(bar.lo), scale.share(bar.hi))
    title = element("title", bar.said)
    return element("svg", title, *marks, class_="bar", width="100%", height=_HEIGHT, role="img")


def interval(lo: float, hi: float) -> list[Markup]:
    """Return a line from `lo` to `hi` with ends, light around so that it is seen on a dark bar."""
    low, high = percent(lo), percent(hi)
    strokes = []
    for name in ("interval-halo", "interval"):
        strokes += [
            element("line", class_=name, x1=low, x2=high, y1=_MIDDLE, y2=_MIDDLE),
            element("line", class_=name, x1=low, x2=low, y1=_MIDDLE - 4, y2=_MIDDLE + 4),
            element("line", class_=name, x1=high, x2=high, y1=_MIDDLE - 4, y2=_MIDDLE + 4),
        ]
    return strokes


def _rect(name: str, share: float) -> Markup:
    return element("rect", class_=name, x=0, y=4, width=percent(share), height=_HEIGHT - 8, rx=2)
