"""Connections to the database the settings name: PostgreSQL's driver as it is, SQLite's in two ways.

SQLite answers a statement of a turn in microseconds, and handing each to a thread and back costs ten times
that. So those who write run their statements where they stand, in the event loop's thread; only the wait for
the write lock, when somebody else has it, is spent in the connection's own thread. Those who only read stay
there altogether, since their queries may be long.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import URL, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

_TAKES_THE_LOCK = "BEGIN IMMEDIATE"


class SameThreadConnection(aiosqlite.Connection):
    """A connection that leaves the event loop's thread only to wait for the write lock."""

    patience = 0.0

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection is None:
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        try:
            return fn(*args, **kwargs)
        except sqlite3.OperationalError:
            if args[:1] != (_TAKES_THE_LOCK,):
                raise
        return await super()._execute(self._wait_for_the_lock, fn)  # type: ignore[no-untyped-call]

    def _wait_for_the_lock(self, execute: Callable[[str], Any]) -> Any:
        self._conn.execute(f"PRAGMA busy_timeout={int(self.patience * 1000)}")
        try:
            return execute(_TAKES_THE_LOCK)
        finally:
            self._conn.execute("PRAGMA busy_timeout=0")


def create_engine(
    url: str, *, schema: str | None = None, busy_timeout_seconds: float = 5.0, same_thread: bool = False
) -> AsyncEngine:
    """An engine set up for the database the URL names.

    Args:
        schema: A PostgreSQL schema to work in instead of the default one.
        busy_timeout_seconds: How long a writer waits for another on SQLite before it gives up.
        same_thread: Run SQLite's statements in the event loop's thread; for short transactions only.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        arguments: dict[str, Any] = {"server_settings": {"search_path": schema}} if schema else {}
        return create_async_engine(parsed, pool_pre_ping=True, connect_args=arguments)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    if same_thread:
        engine = create_async_engine(parsed, async_creator=_same_thread(parsed, busy_timeout_seconds))
    else:
        engine = create_async_engine(parsed, connect_args={"timeout": busy_timeout_seconds})
    _set_up_sqlite(engine)
    return engine


def _same_thread(url: URL, patience: float) -> Callable[[], SameThreadConnection]:
    def connect() -> SameThreadConnection:
        def connector() -> sqlite3.Connection:
            path = url.database or ":memory:"
            return sqlite3.connect(path, timeout=0, check_same_thread=False)

        connection = SameThreadConnection(connector, iter_chunk_size=64)
        connection.patience = patience
        connection._thread.daemon = True
        return connection

    return connect


def _set_up_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # What is erased is overwritten, not only unlinked.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql(_TAKES_THE_LOCK if immediate else "BEGIN")
