"""The report on the desk in Markdown: one column per database."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bench.desk.house import Size
from bench.desk.load import TABS, Measured
from bench.machine import description

_Figure = Callable[[Measured], str]


def report(found: Mapping[str, Measured], size: Size, *, per_second: float) -> str:
    """The report's text; `found` is by the database's name."""
    one = next(iter(found.values()))
    places = list(found)
    return "\n".join(
        [
            "# How quick the desk is",
            "",
            f"Measured {date.today().isoformat()} by `make bench-desk`: {description()}.",
            "",
            f"{size.agents} people sit at the console, each with a conversation open and a list beside it; "
            f"{size.queued} conversations wait and {size.assigned} have a person. In those, visitors write "
            f"{per_second:g} messages a second for {one.sent[1]:.0f} s; every two seconds somebody takes one that "
            "waits, which all lists show. Each browser reads after a hint what the console's pages read, and says how "
            "far it has read. Browsers and visitors share the machine with the api. Everybody read everything once "
            "and in order, or there would be no report.",
            "",
            "| | " + " | ".join(places) + " |",
            "|---|" + "--:|" * len(places),
            *(
                f"| {name} | " + " | ".join(figure(found[place]) for place in places) + " |"
                for name, figure in _rows()
            ),
            "",
        ]
    )


def _rows() -> list[tuple[str, _Figure]]:
    return [
        ("from writing to the agent's open conversation, ms: p50", lambda m: _at(m.read, 50)),
        ("p95 (aim: 300)", lambda m: _at(m.read, 95)),
        ("longest", lambda m: _most(m.read)),
        ("from writing to the agent's own list, ms: p50", lambda m: _at(m.listed, 50)),
        ("p95", lambda m: _at(m.listed, 95)),
        ("the visitor's call, ms: p50", lambda m: _at(m.taken, 50)),
        ("p95", lambda m: _at(m.taken, 95)),
        ("messages written", lambda m: str(m.sent[0])),
        *((_alone_name(tab), _alone(tab)) for tab in TABS),
        ("a list under load, ms: p50", lambda m: _at(m.seconds["list"], 50)),
        ("lists read a second, by all", lambda m: _per_second(m, "list")),
        ("a conversation under load, ms: p50", lambda m: _at(m.seconds["conversation"], 50)),
        ("conversations read a second, by all", lambda m: _per_second(m, "conversation")),
        ("the api's share of one core", lambda m: f"{m.api_share:.0%}"),
        ("the browsers' and visitors' share of one core", lambda m: f"{m.own_share:.0%}"),
        ("memory of the api before → after, MB", lambda m: f"{m.memory[0]:.0f} → {m.memory[1]:.0f}"),
    ]


def _alone_name(tab: str) -> str:
    return f"the list “{tab}” with nothing else going on, ms (kB)"


def _alone(tab: str) -> _Figure:
    return lambda m: f"{1000 * m.alone[tab][0]:.0f} ({m.alone[tab][1] / 1024:.0f})"


def _at(seconds: Sequence[float], percent: int) -> str:
    if len(seconds) < 2:
        return "–"
    return f"{1000 * statistics.quantiles(seconds, n=100, method='inclusive')[percent - 1]:.0f}"


def _most(seconds: Sequence[float]) -> str:
    return f"{1000 * max(seconds):.0f}" if seconds else "–"


def _per_second(measured: Measured, kind: str) -> str:
    return f"{len(measured.seconds[kind]) / measured.sent[1]:.0f}"
