"""What tests of the dialogue share: the policy of this project, trained once, and empty databases."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from rasa.core.policies.rule_policy import RulePolicy
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from tests.bot.conversations import trained_policy
from tests.databases import PLACES, POSTGRESQL


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory) -> RulePolicy:
    """RulePolicy with the rules of `data/dialogue`."""
    return trained_policy(tmp_path_factory.mktemp("policy"))


async def _execute(statement: str) -> None:
    engine = create_async_engine(_postgresql(), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def _postgresql() -> URL:
    return make_url(str(POSTGRESQL)).set(drivername="postgresql+asyncpg")


@pytest.fixture(params=PLACES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of one's own."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'var' / 'trackers.db'}"
        return
    name = f"kd_trackers_{uuid4().hex[:12]}"
    asyncio.run(_execute(f"CREATE DATABASE {name}"))
    yield _postgresql().set(database=name).render_as_string(hide_password=False)
    asyncio.run(_execute(f"DROP DATABASE {name} WITH (FORCE)"))
