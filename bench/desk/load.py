"""The load: people sit at the console while visitors write at a steady rate, for a while, and then stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

import aiohttp

from bench.desk.house import House
from bench.desk.people import Agent, Log, OutOfOrder, Visitor
from bench.machine import megabytes, processor_seconds

_CALM_SECONDS = 3.0
_DRAIN_SECONDS = 30.0
_ALONE = 20
TABS = ("waiting", "mine")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a load showed; all times in seconds.

    Attributes:
        sent: How many messages were written in the time, and in how many seconds.
        read: From writing to the message being on the agent's side, for conversations that are open there.
        listed: The same to the list that shows it, for agents who look at their own list.
        taken: How long the visitors' calls took.
        seconds: What each reading took under load, by kind: "list", "conversation".
        alone: What reading each list takes when nothing else happens, and its bytes, by tab.
        api_share, own_share: Processor time of the api, and of everybody else, per second that passed.
        memory: Megabytes of the api before and after.
    """

    sent: tuple[int, float]
    read: Sequence[float]
    listed: Sequence[float]
    taken: Sequence[float]
    seconds: Mapping[str, Sequence[float]]
    alone: Mapping[str, tuple[float, int]]
    api_share: float
    own_share: float
    memory: tuple[float, float]


async def run(house: House, *, per_second: float, seconds: float, take_every: float = 2.0) -> Measured:
    """Plays the load and checks that everybody has read everything, once and in order.

    Args:
        take_every: After how many seconds somebody takes a conversation that waits, again and again.

    Raises:
        OutOfOrder: Something on a screen was missing, twice, or at the wrong place.
        aiohttp.ClientResponseError: A call failed.
    """
    log = Log()
    async with _client(house) as http, asyncio.TaskGroup() as sitting:
        agents = [Agent(http, seat, log, tab=tab) for seat, tab in zip(house.seats, cycle(TABS))]
        visitors = [Visitor(http, case, log) for seat in house.seats for case in seat.cases]
        for agent in agents:
            await agent.arrive()
        alone = await _lists_alone(http, house)
        ready = [asyncio.Event() for _ in agents]
        tasks = [sitting.create_task(agent.sit(there)) for agent, there in zip(agents, ready, strict=True)]
        await asyncio.gather(*(there.wait() for there in ready))
        await asyncio.sleep(_CALM_SECONDS)
        log.seconds.clear()
        memory, busy, own = megabytes(house.api), processor_seconds(house.api), time.process_time()
        start = time.perf_counter()
        taking = sitting.create_task(_take(agents, house.waiting, every=take_every))
        await _write(visitors, per_second=per_second, seconds=seconds)
        taking.cancel()
        elapsed = time.perf_counter() - start
        busy, own = processor_seconds(house.api) - busy, time.process_time() - own
        memory_after = megabytes(house.api)
        open_cases = {agent.open.number for agent in agents}
        await _read_by_all(log, open_cases)
        for task in tasks:
            task.cancel()
        for agent in agents:
            for case, numbers in (await agent.look_through()).items():
                if numbers != [number for one, number in sorted(log.written) if one == case]:
                    raise OutOfOrder(f"case {case} ends with {numbers}")
    return Measured(
        sent=(len(log.written), elapsed),
        read=[log.read[key] - log.written[key] for key in sorted(log.read)],
        listed=[log.listed[key] - log.written[key] for key in sorted(log.listed)],
        taken=log.seconds["message"],
        seconds={kind: log.seconds[kind] for kind in ("list", "conversation")},
        alone=alone,
        api_share=busy / elapsed,
        own_share=own / elapsed,
        memory=(memory, memory_after),
    )


async def _write(visitors: Sequence[Visitor], *, per_second: float, seconds: float) -> None:
    """Steadily, whether the answers come or not: who waits for an answer would hide a desk that cannot follow."""
    start, count = time.perf_counter(), int(per_second * seconds)
    async with asyncio.TaskGroup() as writing:
        for number, visitor in zip(range(count), cycle(visitors)):
            await asyncio.sleep(max(0.0, start + number / per_second - time.perf_counter()))
            writing.create_task(visitor.write())


async def _take(agents: Sequence[Agent], waiting: Sequence[str], *, every: float) -> None:
    for agent, conversation_id in zip(cycle(agents), waiting):
        await asyncio.sleep(every)
        await agent.take(conversation_id)


async def _read_by_all(log: Log, open_cases: set[int]) -> None:
    """Waits until whatever was written where somebody looks has been read there."""
    awaited = {key for key in log.written if key[0] in open_cases}
    for _ in range(int(_DRAIN_SECONDS / 0.05)):
        if log.read.keys() >= awaited:
            return
        await asyncio.sleep(0.05)
    raise OutOfOrder(f"never on a screen: {sorted(awaited - log.read.keys())}")


async def _lists_alone(http: aiohttp.ClientSession, house: House) -> dict[str, tuple[float, int]]:
    """The median of reading each list again and again while nothing else happens."""
    found: dict[str, tuple[float, int]] = {}
    cookies = {"Cookie": f"kd_session={house.seats[0].token}"}
    for tab in TABS:
        times, size = list[float](), 0
        for _ in range(_ALONE):
            start = time.perf_counter()
            async with http.get(f"/console/queue?tab={tab}", headers=cookies) as answer:
                size = len(await answer.read())
            times.append(time.perf_counter() - start)
        found[tab] = sorted(times)[len(times) // 2], size
    return found


def _client(house: House) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        house.address,
        timeout=aiohttp.ClientTimeout(total=60),
        raise_for_status=True,
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
    )
