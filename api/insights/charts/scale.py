"""Axes with few, round ticks."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup

from api.insights.charts.svg import element, percent

_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """An axis from 0 to ``top`` with a tick at each of ``ticks``, written by ``shown``."""

    top: float
    ticks: tuple[float, ...]
    shown: Callable[[float], str]

    def share(self, value: float) -> float:
        """Where a value is, from 0 to 1."""
        return min(1.0, max(0.0, value / self.top))


def scale_to(highest: float, *, shown: Callable[[float], str], whole: bool = True, ticks: int = 4) -> Scale:
    """Return an axis that reaches `highest` with about `ticks` round steps; `whole` forbids fractions."""
    step = _round_up(max(highest, 0.01 if not whole else 1) / ticks)
    if whole:
        step = max(1, ceil(step))
    steps = max(1, ceil(highest / step - 1e-9))
    return Scale(top=steps * step, ticks=tuple(step * place for place in range(steps + 1)), shown=shown)


def axis_svg(scale: Scale) -> Markup:
    """Return the row of tick labels under a chart."""
    last = len(scale.ticks) - 1
    labels = [
        element(
            "text",
            scale.shown(tick),
            x=percent(scale.share(tick)),
            y=12,
            text_anchor="start" if place == 0 else "end" if place == last else "middle",
        )
        for place, tick in enumerate(scale.ticks)
    ]
    return element("svg", *labels, class_="axis", width="100%", height=16, aria_hidden="true")


def grid(scale: Scale, *, height: int) -> list[Markup]:
    """Return a hairline at each tick."""
    places = [percent(scale.share(tick)) for tick in scale.ticks]
    return [element("line", class_="grid", x1=x, x2=x, y1=0, y2=height) for x in places]


def _round_up(step: float) -> float:
    size = 10.0 ** floor(log10(step))
    return size * next(nice for nice in _STEPS if step <= nice * size * (1 + 1e-9))
