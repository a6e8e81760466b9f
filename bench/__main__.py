"""Measures both bots in one run on one machine and writes `docs/benchmarks/turns.md` with a figure.

The loads take turns, so that a machine that grows slower meanwhile is unfair to neither.
"""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

import httpx

from api.settings import Settings
from bench import bots
from bench.load import Timing, Turn, run
from bench.plot import draw
from launch import model
from launch.__main__ import prepare_database
from launch.command import command
from launch.plan import ROOT, CannotStart, apart_from_settings, free_port, make_plan
from launch.processes import Managed
from launch.stack import Stack

ROUNDS = 3
CONVERSATIONS = 24
AT_ONCE = 8
REPORT = ROOT / "docs" / "benchmarks" / "turns.md"

Opener = Callable[[httpx.AsyncClient], Callable[[], Awaitable[Turn]]]
Result = dict[tuple[str, int], list[Timing]]


async def main() -> int:
    """Starts both bots, measures, writes the report."""
    with tempfile.TemporaryDirectory() as scratch:
        ports = {name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")}
        settings = {"KUNDEDIALOG_DEMO": "1", "CONVERSATIONS_PER_MINUTE": "0"}
        plan = make_plan({**apart_from_settings(os.environ), **ports, **settings}, var=Path(scratch) / "var")
        if not model.is_current(plan):
            say("training the model …")
            model.train(plan)
        say("training the starter bot of `rasa init`, a minute or two …")
        bots.make_starter(Path(scratch) / "starter", plan)
        await prepare_database(Settings.from_env(plan.environment))
        stack, port = Stack(plan), free_port()
        starter = bots.starter_process(Path(scratch) / "starter", port, plan)
        try:
            await stack.start(say)
            await starter.start()
            if not await starter.ready(within=180):
                raise CannotStart(f"the starter bot did not start ({starter.last_words()}).")
            contestants: dict[str, tuple[Opener, tuple[str, ...]]] = {
                "this bot, through the api": (bots.ours(plan), bots.OURS),
                "this bot, the Rasa process": (bots.ours_in_rasa(plan), bots.OURS),
                "starter bot of `rasa init`": (bots.starter(port), bots.STARTERS),
            }
            results = await measure(contestants)
            memory = {"this bot": megabytes(stack.rasa), "starter bot": megabytes(starter)}
        finally:
            await starter.stop()
            await stack.stop()
    write(REPORT, results, memory)
    say(f"written: {REPORT.relative_to(ROOT)}")
    sys.stdout.write(REPORT.read_text(encoding="utf-8"))
    return 0


def write(page: Path, results: Result, memory: dict[str, float]) -> None:
    """Writes the report, and its figure beside it."""
    page.parent.mkdir(parents=True, exist_ok=True)
    draw(results, page.with_suffix(".svg"))
    page.write_text(report(results, memory), encoding="utf-8")


async def measure(contestants: dict[str, tuple[Opener, tuple[str, ...]]]) -> Result:
    """All contestants in turn, round after round; the first, smaller round only warms up."""
    results: Result = {}
    async with httpx.AsyncClient(timeout=60.0, trust_env=False) as http:
        for name, (opener, script) in contestants.items():
            await run(opener(http), script, conversations=2, at_once=1)
            say(f"{name} is warm")
        for _ in range(ROUNDS):
            for at_once in (1, AT_ONCE):
                for name, (opener, script) in contestants.items():
                    timing = await run(opener(http), script, conversations=CONVERSATIONS, at_once=at_once)
                    results.setdefault((name, at_once), []).append(timing)
                    say(f"{name}, {at_once} at once: {timing.per_second:.0f} turns/s")
    return results


def report(results: Result, memory: dict[str, float]) -> str:
    """The report in Markdown: medians of the rounds, and ratios to the starter bot."""
    names = list(dict.fromkeys(name for name, _ in results))
    lines = [
        "# How quick a turn is",
        "",
        f"Measured {date.today().isoformat()} by `make bench`: {os.cpu_count()} cores, {platform.system()} "
        f"on {platform.machine()}, Python {platform.python_version()}, Rasa {version('rasa')}. "
        f"Each figure is the median of {ROUNDS} rounds of {CONVERSATIONS} conversations with ten turns; "
        "the bots take turns on the same machine. Machines vary; the ratios are what to read.",
        "",
        "| | at once | turns/s | p50 ms | p95 ms | p50 to the starter bot's | turns/s to the starter bot's |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for at_once in sorted({at_once for _, at_once in results}):
        base = results[names[-1], at_once]
        for name in names:
            rounds = results[name, at_once]
            lines.append(
                f"| {name} | {at_once} | {_median(rounds, 'per_second'):.0f} | {1000 * _median(rounds, 'p50'):.1f} "
                f"| {1000 * _median(rounds, 'p95'):.1f} | {_ratio(rounds, base, 'p50'):.2f} "
                f"| {_ratio(rounds, base, 'per_second'):.2f} |"
            )
    lines += [
        "",
        "![p50 and p95 of a turn, for each bot](turns.svg)",
        "",
        "Memory of the Rasa process after the load: "
        + ", ".join(f"{name} {size:.0f} MB" for name, size in memory.items())
        + ".",
        "",
    ]
    return "\n".join(lines)


def megabytes(process: Managed) -> float:
    """Resident memory of a process; 0 where the system does not tell (only Linux has /proc)."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return 0.0
    kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def say(line: str) -> None:
    """Progress on the terminal."""
    sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


def _median(rounds: list[Timing], figure: str) -> float:
    return statistics.median(float(getattr(timing, figure)) for timing in rounds)


def _ratio(rounds: list[Timing], base: list[Timing], figure: str) -> float:
    """The median of the ratios, round by round."""
    pairs = zip(rounds, base, strict=True)
    return statistics.median(float(getattr(one, figure) / getattr(other, figure)) for one, other in pairs)


if __name__ == "__main__":
    sys.exit(command(lambda: asyncio.run(main())))
