"""Those who write on SQLite run in the event loop's thread, and wait for others outside of it."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from api.db import Database
from api.errors import DatabaseBusy
from api.live import MemoryBus


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "shared.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE told (word TEXT)")
    return path


async def test_what_is_written_is_there_for_everybody_after_the_commit(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}", bus=MemoryBus())
    async with database.writing() as session:
        await session.execute(text("INSERT INTO told VALUES ('hello')"))
        async with database.reading() as other:
            assert (await other.scalars(text("SELECT word FROM told"))).all() == []
    async with database.reading() as other, database.glancing() as quick:
        assert (await other.scalars(text("SELECT word FROM told"))).all() == ["hello"]
        assert (await quick.scalars(text("SELECT word FROM told"))).all() == ["hello"]
    await database.close()


async def test_an_error_leaves_nothing_behind(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}", bus=MemoryBus())

    async def fail() -> None:
        async with database.writing() as session:
            await session.execute(text("INSERT INTO told VALUES ('hello')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.glancing() as session:
        assert (await session.scalars(text("SELECT word FROM told"))).all() == []
    await database.close()


async def test_waiting_for_the_write_lock_does_not_hold_up_anybody_else(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}", bus=MemoryBus(), busy_timeout_seconds=0.3)
    other_process = sqlite3.connect(path, isolation_level=None)
    other_process.execute("BEGIN IMMEDIATE")
    went_on = 0

    async def somebody_else() -> None:
        nonlocal went_on
        while True:
            await asyncio.sleep(0)
            went_on += 1

    task = asyncio.create_task(somebody_else())
    with pytest.raises(DatabaseBusy):
        await database.writing().__aenter__()
    task.cancel()
    assert went_on > 10
    other_process.execute("ROLLBACK")
    async with database.writing() as session:
        await session.execute(text("INSERT INTO told VALUES ('at last')"))
    other_process.close()
    await database.close()
