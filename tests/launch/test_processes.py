"""One process: started, asked whether it is ready, stopped, even against its will."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest

from launch.processes import Managed
from tests.launch.children import ANSWERS, ENDS, STUBBORN, WAITS, child, is_alive

PARENT = (
    "import subprocess, sys\n"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\n"
) + ANSWERS


class TestReady:
    async def test_once_it_answers(self, tmp_path: Path) -> None:
        process = child(tmp_path, ANSWERS)
        await process.start()
        try:
            assert await process.ready(within=10)
            assert process.running
        finally:
            await process.stop()
        assert not process.running

    async def test_not_when_it_has_ended_and_its_last_words_are_kept(self, tmp_path: Path) -> None:
        process = child(tmp_path, ENDS)
        await process.start()
        started = time.monotonic()
        assert not await process.ready(within=30)
        assert time.monotonic() - started < 10
        assert await process.ended() == 7
        assert process.last_words() == "I cannot go on."

    async def test_not_when_the_time_runs_out(self, tmp_path: Path) -> None:
        process = child(tmp_path, WAITS)
        await process.start()
        try:
            assert not await process.ready(within=0.5)
            assert process.running
        finally:
            await process.stop()


class TestStop:
    async def test_one_that_does_not_listen_is_killed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("launch.processes.STOP_SECONDS", 0.5)
        process = child(tmp_path, STUBBORN)
        await process.start()
        assert await process.ready(within=10)
        await process.stop()
        assert not process.running
        assert await process.ended() == -9

    async def test_its_own_children_go_with_it(self, tmp_path: Path) -> None:
        process = child(tmp_path, PARENT)
        await process.start()
        assert await process.ready(within=10)
        grandchild = int(process.log.read_text().split()[0])
        assert is_alive(grandchild)
        await process.stop()
        for _ in range(50):
            if not is_alive(grandchild):
                break
            await asyncio.sleep(0.05)
        assert not is_alive(grandchild)

    async def test_one_that_never_started_or_has_ended_is_stopped_already(self, tmp_path: Path) -> None:
        process = child(tmp_path, ENDS)
        await process.stop()
        await process.start()
        await process.ended()
        await process.stop()
        assert not process.running


class TestStarts:
    async def test_are_counted_and_the_log_goes_on(self, tmp_path: Path) -> None:
        process: Managed = child(tmp_path, ENDS)
        for _ in range(2):
            await process.start()
            await process.ended()
        assert process.starts_within(60) == 2
        process.started[0] -= 120
        assert process.starts_within(60) == 1
        assert process.log.read_text().splitlines() == ["I cannot go on."] * 2

    async def test_can_be_told_to_end_by_itself(self, tmp_path: Path) -> None:
        process = child(tmp_path, ANSWERS)
        await process.start()
        assert await process.ready(within=10)
        async with httpx.AsyncClient(trust_env=False) as http:
            with pytest.raises(httpx.HTTPError):
                await http.get(f"{process.ready_url}quit")
        assert await process.ended() == 3
