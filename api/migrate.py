"""Bring the database to the newest shape: ``python -m api.migrate``.

Run by the launcher before every start; running it again changes nothing.
"""

import asyncio
import sys
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from dotenv import load_dotenv
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from api.db import reached
from api.engines import create_engine
from api.settings import Settings, SettingsError

log = structlog.get_logger(__name__)
_SCRIPTS = Path(__file__).parent / "migrations"


async def migrate(engine: AsyncEngine, *, revision: str = "head") -> None:
    """Upgrade the database behind ``engine`` to ``revision``."""
    async with engine.execution_options(immediate=True).begin() as connection:
        await connection.run_sync(_upgrade, revision)


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


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
