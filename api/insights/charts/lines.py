"""Numbers over time as lines that differ in tone and in dash, so that they do in black and white as well.

The lines are stretched to the width of the page; type and strokes keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.insights.charts.scale import Scale
from api.insights.charts.svg import element, percent

HEIGHT = 200
_FOOT = 24
_HEAD = 8
_LABELS = 6
_PLOT = HEIGHT - _FOOT - _HEAD


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One place on the axis of time, with a value for each line."""

    label: str
    said: str
    values: tuple[int, ...]
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class LineChart:
    """Lines over time; ``names`` are theirs, in the order of the values."""

    title: str
    axis: str
    names: tuple[str, ...]
    moments: tuple[Moment, ...]
    scale: Scale
    kind: str = "lines"

    def levels_drawn(self) -> Markup:
        """The drawing of the numbers at the side."""
        return levels_svg(self.scale)

    def drawn(self) -> Markup:
        """The drawing of the lines."""
        return line_svg(self.moments, self.scale, lines=len(self.names))


def levels_svg(scale: Scale) -> Markup:
    """Return the numbers of the level lines, as a column of their own."""
    numbers = [
        element("text", scale.shown(tick), x="100%", y=_level(scale, tick) + 4, text_anchor="end")
        for tick in scale.ticks
    ]
    return element("svg", *numbers, class_="levels", width=36, height=HEIGHT, aria_hidden="true")


def line_svg(moments: Sequence[Moment], scale: Scale, *, lines: int) -> Markup:
    """Return the drawing: level lines, the lines, days below, and for each moment a place to point at."""
    places = [(place + 0.5) / len(moments) for place in range(len(moments))]
    ys = [_level(scale, tick) for tick in scale.ticks]
    levels = [element("line", class_="grid", x1=0, x2="100%", y1=y, y2=y) for y in ys]
    drawn = [
        _line(places, [m.values[n] for m in moments], scale, name=f"line line-{n + 1}") for n in range(lines)
    ]
    dots = []
    if len(moments) == 1:
        dots = [_dot(places[0], moments[0].values[n], scale, n) for n in range(lines)]
    stretched = element(
        "svg", *drawn, y=_HEAD, width="100%", height=_PLOT, viewBox="0 0 100 100", preserveAspectRatio="none"
    )
    cursor = element("line", class_="cursor", x1=0, x2=0, y1=_HEAD, y2=HEIGHT - _FOOT, visibility="hidden")
    return element(
        "svg",
        *levels,
        *_days(moments, places),
        stretched,
        *dots,
        cursor,
        *_targets(moments, places),
        class_="lines",
        width="100%",
        height=HEIGHT,
    )


def _line(places: Sequence[float], values: Sequence[int], scale: Scale, *, name: str) -> Markup:
    points = " ".join(
        f"{x * 100:.2f},{(1 - scale.share(value)) * 100:.2f}" for x, value in zip(places, values, strict=True)
    )
    return element("polyline", class_=name, points=points, vector_effect="non-scaling-stroke")


def _level(scale: Scale, value: float) -> float:
    return _HEAD + _PLOT * (1 - scale.share(value))


def _dot(place: float, value: int, scale: Scale, line: int) -> Markup:
    return element("circle", class_=f"dot dot-{line + 1}", cx=percent(place), cy=_level(scale, value), r=4)


def _days(moments: Sequence[Moment], places: Sequence[float]) -> list[Markup]:
    every = max(1, -(-len(moments) // _LABELS))
    last = len(moments) - 1
    shown = [place for place in range(len(moments)) if (last - place) % every == 0]
    return [
        element(
            "text",
            moments[place].label,
            class_="day" if (last - place) % (every * 2) == 0 else "day day-wide",
            x=percent(places[place]) if place != last or last == 0 else "100%",
            y=HEIGHT - 6,
            text_anchor="end" if place == last and last > 0 else "middle",
        )
        for place in shown
    ]


def _targets(moments: Sequence[Moment], places: Sequence[float]) -> list[Markup]:
    width = percent(1 / len(moments))
    return [
        element(
            "a",
            element(
                "rect",
                element("title", moment.said),
                x=percent(middle - 0.5 / len(moments)),
                y=0,
                width=width,
                height=HEIGHT,
                class_="target-area",
                data_middle=percent(middle),
            ),
            href=moment.href,
            tabindex="-1",
        )
        for moment, middle in zip(moments, places, strict=True)
    ]
