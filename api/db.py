"""How the api reaches its database, so that no other module cares which one it is.

SQLite is the default and PostgreSQL the grown-up choice. The differences live here: on SQLite a writing
transaction takes the write lock when it begins (``BEGIN IMMEDIATE``), so two processes cannot both read
and then both write; on PostgreSQL the repository locks the conversation's row. Only :meth:`Database.writing`
commits, and what was announced during the transaction is published after the commit, never before.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg  # type: ignore[import-untyped, unused-ignore]
from sqlalchemy import JSON, DateTime, Dialect, MetaData, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from api.engines import create_engine
from api.errors import ApiError, DatabaseBusy
from api.live import Bus, announced
from api.settings import SettingsError

# What asyncpg raises while it connects comes as it is; SQLAlchemy wraps errors only on a connection that stands.
_UNREACHABLE = (
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    PoolTimeout,
)
Facts = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, aware on both sides; SQLite itself forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The tables of the product, with names for constraints so that migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


class Database:
    """The one way to a session.

    Args:
        url: An async SQLAlchemy URL (``sqlite+aiosqlite:///…`` or ``postgresql+asyncpg://…``).
        bus: Where announcements go after a commit.
        schema: A PostgreSQL schema to work in instead of the default one.
        busy_timeout_seconds: How long a writer waits for another on SQLite before it gives up.
        texts_kept_days: When wording stored through this database is erased; None keeps it.
        info: What every session brings along in its own ``info``.
    """

    def __init__(
        self,
        url: str,
        *,
        bus: Bus,
        schema: str | None = None,
        busy_timeout_seconds: float = 5.0,
        texts_kept_days: int | None = None,
        info: Mapping[str, Any] | None = None,
    ) -> None:
        self.bus = bus
        self._patience = busy_timeout_seconds
        self._turnstile = asyncio.Lock() if make_url(url).get_backend_name() == "sqlite" else None
        self.engine = create_engine(url, schema=schema, busy_timeout_seconds=busy_timeout_seconds)
        # Two engines where that makes writing quick; on PostgreSQL the connections are shared.
        self._writer = (
            create_engine(url, busy_timeout_seconds=busy_timeout_seconds, same_thread=True)
            if self._turnstile
            else self.engine
        )
        given = {**(info or {}), "texts_kept_days": texts_kept_days}
        self._reading = async_sessionmaker(self.engine, expire_on_commit=False, info=given)
        self._glancing = async_sessionmaker(self._writer, expire_on_commit=False, info=given)
        self._writing = async_sessionmaker(
            self._writer.execution_options(immediate=True), expire_on_commit=False, info=given
        )

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that changes nothing."""
        async with self._reading() as session:
            with _busy_is_clear():
                yield session

    @asynccontextmanager
    async def glancing(self) -> AsyncIterator[AsyncSession]:
        """A session for a few rows found by their keys: as quick as can be, so nothing else belongs here."""
        async with self._glancing() as session:
            with _busy_is_clear():
                yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: committed at the end, rolled back on any error.

        Raises:
            DatabaseBusy: The database stayed locked; nothing was stored.
        """
        async with self._one_at_a_time(), self._writing() as session:
            with _busy_is_clear():
                async with session.begin():
                    await session.connection()
                    yield session
            for topic, payload in announced(session):
                await self.bus.publish(topic, payload)

    @asynccontextmanager
    async def _one_at_a_time(self) -> AsyncIterator[None]:
        """SQLite has one writer and no queue for it; within this process, writers line up here instead."""
        if self._turnstile is None:
            yield
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._turnstile.acquire()
        except TimeoutError as error:
            raise DatabaseBusy from error
        try:
            yield
        finally:
            self._turnstile.release()

    async def ping(self) -> None:
        """Ask the database for anything at all; raises when it does not answer."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()
        await self._writer.dispose()


@contextmanager
def _busy_is_clear() -> Iterator[None]:
    """Turn the drivers' ways of saying "locked" or "unreachable" into one error of ours."""
    try:
        yield
    except _UNREACHABLE as error:
        raise DatabaseBusy from error
    except DBAPIError as error:
        if error.connection_invalidated or "locked" in str(error.orig):
            raise DatabaseBusy from error
        raise


@contextmanager
def reached() -> Iterator[None]:
    """For entry points: turn what a database that cannot be used raises into one sentence.

    Raises:
        SettingsError: It cannot be reached, or does not know what its address asks for.
    """
    try:
        yield
    except (*_UNREACHABLE, OSError, DBAPIError, TypeError, ApiError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error.__cause__ or error
        line = (str(cause).splitlines() or [""])[0] or type(cause).__name__
        raise SettingsError(f"The database cannot be used ({line}): check DATABASE_URL.") from error
