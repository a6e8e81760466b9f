"""The table of Rasa's working memory, and how a statement reaches it.

Every statement is a transaction of its own, so none waits for a COMMIT apart. PostgreSQL is asked
asynchronously. SQLite is a file: its statements take some ten microseconds, a fraction of what it
costs to hand them to another thread, and so they run where they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Executable,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import URL, CursorResult, make_url
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

metadata = MetaData()
trackers = Table(
    "rasa_trackers",
    metadata,
    Column("sender_id", String(255), primary_key=True),
    Column("state", Text, nullable=False),
    Column("updated_at", Float, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)


class TrackerDatabase:
    """The database behind an address; the table is made when it is first needed."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self._file = _sqlite(address) if address.get_backend_name() == "sqlite" else None
        self._server = None if self._file else _postgresql(address)
        self._connection: Connection | None = None
        self._ready = False

    async def rows(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[Any]:
        """What a query gives."""
        if self._file:
            return self._open_file().execute(statement, values).all()
        async with (await self._open_server()).connect() as connection:
            return (await connection.execute(statement, values)).all()

    async def write(self, statement: Executable, values: Mapping[str, Any]) -> int:
        """How many rows a statement changed. Raises IntegrityError when a row is there already."""
        result: CursorResult[Any]
        if self._file:
            result = self._open_file().execute(statement, values)
        else:
            async with (await self._open_server()).connect() as connection:
                result = await connection.execute(statement, values)
        return result.rowcount

    def _open_file(self) -> Connection:
        if self._connection is None:
            assert self._file is not None
            connection = self._file.connect()
            _make_table(connection)
            self._connection = connection
        return self._connection

    async def _open_server(self) -> AsyncEngine:
        assert self._server is not None
        if not self._ready:
            async with self._server.connect() as connection:
                await connection.run_sync(_make_table)
            self._ready = True
        return self._server


def _sqlite(address: URL) -> Engine:
    if address.database not in (None, "", ":memory:"):
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address.set(drivername="sqlite+pysqlite"),
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    return engine


def _postgresql(address: URL) -> AsyncEngine:
    return create_async_engine(
        address.set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT", pool_pre_ping=False
    )


def _make_table(connection: Connection) -> None:
    """Makes the table, or brings one from before versions were counted to its present shape."""
    try:
        metadata.create_all(connection)
    except (IntegrityError, OperationalError, ProgrammingError):
        # Another process that starts at this moment may have been quicker.
        if not inspect(connection).has_table(trackers.name):
            raise
    if "version" not in {column["name"] for column in inspect(connection).get_columns(trackers.name)}:
        connection.execute(text("ALTER TABLE rasa_trackers ADD COLUMN version INTEGER DEFAULT 1 NOT NULL"))
