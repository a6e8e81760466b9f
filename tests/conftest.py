"""What all tests share: one running installation for those that talk to the real thing."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.settings import Settings
from launch import model
from launch.__main__ import prepare_database
from launch.plan import Plan, free_port, make_plan
from launch.stack import Stack

# Long enough for every turn on a busy machine, short enough to wait for in the tests of faults.
RASA_TIMEOUT_SECONDS = 12


@dataclass(frozen=True)
class Installation:
    """A running Rasa, action server and api, with the logins made on their first start."""

    plan: Plan
    stack: Stack
    logins: dict[str, tuple[str, str]]
    loop: asyncio.AbstractEventLoop

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.plan.port}"

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Runs something on the processes in the loop that started them."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=240)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Everything started for real on free ports, on an empty database, with the trained model."""
    with started(tmp_path_factory.mktemp("installation")) as running:
        yield running


@contextmanager
def started(var: Path, **settings: str) -> Iterator[Installation]:
    """An installation with settings of its own, in an empty folder, until the end of the block."""
    ports = {name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")}
    for_tests = {
        "KUNDEDIALOG_DEMO": "1",
        "KUNDEDIALOG_EXPOSE_TURNS": "1",
        "CONVERSATIONS_PER_MINUTE": "0",
        # Taken by hand, so that what a test sees does not depend on the hour it runs at.
        "AUTO_ASSIGN": "0",
        "RASA_TIMEOUT_SECONDS": str(RASA_TIMEOUT_SECONDS),
    }
    outside = ("KUNDEDIALOG_", "DATABASE", "TRACKER", "CATALOG", "RASA", "ACTIONS")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(outside)}
    plan = make_plan({**inherited, **ports, **for_tests, **settings}, var=var)
    if not model.is_current(plan):
        model.train(plan)
    logins = asyncio.run(prepare_database(Settings.from_env(plan.environment)))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    running = Installation(
        plan, Stack(plan), {role: (email, password) for role, email, password in logins}, loop
    )
    running.run(running.stack.start(lambda _line: None))
    try:
        yield running
    finally:
        running.run(running.stack.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
