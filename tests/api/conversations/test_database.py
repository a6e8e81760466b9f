"""Migrations and concurrent writers, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.conversations import repository
from api.conversations.models import Event
from api.db import Base, Database
from api.engines import create_engine
from api.errors import DatabaseBusy
from api.live import MemoryBus, announce
from api.migrate import migrate
from api.migrations.scope import in_the_models
from api.services import Services
from api.settings import Settings, async_url
from tests.api.conftest import Visitor
from tests.databases import POSTGRESQL

# A server that answers and refuses.
_NOT_HERE = (
    [f"{make_url(POSTGRESQL).host}:{make_url(POSTGRESQL).port}/no_such_database"] if POSTGRESQL else []
)


OLD_DATA = (
    "INSERT INTO staff (id, email, name, role, password_hash, active, created_at) "
    "VALUES (1, 'ida@shop.example', 'Ida', 'agent', 'x', true, '2026-01-01 09:00:00')",
    "INSERT INTO staff_sessions (token_hash, staff_id, csrf, created_at, last_seen_at, expires_at) "
    "VALUES ('t', 1, 'c', '2026-01-01 09:00:00', '2026-01-01 09:00:00', '2027-01-01 09:00:00')",
    "INSERT INTO customers (id, external_id, created_at) VALUES (1, 'c-1', '2026-01-01 09:00:00')",
    "INSERT INTO conversations (id, token_hash, customer_id, locale, language, language_fixed, state, epoch, "
    "persona_fixed, created_at, updated_at, assigned_to, last_seq, visitor_read_seq, staff_read_seq, offers_stopped) "
    "VALUES ('k1', 'h', 1, 'da', 'da', false, 'assigned', 1, false, '2026-01-01 09:00:00', '2026-01-01 09:00:00', "
    "1, 1, 0, 0, false)",
    "INSERT INTO events (id, conversation_id, seq, type, author, audience, facts, created_at) "
    "VALUES (1, 'k1', 1, 'message', 'visitor', 'public', '{}', '2026-01-01 09:00:00')",
    "INSERT INTO texts (event_id, field, text) VALUES (1, 'text', 'Hvor er min pakke?')",
    "INSERT INTO turns (id, conversation_id, message_seq, epoch, entities, created_at) "
    "VALUES (1, 'k1', 1, 0, '[]', '2026-01-01 09:00:00')",
    "INSERT INTO contacts (id, conversation_id, name) VALUES (1, 'k1', 'Bodil')",
)


class TestMigrations:
    async def test_make_the_tables_that_the_models_say(self, services: Services) -> None:
        def difference(connection: Connection) -> Any:
            context = MigrationContext.configure(connection, opts={"include_object": in_the_models})
            return compare_metadata(context, Base.metadata)

        async with services.database.engine.connect() as connection:
            assert await connection.run_sync(difference) == []

    async def test_again_change_nothing(self, services: Services, visitor: Visitor) -> None:
        await migrate(services.database.engine)
        assert len(await visitor.heard()) == 1


class TestUpgrade:
    """What an installation of the first version holds is there after every upgrade, and after going back."""

    TABLES = ("staff", "staff_sessions", "customers", "conversations", "events", "texts", "turns", "contacts")

    @pytest.fixture
    async def engine(self, place: str, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
        if place == "sqlite":
            engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
            yield engine
            await engine.dispose()
            return
        schema = f"kd_{uuid4().hex[:12]}"
        engine = create_engine(async_url(str(POSTGRESQL)), schema=schema)
        async with engine.begin() as connection:
            await connection.execute(text(f"CREATE SCHEMA {schema}"))
        yield engine
        async with engine.begin() as connection:
            await connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        await engine.dispose()

    async def test_loses_nothing_up_or_down(self, engine: AsyncEngine) -> None:
        await migrate(engine, revision="0001")
        async with engine.begin() as connection:
            for statement in OLD_DATA:
                await connection.execute(text(statement))
        await migrate(engine)
        assert await self._counts(engine) == dict.fromkeys(self.TABLES, 1)
        async with engine.connect() as connection:
            row = (await connection.execute(text("SELECT channel, priority FROM conversations"))).one()
            assert tuple(row) == ("chat", 0)
            assert (await connection.execute(text("SELECT capacity FROM staff"))).scalar() == 4
        await migrate(engine, revision="0001", down=True)
        assert await self._counts(engine) == dict.fromkeys(self.TABLES, 1)
        await migrate(engine)
        assert await self._counts(engine) == dict.fromkeys(self.TABLES, 1)

    async def _counts(self, engine: AsyncEngine) -> dict[str, int]:
        async with engine.connect() as connection:
            found = {
                name: await connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in self.TABLES
            }
        return {name: int(count or 0) for name, count in found.items()}


class TestTwoProcesses:
    async def test_never_give_two_events_the_same_number(self, visitor: Visitor, settings: Settings) -> None:
        databases = [
            Database(settings.database_url, schema=settings.database_schema, bus=MemoryBus())
            for _ in range(2)
        ]

        async def write(database: Database) -> None:
            for _ in range(10):
                async with database.writing() as session:
                    conversation = await repository.lock(session, visitor.id)
                    await asyncio.sleep(0)
                    await repository.append(session, conversation, type="note", author="agent")

        await asyncio.gather(*(write(database) for database in databases for _ in range(2)))
        async with databases[0].reading() as session:
            numbers = (await session.scalars(select(Event.seq).order_by(Event.seq))).all()
        assert list(numbers) == list(range(1, 43))
        for database in databases:
            await database.close()


class TestWriting:
    async def test_what_fails_leaves_nothing_and_announces_nothing(
        self, visitor: Visitor, services: Services
    ) -> None:
        async with services.bus.subscribe("topic") as hints:
            with pytest.raises(ZeroDivisionError):
                await self.fail(services, visitor)
            async with services.database.writing() as session:
                announce(session, "topic", {"n": 2})
            assert await anext(hints) == {"n": 2, "topic": "topic"}
        async with services.database.reading() as session:
            assert len((await session.scalars(select(Event))).all()) == 2

    async def fail(self, services: Services, visitor: Visitor) -> None:
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            await repository.append(session, conversation, type="note", author="agent")
            announce(session, "topic", {"n": 1})
            raise ZeroDivisionError

    async def test_a_mistake_in_sql_is_not_called_busy(self, services: Services) -> None:
        with pytest.raises(Exception, match="nothing_like_it") as caught:
            async with services.database.reading() as session:
                await session.execute(text("SELECT * FROM nothing_like_it"))
        assert not isinstance(caught.value, DatabaseBusy)


class TestUnreachable:
    @pytest.mark.parametrize("where", ["127.0.0.1:1/none", "nowhere.invalid/none", *_NOT_HERE])
    async def test_says_busy(self, where: str) -> None:
        database = Database(f"postgresql+asyncpg://nobody@{where}", bus=MemoryBus())
        with pytest.raises(DatabaseBusy):
            await database.ping()
        await database.close()
