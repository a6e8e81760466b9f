"""The report in Markdown: medians of the rounds, ratios to the starter bot, and how a conversation ages."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.load import Timing
from bench.machine import description
from bench.plot import draw, draw_growth

# Through the api, the Rasa process alone, and the one that both are measured by.
NAMES = ("this bot, through the api", "this bot, the Rasa process", "starter bot of `rasa init`")
# A script has ten messages, so ten turns in a row hold each of them once.
EARLY, LATE = slice(0, 10), slice(-10, None)


@dataclass(frozen=True)
class Measured:
    """All figures of a run.

    Attributes:
        loads: For each bot and number of conversations at once the timings of all rounds.
        long: For each bot the seconds of every turn of long conversations.
        training: Seconds to train this bot and the starter bot, from nothing.
        memory: For each kind of process the megabytes of this bot's and of the starter bot's.
    """

    loads: Mapping[tuple[str, int], Sequence[Timing]]
    long: Mapping[str, Sequence[Sequence[float]]]
    training: tuple[float, float]
    memory: Mapping[str, tuple[float, float | None]]


def report_page(page: Path, measured: Measured, *, conversations: int) -> None:
    """Writes the report, and its figures beside it."""
    page.parent.mkdir(parents=True, exist_ok=True)
    draw(measured.loads, page.with_suffix(".svg"))
    draw_growth(measured.long, page.with_name("growth.svg"))
    page.write_text(report(measured, conversations=conversations), encoding="utf-8")


def report(measured: Measured, *, conversations: int) -> str:
    """The report's text."""
    rounds = len(next(iter(measured.loads.values())))
    return "\n".join(
        [
            "# How quick a turn is",
            "",
            f"Measured {date.today().isoformat()} by `make bench`: {description()}. Each figure is the median of "
            f"{rounds} rounds of {conversations} conversations with ten turns; the bots take turns on the same "
            "machine, and no answer is kept for another turn. Machines vary; the ratios are what to read.",
            "",
            *_loads(measured.loads),
            "",
            "![p50 and p95 of a turn, for each bot](turns.svg)",
            "",
            *_own_share(measured.loads),
            "",
            "## A long conversation",
            "",
            *_growth(measured.long),
            "",
            "![Milliseconds of every turn of a conversation with 200 turns](growth.svg)",
            "",
            "## Training and memory",
            "",
            *_training_and_memory(measured),
            "",
        ]
    )


def _loads(loads: Mapping[tuple[str, int], Sequence[Timing]]) -> list[str]:
    names = list(dict.fromkeys(name for name, _ in loads))
    lines = [
        "| | at once | turns/s | p50 ms | p95 ms | p50 to the starter bot's | turns/s to the starter bot's |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for at_once in sorted({at_once for _, at_once in loads}):
        base = loads[names[-1], at_once]
        for name in names:
            rounds = loads[name, at_once]
            lines.append(
                f"| {name} | {at_once} | {_median(rounds, 'per_second'):.0f} | {1000 * _median(rounds, 'p50'):.1f} "
                f"| {1000 * _median(rounds, 'p95'):.1f} | {_ratio(rounds, base, 'p50'):.2f} "
                f"| {_ratio(rounds, base, 'per_second'):.2f} |"
            )
    return lines


def _own_share(loads: Mapping[tuple[str, int], Sequence[Timing]]) -> list[str]:
    """What the api adds to the Rasa process's time: differences of medians, round by round."""
    whole, inside = loads.get((NAMES[0], 1)), loads.get((NAMES[1], 1))
    if not whole or not inside:
        return []
    share = statistics.median(1000 * (a.p50 - b.p50) for a, b in zip(whole, inside, strict=True))
    return [f"Of a turn through the api, {share:.1f} ms are the api's own: token, database, publishing."]


def _growth(long: Mapping[str, Sequence[Sequence[float]]]) -> list[str]:
    lines = ["| | turns 1–10, ms | turns 191–200, ms | late to early |", "|---|--:|--:|--:|"]
    for name, conversations in long.items():
        early, late = (
            1000 * statistics.median(second for turns in conversations for second in turns[part])
            for part in (EARLY, LATE)
        )
        lines.append(f"| {name} | {early:.1f} | {late:.1f} | {late / early:.2f} |")
    return lines


def _training_and_memory(measured: Measured) -> list[str]:
    ours, starters = measured.training
    lines = ["| | this bot | starter bot | ratio |", "|---|--:|--:|--:|"]
    lines.append(f"| training of everything, s | {ours:.0f} | {starters:.0f} | {ours / starters:.2f} |")
    for kind, (size, other) in measured.memory.items():
        if other:
            lines.append(
                f"| memory of the {kind} after the load, MB | {size:.0f} | {other:.0f} | {size / other:.2f} |"
            )
        else:
            lines.append(f"| memory of the {kind} after the load, MB | {size:.0f} | – | – |")
    return lines


def _median(rounds: Sequence[Timing], figure: str) -> float:
    return statistics.median(float(getattr(timing, figure)) for timing in rounds)


def _ratio(rounds: Sequence[Timing], base: Sequence[Timing], figure: str) -> float:
    """The median of the ratios, round by round."""
    pairs = zip(rounds, base, strict=True)
    return statistics.median(float(getattr(one, figure) / getattr(other, figure)) for one, other in pairs)
