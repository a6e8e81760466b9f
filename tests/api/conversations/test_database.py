"""Migrations and concurrent writers, on both databases."""

import asyncio
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url, select, text

from api.conversations import repository
from api.conversations.models import Event
from api.db import Base, Database
from api.errors import DatabaseBusy
from api.live import MemoryBus, announce
from api.migrate import migrate
from api.services import Services
from api.settings import Settings
from tests.api.conftest import POSTGRESQL, Visitor

# A server that answers and refuses.
_NOT_HERE = (
    [f"{make_url(POSTGRESQL).host}:{make_url(POSTGRESQL).port}/no_such_database"] if POSTGRESQL else []
)


class TestMigrations:
    async def test_make_the_tables_that_the_models_say(self, services: Services) -> None:
        def difference(connection: Connection) -> Any:
            return compare_metadata(MigrationContext.configure(connection), Base.metadata)

        async with services.database.engine.connect() as connection:
            assert await connection.run_sync(difference) == []

    async def test_again_change_nothing(self, services: Services, visitor: Visitor) -> None:
        await migrate(services.database.engine)
        assert len(await visitor.heard()) == 1


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
