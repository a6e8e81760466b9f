"""One process of the installation: started, asked whether it is ready, restarted, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from launch.model import last_line
from launch.plan import ROOT

STOP_SECONDS = 10.0


@dataclass
class Managed:
    """A process with the address at which it answers once it is ready, and its log."""

    name: str
    command: Sequence[str]
    ready_url: str
    environment: Mapping[str, str]
    log: Path
    started: list[float] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts the process in a group of its own, so that Ctrl-C reaches the launcher alone."""
        self.started.append(time.monotonic())
        with self.log.open("a") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def ready(self, *, within: float) -> bool:
        """Waits until the process answers; False when it ended or the time ran out."""
        deadline = time.monotonic() + within
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            while time.monotonic() < deadline and self.running:
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(self.ready_url)).status_code == 200:
                        return True
                await asyncio.sleep(0.2)
        return False

    async def ended(self) -> int:
        """Waits for the end of the process and gives its exit code."""
        assert self._process is not None
        return await self._process.wait()

    async def stop(self) -> None:
        """Asks the process to end; after a while makes it."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.wait()

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process is not None
        return self._process.pid

    def starts_within(self, seconds: float) -> int:
        """How often the process was started of late."""
        return sum(time.monotonic() - start < seconds for start in self.started)

    def last_words(self) -> str:
        """The last line of its log."""
        return last_line(self.log)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
