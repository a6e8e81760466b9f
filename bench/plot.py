"""The figure of the report: how long a turn takes, for each bot, told apart without colour."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.load import Timing

# Figure of a Timing, fill and hatching: the two differ in lightness as well as in pattern.
_BARS = (("p50", "#2f4858", ""), ("p95", "#ffffff", "////"))
_WIDTH = 0.38


def draw(results: Mapping[tuple[str, int], Sequence[Timing]], path: Path) -> None:
    """Draws a panel for each load, with p50 and p95 of every bot as bars.

    Args:
        results: For each bot and number of conversations at once the timings of all rounds.
        path: Where the SVG goes; the same results give the same file.
    """
    loads = sorted({at_once for _, at_once in results})
    names = list(dict.fromkeys(name for name, _ in results))
    # Text stays text, so that the figure can be searched and read aloud.
    with matplotlib.rc_context({"svg.hashsalt": "turns", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(9, 1.4 + 0.75 * len(names)), layout="constrained")
        panels = figure.subplots(1, len(loads), squeeze=False)[0]
        for panel, at_once in zip(panels, loads, strict=True):
            _draw_load(panel, [(name, results[name, at_once]) for name in names], at_once)
        for panel in panels[1:]:
            panel.tick_params(labelleft=False)
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
        figure.savefig(path, format="svg", metadata={"Date": None})


def draw_growth(long: Mapping[str, Sequence[Sequence[float]]], path: Path) -> None:
    """Draws how long each turn of a long conversation takes, a line for every bot.

    Args:
        long: For each bot the seconds of every turn, in one or more conversations.
        path: Where the SVG goes; the same results give the same file.
    """
    with matplotlib.rc_context({"svg.hashsalt": "growth", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(9, 3.4), layout="constrained")
        panel = figure.subplots()
        for (name, conversations), style in zip(long.items(), ("-", "--", ":"), strict=False):
            medians = [1000 * statistics.median(turns) for turns in zip(*conversations, strict=True)]
            panel.plot(
                range(1, len(medians) + 1), medians, style, color="#2f4858", label=name.replace("`", "")
            )
        panel.set_xlabel("turn of the conversation")
        panel.set_ylabel("milliseconds")
        panel.set_ylim(bottom=0)
        panel.legend(frameon=False)
        panel.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _draw_load(panel: Axes, bots: Sequence[tuple[str, Sequence[Timing]]], at_once: int) -> None:
    for number, (figure, fill, hatch) in enumerate(_BARS):
        heights = [1000 * statistics.median(float(getattr(t, figure)) for t in rounds) for _, rounds in bots]
        places = [row + (number - 0.5) * _WIDTH for row in range(len(bots))]
        bars = panel.barh(
            places, heights, _WIDTH, label=figure, facecolor=fill, edgecolor="#2f4858", hatch=hatch
        )
        panel.bar_label(bars, fmt="%.1f", padding=3)
    panel.set_yticks(range(len(bots)), [name.replace("`", "") for name, _ in bots])
    panel.invert_yaxis()
    panel.margins(x=0.18)
    panel.set_xlabel("milliseconds for one turn (median of the rounds)")
    panel.set_title("one conversation" if at_once == 1 else f"{at_once} conversations at once")
    panel.spines[["top", "right"]].set_visible(False)
