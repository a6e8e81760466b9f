"""The processes together: started side by side, watched, restarted, given up, stopped."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from launch.plan import CannotStart, make_plan
from launch.processes import Managed
from launch.stack import Stack
from tests.launch.children import ANSWERS, ENDS, child

Build = Callable[..., Stack]


@pytest.fixture
async def stack_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Build]:
    """Builds a stack of small processes, and stops it at the end."""
    monkeypatch.setattr("launch.stack.READY_SECONDS", 10.0)
    made: list[Stack] = []

    def build(**scripts: str) -> Stack:
        stack = Stack(make_plan({}, var=tmp_path / "var"))
        stack.processes = [child(tmp_path, script, name=name) for name, script in scripts.items()]
        made.append(stack)
        return stack

    yield build
    for stack in made:
        await stack.stop()


async def heard(lines: list[str], words: str) -> str:
    """Waits until the stack reports something with these words."""
    for _ in range(200):
        for line in lines:
            if words in line:
                return line
        await asyncio.sleep(0.05)
    raise AssertionError(f"{words!r} was not reported: {lines}")


class TestStack:
    def test_is_rasa_the_actions_and_the_api(self, tmp_path: Path) -> None:
        plan = make_plan({"RASA_PORT": "5999"}, var=tmp_path)
        stack = Stack(plan)
        assert [process.name for process in stack.processes] == ["Rasa", "the action server", "the api"]
        assert stack.rasa.ready_url == "http://127.0.0.1:5999/webhooks/turn/"
        assert Stack(plan, with_api=False).api not in Stack(plan, with_api=False).processes


class TestStart:
    async def test_waits_until_all_answer(self, stack_of: Build) -> None:
        stack, lines = stack_of(one=ANSWERS, other=ANSWERS), list[str]()
        await stack.start(lines.append)
        assert sorted(lines) == ["one is ready", "other is ready"]
        assert all(process.running for process in stack.processes)

    async def test_one_that_ends_is_told_and_the_others_are_stopped(self, stack_of: Build) -> None:
        stack = stack_of(good=ANSWERS, bad=ENDS)
        with pytest.raises(
            CannotStart, match=r"^bad did not start \(I cannot go on\.\); .*bad\.log has it all"
        ):
            await stack.start(lambda _line: None)
        assert not any(process.running for process in stack.processes)

    async def test_when_it_is_given_up_all_are_stopped(self, stack_of: Build) -> None:
        stack = stack_of(good=ANSWERS, slow="import time; time.sleep(60)")
        starting = asyncio.create_task(stack.start(lambda _line: None))
        await asyncio.sleep(0.5)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        assert not any(process.running for process in stack.processes)


class TestWatch:
    async def test_one_that_is_killed_comes_back(self, stack_of: Build) -> None:
        stack, lines = stack_of(one=ANSWERS, other=ANSWERS), list[str]()
        await stack.start(lambda _line: None)
        one, other = stack.processes
        before = one.pid, other.pid
        watching = asyncio.create_task(stack.watch(lines.append))
        os.kill(one.pid, signal.SIGKILL)
        await heard(lines, "one is back")
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        assert "one ended with code -9 and is started again" in lines
        assert one.running
        assert (one.pid != before[0], other.pid == before[1]) == (True, True)

    async def test_one_that_keeps_ending_is_given_up(
        self, stack_of: Build, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("launch.stack.MOST_STARTS", 2)
        stack, lines = stack_of(good=ANSWERS, bad=ENDS), list[str]()
        bad: Managed = stack.processes[1]
        for process in stack.processes:
            await process.start()
        with pytest.raises(ExceptionGroup) as caught:
            await asyncio.wait_for(stack.watch(lines.append), 20)
        (problem,) = caught.value.exceptions
        assert isinstance(problem, CannotStart)
        assert str(problem) == f"bad keeps ending (I cannot go on.); {bad.log} has it all."
        assert len(bad.started) == 2


class TestStop:
    async def test_stops_all_the_last_one_first(
        self, stack_of: Build, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stack, order = stack_of(one=ANSWERS, other=ANSWERS), list[str]()
        await stack.start(lambda _line: None)
        stop = Managed.stop

        async def noted(process: Managed) -> None:
            order.append(process.name)
            await stop(process)

        monkeypatch.setattr(Managed, "stop", noted)
        await stack.stop()
        assert order == ["other", "one"]
        assert not any(process.running for process in stack.processes)
