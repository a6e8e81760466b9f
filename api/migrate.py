"""Bring the database to the newest shape: ``python -m api.migrate``.

Run by the launcher before every start; running it again changes nothing.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from alembic import command
from alembic.config import Config
from dotenv import load_dotenv
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.db import reached
from api.engines import create_engine
from api.settings import Settings, SettingsError

log = structlog.get_logger(__name__)
_SCRIPTS = Path(__file__).parent / "migrations"


async def migrate(engine: AsyncEngine, *, revision: str = "head", down: bool = False) -> None:
    """Bring the database behind ``engine`` to ``revision``, all of it or nothing.

    Args:
        down: Whether that is an earlier one than it has.

    Raises:
        sqlalchemy.exc.DBAPIError: A row refers to nothing; the database is as it was.
    """
    async with engine.connect() as connection, _tables_replaceable(connection):
        await connection.execution_options(immediate=True)
        async with connection.begin():
            await connection.run_sync(_downgrade if down else _upgrade, revision)


@asynccontextmanager
async def _tables_replaceable(connection: AsyncConnection) -> AsyncIterator[None]:
    """On SQLite a table is changed by replacing it, and dropping the old one would delete all that refers to it.

    Foreign keys cannot be switched in a transaction; what refers to nothing is found before it is committed.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")


def _upgrade(connection: Connection, revision: str) -> None:
    command.upgrade(_config(connection), revision)
    _check_references(connection)


def _downgrade(connection: Connection, revision: str) -> None:
    command.downgrade(_config(connection), revision)
    _check_references(connection)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if loose:
        raise IntegrityError(f"{len(loose)} rows refer to nothing", None, ValueError(str(loose[0])))


async def _from_settings(settings: Settings) -> None:
    with reached():
        engine = create_engine(settings.database_url, schema=settings.database_schema)
        try:
            await migrate(engine)
        finally:
            await engine.dispose()


def main() -> int:
    """Migrate the database of the settings; 2 when they are wrong or it cannot be reached."""
    load_dotenv()
    try:
        asyncio.run(_from_settings(Settings.from_env()))
    except SettingsError as error:
        sys.stderr.write(f"The database cannot be brought up to date: {error}\n")
        return 2
    log.info("database_is_current")
    return 0


if __name__ == "__main__":
    sys.exit(main())
