"""A small house under load: whatever visitors write is with the person who has it, once and in order."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bench.desk.house import Case, Seat, Size, house
from bench.desk.load import Measured, run
from bench.desk.people import Agent, Log, OneAtATime, OutOfOrder
from bench.desk.report import report
from tests.databases import NEEDS_POSTGRESQL, POSTGRESQL

SMALL = Size(agents=10, queued=40, assigned=20)


@pytest.mark.parametrize(
    ("postgresql", "seconds"),
    [
        pytest.param(None, 10.0, id="sqlite"),
        pytest.param(
            POSTGRESQL,
            4.0,
            id="postgresql",
            marks=NEEDS_POSTGRESQL,
        ),
    ],
)
async def test_every_message_arrives_at_its_agent_once_and_in_order(
    tmp_path: Path, postgresql: str | None, seconds: float
) -> None:
    async with house(tmp_path, SMALL, postgresql=postgresql) as open_house:
        # Whatever is missing, twice or at the wrong place on a screen ends it with an error.
        measured = await run(open_house, per_second=5.0, seconds=seconds)
    assert measured.sent[0] == 5 * seconds
    # Every second one is written where somebody looks.
    assert len(measured.read) == measured.sent[0] / 2
    assert len(measured.taken) == measured.sent[0]


class Screen(Agent):
    """An agent whose browser is shown one page after the other."""

    def __init__(self, *pages: str) -> None:
        self.log = Log()
        # Nothing is asked of a server: pages are given, and how far one has read is told nobody.
        super().__init__(None, Seat("token", (Case(7, "case", "token"),)), self.log, tab="mine")  # type: ignore[arg-type]
        self._pages = list(pages)

    async def look(self) -> None:
        await self._read_talk()

    async def _get(self, path: str, kind: str) -> str:
        return self._pages.pop(0)

    async def _act(self, action: str, body: dict[str, object], *, on: str | None = None) -> None:
        pass


def page(*marks: str) -> str:
    return "".join(f'<p class="said-text">[{mark}] Where is it now?</p>' for mark in marks)


class TestScreen:
    async def test_notes_when_each_message_was_first_there(self) -> None:
        screen = Screen(page(), page("7-0"), page("7-0", "7-1", "7-2"))
        for expected in (0, 1, 3):
            await screen.look()
            assert len(screen.log.read) == expected
        assert sorted(screen.log.read) == [(7, 0), (7, 1), (7, 2)]

    @pytest.mark.parametrize(
        "marks",
        [("7-0", "7-0"), ("7-1",), ("7-1", "7-0"), ("8-0",)],
        ids=["twice", "one is missing", "in another order", "of another conversation"],
    )
    async def test_what_is_not_as_it_was_written_ends_the_load(self, marks: tuple[str, ...]) -> None:
        with pytest.raises(OutOfOrder):
            await Screen(page(*marks)).look()

    async def test_so_does_a_message_that_goes_away_again(self) -> None:
        screen = Screen(page("7-0", "7-1"), page("7-0"))
        await screen.look()
        with pytest.raises(OutOfOrder):
            await screen.look()


class TestOneAtATime:
    async def test_asked_during_a_run_it_runs_once_more_afterwards(self) -> None:
        runs, gate = list[int](), asyncio.Event()

        async def work() -> None:
            runs.append(len(runs))
            await gate.wait()

        reading = OneAtATime(work)
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                reading.ask(group)
                await asyncio.sleep(0)
            assert runs == [0]
            gate.set()
        assert runs == [0, 1]


def test_the_report_has_a_column_per_database() -> None:
    quick = Measured(
        sent=(300, 60.0),
        read=[0.05, 0.05, 0.2],
        listed=[0.1, 0.1],
        taken=[0.01, 0.01],
        seconds={"list": [0.02] * 120, "conversation": [0.01] * 60},
        alone={"waiting": (0.025, 2048), "mine": (0.008, 1024)},
        api_share=0.25,
        own_share=0.02,
        memory=(150.0, 160.4),
    )
    told = report({"SQLite": quick, "PostgreSQL": quick}, Size(), per_second=5.0)
    for row in (
        "| | SQLite | PostgreSQL |",
        "| from writing to the agent's open conversation, ms: p50 | 50 | 50 |",
        "| longest | 200 | 200 |",
        "| the list “waiting” with nothing else going on, ms (kB) | 25 (2) | 25 (2) |",
        "| lists read a second, by all | 2 | 2 |",
        "| the api's share of one core | 25% | 25% |",
        "| memory of the api before → after, MB | 150 → 160 | 150 → 160 |",
    ):
        assert row in told.splitlines()
    assert "20 people sit at the console" in told
