"""Who is in the house: visitors who write, and people whose browsers read what the pages of the console read.

A browser listens to the event stream. After a hint it reads the list or the open conversation, one at a time:
hints that come meanwhile lead to one more reading afterwards (`api/console/static/desk.js`). After a list it reads the
top bar, now and then (`bar.js`), and every ten seconds it gives a sign of life (`present.js`).
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from bench.desk.house import Case, Seat

_SAID = re.compile(r'class="said-text[^"]*"[^>]*>(.*?)</p>', re.DOTALL)
_MARK = re.compile(r"\[(\d+)-(\d+)\]")
_CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')
_BAR_EVERY_SECONDS = 4.0
_SIGN_EVERY_SECONDS = 10.0
_LAST = re.compile(r'data-last-seq="(\d+)"')


class OutOfOrder(Exception):
    """A conversation on a screen is not what was written: a message is missing, twice, or at the wrong place."""


@dataclass
class Log:
    """What happened when, by the number of the case and of the message in it; all clocks are one clock."""

    written: dict[tuple[int, int], float] = field(default_factory=dict)
    read: dict[tuple[int, int], float] = field(default_factory=dict)
    listed: dict[tuple[int, int], float] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


class Visitor:
    """Somebody who writes in a conversation that a person has, and waits for each to be taken."""

    def __init__(self, http: aiohttp.ClientSession, case: Case, log: Log) -> None:
        self._http, self._case, self._log = http, case, log
        self._turn = asyncio.Lock()
        self.said = 0

    async def write(self) -> None:
        """Write one more message."""
        async with self._turn:
            key = (self._case.number, self.said)
            self.said += 1
            body = {"client_message_id": f"m{key[1]}", "text": f"[{key[0]}-{key[1]}] Where is it now?"}
            self._log.written[key] = start = time.perf_counter()
            path = f"/api/chat/conversations/{self._case.id}/messages"
            headers = {"Authorization": f"Bearer {self._case.token}"}
            async with self._http.post(path, json=body, headers=headers) as answer:
                await answer.read()
            self._log.seconds["message"].append(time.perf_counter() - start)


class Agent:
    """A person at the console with one of their conversations open, and a list beside it."""

    def __init__(self, http: aiohttp.ClientSession, seat: Seat, log: Log, *, tab: str) -> None:
        self._http, self._seat, self._log, self._tab = http, seat, log, tab
        self._cookies = {"Cookie": f"kd_session={seat.token}"}
        self._csrf, self._seen, self._read, self._bar_at = "", -1, 0, 0.0
        self._list = OneAtATime(self._read_list)
        self._talk = OneAtATime(self._read_talk)
        self.open = seat.cases[0]

    async def arrive(self) -> None:
        """Open the console."""
        page = await self._get(f"/console?tab={self._tab}&c={self.open.id}", "page")
        found = _CSRF.search(page)
        if found is None:
            raise OutOfOrder("the console's page has no token")
        self._csrf = found[1]

    async def sit(self, ready: asyncio.Event) -> None:
        """Listen and read until cancelled."""
        path = f"/api/console/stream?conversation={self.open.id}"
        never = aiohttp.ClientTimeout(total=None)
        async with asyncio.TaskGroup() as reading:
            reading.create_task(self._give_signs())
            async with self._http.get(path, headers=self._cookies, timeout=never) as stream:
                async for line in stream.content:
                    name = line.decode().strip().removeprefix("event: ")
                    if name in ("queue", "ready"):
                        self._list.ask(reading)
                    if name in ("conversation", "ready"):
                        self._talk.ask(reading)
                    if name == "ready":
                        ready.set()
        raise OutOfOrder("the stream ended")

    async def take(self, conversation_id: str) -> None:
        """Take one that waits: what everybody's list shows."""
        await self._act("claim", {}, on=conversation_id)

    async def look_through(self) -> dict[int, list[int]]:
        """What every one of one's conversations holds, by case: the numbers of the visitor's messages."""
        return {case.number: (await self._messages(case))[0] for case in self._seat.cases}

    async def _read_list(self) -> None:
        listed = await self._get(f"/console/queue?tab={self._tab}&c={self.open.id}", "list")
        moment = time.perf_counter()
        own = {case.number for case in self._seat.cases}
        for case, number in _marks(listed):
            # A later message on the screen says that the earlier ones are out of date.
            for one in range(number, -1, -1):
                if case not in own or (case, one) in self._log.listed:
                    break
                self._log.listed[case, one] = moment
        if moment - self._bar_at > _BAR_EVERY_SECONDS:
            self._bar_at = moment
            await self._get("/console/bar", "bar")

    async def _read_talk(self) -> None:
        numbers, last = await self._messages(self.open)
        moment = time.perf_counter()
        newest = len(numbers) - 1
        if newest < self._seen:
            raise OutOfOrder(f"case {self.open.number}: message {self._seen} is gone")
        for number in range(self._seen + 1, newest + 1):
            self._log.read[self.open.number, number] = moment
        self._seen = newest
        if last > self._read:
            self._read = last
            await self._act("read", {"seq": last})

    async def _messages(self, case: Case) -> tuple[list[int], int]:
        """The numbers of the visitor's messages on the page, and of the newest event of all."""
        page = await self._get(f"/console/conversations/{case.id}", "conversation")
        marks = [mark for words in _SAID.findall(page) for mark in _marks(words)]
        numbers = [number for _, number in marks]
        if marks != [(case.number, place) for place in range(len(marks))]:
            raise OutOfOrder(f"case {case.number}: {numbers}")
        last = _LAST.search(page)
        return numbers, int(last[1]) if last else 0

    async def _give_signs(self) -> None:
        await asyncio.sleep(random.uniform(0, _SIGN_EVERY_SECONDS))
        while True:
            await self._act("here", {"page": self.open.id, "doing": "looking"})
            await asyncio.sleep(_SIGN_EVERY_SECONDS)

    async def _act(self, action: str, body: dict[str, object], *, on: str | None = None) -> None:
        path = f"/api/console/conversations/{on or self.open.id}/{action}"
        headers = {**self._cookies, "X-CSRF-Token": self._csrf}
        async with self._http.post(path, json=body, headers=headers) as answer:
            await answer.read()

    async def _get(self, path: str, kind: str) -> str:
        start = time.perf_counter()
        async with self._http.get(path, headers=self._cookies) as answer:
            text = await answer.text()
        self._log.seconds[kind].append(time.perf_counter() - start)
        return text


class OneAtATime:
    """Runs ``work`` when asked; asked during a run, it runs once more afterwards."""

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._work, self._running, self._again = work, False, False

    def ask(self, group: asyncio.TaskGroup) -> None:
        """Have it done soon."""
        if self._running:
            self._again = True
            return
        self._running = True
        group.create_task(self._run())

    async def _run(self) -> None:
        try:
            while True:
                self._again = False
                await self._work()
                if not self._again:
                    return
        finally:
            self._running = False


def _marks(text: str) -> list[tuple[int, int]]:
    return [(int(case), int(number)) for case, number in _MARK.findall(text)]
