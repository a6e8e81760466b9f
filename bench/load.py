"""Sends conversations to a bot, a fixed number at a time, and takes the time of every turn."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

Turn = Callable[[str], Awaitable[None]]
Open = Callable[[], Awaitable[Turn]]


@dataclass(frozen=True)
class Timing:
    """What a load showed: seconds per turn, and turns per second over all conversations."""

    turns: int
    per_second: float
    p50: float
    p95: float


async def run(open_conversation: Open, script: Sequence[str], *, conversations: int, at_once: int) -> Timing:
    """Plays the script in many conversations.

    Args:
        open_conversation: Opens one and gives the function that sends it a message and awaits the answer.
        script: The visitor's messages, in order.
        conversations: How many conversations in all; the load ends with the last.
        at_once: How many go on side by side.

    Returns:
        Times over all turns of all conversations.
    """
    places, seconds = asyncio.Semaphore(at_once), list[float]()

    async def converse() -> None:
        async with places:
            turn = await open_conversation()
            for message in script:
                start = time.perf_counter()
                await turn(message)
                seconds.append(time.perf_counter() - start)

    start = time.perf_counter()
    await asyncio.gather(*(converse() for _ in range(conversations)))
    elapsed = time.perf_counter() - start
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return Timing(turns=len(seconds), per_second=len(seconds) / elapsed, p50=cuts[49], p95=cuts[94])


async def run_long(open_conversation: Open, script: Sequence[str], *, turns: int) -> list[float]:
    """Says the script again and again in one conversation.

    Returns:
        The seconds of every turn, in order.
    """
    turn, seconds = await open_conversation(), list[float]()
    for message in islice(cycle(script), turns):
        start = time.perf_counter()
        await turn(message)
        seconds.append(time.perf_counter() - start)
    return seconds
