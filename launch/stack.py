"""The three processes together: started side by side, watched, restarted, stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from launch.plan import CannotStart, Plan
from launch.processes import Managed

READY_SECONDS = 150.0
# A process that ends this often within this time will not come back by another start.
MOST_STARTS, WITHIN_SECONDS = 4, 120.0

Report = Callable[[str], None]


def rasa_process(
    plan: Plan,
    *,
    port: int,
    log: Path,
    endpoints: Path = Path("bot/endpoints.yml"),
    settings: Mapping[str, str] | None = None,
) -> Managed:
    """One Rasa process of a plan; several can share a tracker database and a lock store."""
    return Managed(
        "Rasa",
        [
            *(sys.executable, "-m", "bot.runtime", "--model", str(plan.model), "--port", str(port)),
            *("--endpoints", str(endpoints)),
        ],
        f"http://127.0.0.1:{port}/webhooks/turn/",
        {**plan.environment, **(settings or {})},
        log,
    )


class Stack:
    """Rasa, the action server and the api of one plan."""

    def __init__(self, plan: Plan, *, with_api: bool = True) -> None:
        python, log = sys.executable, plan.var / "log"
        self.actions = Managed(
            "the action server",
            [python, "-m", "rasa_sdk", "--actions", "actions", "--port", str(plan.actions_port)],
            f"http://127.0.0.1:{plan.actions_port}/health",
            plan.environment,
            log / "actions.log",
        )
        self.rasa = rasa_process(plan, port=plan.rasa_port, log=log / "rasa.log")
        self.api = Managed(
            "the api",
            [python, "-m", "api"],
            f"http://127.0.0.1:{plan.port}/health",
            plan.environment,
            log / "api.log",
        )
        self.processes = [self.rasa, self.actions, *([self.api] if with_api else [])]

    async def start(self, report: Report) -> None:
        """Starts all side by side and waits until all answer.

        Raises:
            CannotStart: One ended or did not answer; the others are stopped.
        """
        complete = False
        try:
            for process in self.processes:
                await process.start()
            async with asyncio.TaskGroup() as group:
                for process in self.processes:
                    group.create_task(self._await(process, report))
            complete = True
        except* CannotStart as failures:
            raise failures.exceptions[0] from None
        finally:
            if not complete:
                await self.stop()

    async def watch(self, report: Report) -> None:
        """Restarts what ends by itself, until one ends again and again.

        Raises:
            CannotStart: One process does not stay up; the message gives its last words.
        """
        async with asyncio.TaskGroup() as group:
            for process in self.processes:
                group.create_task(self._keep(process, report))

    async def stop(self) -> None:
        """Stops all: first the api, so that no new turn begins."""
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                await process.stop()

    async def _await(self, process: Managed, report: Report) -> None:
        if not await process.ready(within=READY_SECONDS):
            raise CannotStart(
                f"{process.name} did not start ({process.last_words()}); {process.log} has it all."
            )
        report(f"{process.name} is ready")

    async def _keep(self, process: Managed, report: Report) -> None:
        while True:
            code = await process.ended()
            if process.starts_within(WITHIN_SECONDS) >= MOST_STARTS:
                raise CannotStart(
                    f"{process.name} keeps ending ({process.last_words()}); {process.log} has it all."
                )
            report(f"{process.name} ended with code {code} and is started again")
            await asyncio.sleep(1.0)
            await process.start()
            if await process.ready(within=READY_SECONDS):
                report(f"{process.name} is back")
