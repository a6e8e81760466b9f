"""Measures both bots in one run on one machine and writes `docs/benchmarks/turns.md` with two figures.

The loads take turns, so that a machine that grows slower meanwhile is unfair to neither. Both bots
are trained here, get equally many messages, and answer each anew.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp

from api.settings import Settings
from bench import bots
from bench.load import Open, Timing, run, run_long
from bench.machine import megabytes
from bench.report import NAMES, Measured, report_page
from launch import model
from launch.__main__ import prepare_database
from launch.command import command
from launch.plan import ROOT, CannotStart, apart_from_settings, free_port, make_plan
from launch.stack import Stack

ROUNDS = 3
CONVERSATIONS = 24
AT_ONCE = 8
LONG_TURNS = 200
LONG_CONVERSATIONS = 2
PAGE = ROOT / "docs" / "benchmarks" / "turns.md"

Contestants = dict[str, tuple[bots.Opener, tuple[str, ...]]]


async def main() -> int:
    """Trains and starts both bots, measures, writes the report."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        ports = {name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")}
        settings = {
            "KUNDEDIALOG_DEMO": "1",
            "CONVERSATIONS_PER_MINUTE": "0",
            "MODEL_DIR": str(folder / "models"),
        }
        plan = make_plan({**apart_from_settings(os.environ), **ports, **settings}, var=folder / "var")
        say("training this bot …")
        ours = _seconds(lambda: model.train(plan))
        say(f"training the starter bot of `rasa init` … ({ours:.0f} s for this one)")
        starters = _seconds(lambda: bots.make_starter(folder / "starter", plan))
        await prepare_database(Settings.from_env(plan.environment))
        stack, port = Stack(plan), free_port()
        starter = bots.starter_process(folder / "starter", port, plan)
        try:
            await stack.start(say)
            await starter.start()
            if not await starter.ready(within=180):
                raise CannotStart(f"the starter bot did not start ({starter.last_words()}).")
            contestants: Contestants = {
                NAMES[0]: (bots.ours(plan), bots.OURS),
                NAMES[1]: (bots.ours_in_rasa(plan), bots.OURS),
                NAMES[2]: (bots.starter(port), bots.STARTERS),
            }
            loads = await measure(contestants)
            memory = {
                "Rasa process": (megabytes(stack.rasa), megabytes(starter)),
                "action server": (megabytes(stack.actions), None),
            }
            long = await measure_long({name: contestants[name] for name in NAMES[1:]})
        finally:
            await starter.stop()
            await stack.stop()
    measured = Measured(loads, long, training=(ours, starters), memory=memory)
    report_page(PAGE, measured, conversations=CONVERSATIONS)
    say(f"written: {PAGE.relative_to(ROOT)}")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))
    return 0


async def measure(contestants: Contestants) -> dict[tuple[str, int], list[Timing]]:
    """All contestants in turn, round after round; the first, smaller round only warms up."""
    results: dict[tuple[str, int], list[Timing]] = {}
    async with _client() as http:
        for name, (opener, script) in contestants.items():
            await run(opener(http), script, conversations=4, at_once=1)
            say(f"{name} is warm")
        for _ in range(ROUNDS):
            for at_once in (1, AT_ONCE):
                for name, (opener, script) in contestants.items():
                    timing = await run(opener(http), script, conversations=CONVERSATIONS, at_once=at_once)
                    results.setdefault((name, at_once), []).append(timing)
                    say(
                        f"{name}, {at_once} at once: {timing.per_second:.0f} turns/s, {1000 * timing.p50:.1f} ms"
                    )
    return results


async def measure_long(contestants: Contestants) -> dict[str, list[list[float]]]:
    """Long conversations with each, one after the other: the seconds of every turn."""
    results: dict[str, list[list[float]]] = {}
    async with _client() as http:
        for _ in range(LONG_CONVERSATIONS):
            for name, (opener, script) in contestants.items():
                open_conversation: Open = opener(http)
                seconds = await run_long(open_conversation, script, turns=LONG_TURNS)
                results.setdefault(name, []).append(seconds)
                say(f"{name}: {LONG_TURNS} turns in one conversation, {sum(seconds):.1f} s")
    return results


def say(line: str) -> None:
    """Progress on the terminal."""
    sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


def _client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60), raise_for_status=True)


def _seconds(work: Callable[[], None]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


if __name__ == "__main__":
    sys.exit(command(lambda: asyncio.run(main())))
