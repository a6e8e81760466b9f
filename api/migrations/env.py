"""Runs migrations on the connection it is given, or for the ``alembic`` command where the settings say."""

import asyncio

from alembic import context
from dotenv import load_dotenv
from sqlalchemy.engine import Connection

import api.models  # noqa: F401  (fills the metadata)
from api.db import Base
from api.engines import create_engine
from api.migrations.scope import in_the_models
from api.settings import Settings


def run(connection: Connection) -> None:
    """Run what is asked for, in the transaction that is already open."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_object=in_the_models,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_from_settings() -> None:
    """Run what the ``alembic`` command asks for."""
    load_dotenv()
    settings = Settings.from_env()
    engine = create_engine(settings.database_url, schema=settings.database_schema)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is None:
    asyncio.run(run_from_settings())
else:
    run(given)
